# What across_modules.tr imports.
factor = 2
count = 0
table = [1, 2, 3]


def scale(x):
    global count
    count += 1
    return x * factor


def scale_all(values):
    out = []
    for v in values:
        out.append(scale(v))
    return out


def total(n):
    t = 0
    for i in range(n):
        t += table[i % len(table)] * factor
    return t


def run(callback, n):
    t = 0
    for i in range(n):
        t += callback(i) * factor
    return t


class Acc:
    start = 0

    def __init__(self):
        self.t = self.start

    def add(self, x):
        self.t += scale(x)
        return self.t
