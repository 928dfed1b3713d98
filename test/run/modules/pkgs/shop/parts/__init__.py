print("parts init")
