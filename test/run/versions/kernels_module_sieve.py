# Of kernels_module.tr.
size = 80
flags = [True] * (size + 1)
found = 0
for i in range(2, size + 1):
    if flags[i]:
        found += 1
        for j in range(i * i, size + 1, i):
            flags[j] = False
    if i == 40:
        flags.append(2**70)
print("sieve", found, len(flags), flags.count(False), j)
