# Of kernels_module.tr.
total = low = 0
for i in range(60):
    total += i * 3 - low
    low = total % 7
    if i == 30:
        total += 2**62
    if i == 45:
        total *= 8
print("int", total, low)

x, turns = 1, 0
while turns < 70:
    x = x * 2 + turns
    turns += 1
print("int", x, turns)

count = 0
for i in range(10):
    count += i
    if i == 6:
        count = count + 0.5
print("int", count)
