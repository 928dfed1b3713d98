# Of kernels_module.tr.
def square(x):
    return x * x


def down(x, n):
    if n == 0:
        return x
    return down(x + n, n - 1)


whole = 0
for i in range(12):
    whole += square(whole + i) % 1000003 + abs(-i) + down(i, 3)
    if i == 5:
        whole += 2**63
    if i == 7:
        abs = lambda x: 10**20
    if i == 9:
        square = lambda x: 0.5
print("calls", whole)
del abs
for i in range(6):
    whole += abs(-i)
    if i == 2:
        def abs(x):
            return -1
print("calls", whole)
print("calls", down(2**62, 5), down(0.5, 5), down(1, 300))
