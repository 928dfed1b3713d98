# Of kernels_module.tr.
acc, y = 0.0, 1.0
for i in range(25):
    y = y * 0.5 + 0.25
    acc += y / (i + 1)
print("float", acc, y)
for i in range(25):
    y = y * 1e30
    acc = acc - y
    if i == 12:
        y = 3
print("float", acc, y)
for i in range(30):
    y = y * 3 + i
    acc += y
print("float", acc, y)
