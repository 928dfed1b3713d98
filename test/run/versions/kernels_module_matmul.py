# Of kernels_module.tr.
n = 4
a = [[(i * 7 + j * 3) % 11 - 5 for j in range(n)] for i in range(n)]
b = [[float(i - j) for j in range(n)] for i in range(n)]
for special in (1, 0.5, 2**62, 2**65):
    a[2][1] = special
    c = []
    for i in range(n):
        c.append([0] * n)
        for j in range(n):
            t = 0
            for k in range(n):
                t += a[i][k] * a[k][j]
            c[i][j] = t
    print("matmul", c)
    t = 0.0
    for i in range(n):
        for j in range(n):
            t += a[i][j] * b[j][i]
        if special == 0.5:
            b[i] = [1] * n
    print("matmul", t)
