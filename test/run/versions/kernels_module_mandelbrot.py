# Of kernels_module.tr.
steps = inside = 0
limit, bound = 25, 4.0
for py in range(8):
    ci = 2.0 * py / 8 - 1.0
    for px in range(8):
        cr = 2.0 * px / 8 - 1.5
        zr = zi = 0.0
        for i in range(limit):
            r2 = zr * zr
            i2 = zi * zi
            if r2 + i2 > bound:
                steps += i
                break
            zi = 2.0 * zr * zi + ci
            zr = r2 - i2 + cr
        else:
            inside += 1
    if py == 4:
        steps += 2**63
    if py == 6:
        bound = 4
print("mandelbrot", steps, inside, zr, zi)
