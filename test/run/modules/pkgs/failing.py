print("failing runs")
x = 1
raise ValueError("at import")
