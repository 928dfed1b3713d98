# Of kernels_module.tr.
values = [1, 2.5, 3, 2**61]
whole, part = 0, 0.0
for i in range(30):
    v = values[i % 4]
    part += v * i
    if v > i:
        whole += v
    if i == 20:
        values[0] = "text"
    if i == 23:
        break
print("mixed", whole, part, i)
