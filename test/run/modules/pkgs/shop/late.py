print("late init")
value = "late value"
