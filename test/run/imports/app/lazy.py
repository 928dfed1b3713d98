print("lazy is imported")
loaded = "loaded"
