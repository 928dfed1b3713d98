# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints set_orders.inc: checksums of iteration orders of sets after random operations, as CPython
has them. set_order_test.cpp performs the same operations (the two programs must stay in step)."""

MASK = (1 << 64) - 1


class Random:
    def __init__(self, seed):
        self.state = seed * 0x9E3779B97F4A7C15 + 1 & MASK

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 33) % n


def value(r, style):
    if style == 0:
        return r.below(20)
    if style == 1:
        return r.below(200) - 100
    if style == 2:
        return r.below(64) << r.below(40)
    if style == 3:
        return r.below(1 << 30) * 1048583 - (1 << 40)
    if style == 4:
        return r.below(3000)
    return r.below(100) * 4096


def values(r, style):
    count = r.below(r.below(60) + 1)
    return [value(r, style) for _ in range(count)]


def run(seed, steps):
    r = Random(seed)
    style = r.below(6)
    sets = [set(), set(), set(), set()]
    checksum = 0xCBF29CE484222325

    def fold(x):
        nonlocal checksum
        checksum = ((checksum ^ (x & MASK)) * 0x100000001B3) & MASK

    for _ in range(steps):
        op = r.below(26)
        k = r.below(4)
        i = r.below(4)
        j = r.below(4)
        s = sets[k]
        if op <= 3:
            s.add(value(r, style))
        elif op <= 5:
            s.discard(value(r, style))
        elif op == 6:
            if s:
                fold(s.pop())
        elif op == 7:
            if r.below(4) == 0:
                s.clear()
        elif op == 8:
            s.update(values(r, style))
        elif op == 9:
            s.update(sets[j])
        elif op == 10:
            sets[k] = sets[i] | sets[j]
        elif op == 11:
            sets[k] = sets[i] & sets[j]
        elif op == 12:
            sets[k] = sets[i] - sets[j]
        elif op == 13:
            sets[k] = sets[i] ^ sets[j]
        elif op == 14:
            s |= sets[j]
        elif op == 15:
            s &= sets[j]
        elif op == 16:
            s -= sets[j]
        elif op == 17:
            s ^= sets[j]
        elif op == 18:
            sets[k] = sets[i].copy()
        elif op == 19:
            sets[k] = set(values(r, style))
        elif op == 20:
            sets[k] = sets[i].union(values(r, style), sets[j])
        elif op == 21:
            sets[k] = sets[i].intersection(values(r, style))
        elif op == 22:
            sets[k] = sets[i].difference(values(r, style), sets[j])
        elif op == 23:
            sets[k] = sets[i].symmetric_difference(values(r, style))
        elif op == 24:
            sets[k] = sets[i].difference(dict.fromkeys(values(r, style)))
        else:
            s.symmetric_difference_update(dict.fromkeys(values(r, style)))
        for x in sets[k]:
            fold(x)
        fold(len(sets[k]))
    fold(hash(frozenset(sets[0])))
    return checksum


print("// Checksums of CPython 3.13's set orders: ORDER(seed, steps, checksum). Made by record_set_orders.py.")
for seed in range(1, 301):
    steps = 40 if seed <= 200 else 400
    print(f"ORDER({seed}, {steps}, {run(seed, steps):#018x})")
for seed in range(301, 311):
    print(f"ORDER({seed}, 4000, {run(seed, 4000):#018x})")
