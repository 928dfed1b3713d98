# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints sort_orders.inc: checksums of the comparisons that CPython's list.sort makes, in order, and of
its result. sort_test.cpp sorts the same items (the two programs must stay in step)."""

MASK = (1 << 64) - 1


class Random:
    def __init__(self, seed):
        self.state = seed * 0x9E3779B97F4A7C15 + 1 & MASK

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 33) % n


def items(r, style, n):
    """Keys of n items: random, few distinct, runs, sawtooth, almost sorted, descending with equals."""
    if style == 0:
        return [r.below(1 << 30) for _ in range(n)]
    if style == 1:
        return [r.below(4) for _ in range(n)]
    if style == 2:
        out = []
        while len(out) < n:
            run = sorted(r.below(1000) for _ in range(r.below(90) + 1))
            if r.below(2):
                run.reverse()
            out += run
        return out[:n]
    if style == 3:
        return [i % 37 for i in range(n)]
    if style == 4:
        out = list(range(n))
        for _ in range(n // 50 + 1):
            out[r.below(n)] = r.below(n)
        return out
    if style == 5:
        return [(n - i) // 3 for i in range(n)]
    # two long interleaved blocks: galloping
    return list(range(0, n, 2)) + list(range(n // 3, n // 3 + n // 2))


def run(seed):
    r = Random(seed)
    style = r.below(7)
    n = r.below([30, 300, 3000][seed % 3]) + 2
    keys = items(r, style, n)
    inconsistent = seed % 10 == 9
    checksum = 0xCBF29CE484222325

    def fold(x):
        nonlocal checksum
        checksum = ((checksum ^ (x & MASK)) * 0x100000001B3) & MASK

    class Item:
        __slots__ = "key", "place"

        def __lt__(self, other):
            fold(self.place)
            fold(other.place)
            if inconsistent:
                return (self.key * 7 + other.key * 3 + self.place) % 5 < 2
            return self.key < other.key

    things = []
    for place, key in enumerate(keys):
        item = Item()
        item.key = key
        item.place = place
        things.append(item)
    things.sort(reverse=seed % 4 == 0)
    for item in things:
        fold(item.place)
    return checksum


print("// Checksums of CPython 3.13's comparisons: SORT(seed, checksum). Made by record_sort_orders.py.")
for seed in range(1, 201):
    print(f"SORT({seed}, {run(seed):#018x})")
