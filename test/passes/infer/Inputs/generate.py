# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a module of N functions that call each other, loop, and share lists and variables."""
import sys

print("total = 0")
count = int(sys.argv[1])
for i in range(count):
    back, other = max(i - 1, 0), i * 7 % (i + 1)
    print(f"""
def f{i}(n, x):
    global total
    xs = [n, {i}]
    s = 0
    while s < {i % 50 + 10}:
        if s == {i % 7}:
            s += 2
        elif s > n:
            s += 3
        else:
            s += 1
        xs.append(s * {i % 5})
    for k, v in enumerate(xs):
        s += k * v
    try:
        total += s
    except ValueError:
        return x
    if n > 0:
        return f{other}(n - 1, xs) + f{back}(n - 2, x)
    return s
""")
for i in range(count):
    print(f"f{i}(10, 0.5)")
