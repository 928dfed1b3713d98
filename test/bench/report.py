# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows benchmark rows: {"group", "name", "unit", "values": {implementation: number}, "note", "memory": {implementation: bytes}}.

Units: s (less is better), B (less), cells (less), B/s (more).
"""

import math

COLUMNS = ["tauroc", "c", "cpython", "pypy", "node", "luajit"]
WORST = 10


def amount(value, unit):
    if unit == "B":
        return f"{value / 1000:,.0f} kB"
    if unit == "cells":
        return f"{value:,}"
    if unit == "B/s":
        return f"{value / 1e6:,.1f} MB/s"
    if value < 0.01:
        return f"{value * 1000:.2f} ms"
    return f"{value * 1000:,.1f} ms" if value < 1 else f"{value:,.2f} s"


def ratio(row, other):
    """How many times as good tauroc is as `other` (above 1: better)."""
    values = row["values"]
    if "tauroc" not in values or other not in values or other == "tauroc":
        return None
    if row["unit"] == "B/s":
        return values["tauroc"] / values[other]
    return values[other] / values["tauroc"]


def cell(row, column):
    if column not in row["values"]:
        return ""
    text = amount(row["values"][column], row["unit"])
    times = ratio(row, column)
    return text if times is None else f"{text} ({times:.2f}x)"


def line(row):
    parts = [f"{c} {cell(row, c)}" for c in COLUMNS if c in row["values"]]
    return f"{row['group']} {row['name']}: " + ", ".join(parts) + (f"  [{row['note']}]" if row["note"] else "")


def grid(lines):
    widths = [max(len(l[i]) for l in lines) for i in range(len(lines[0]))]
    return "\n".join("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(l, widths))).rstrip()
                     for l in lines)


def mean(factors):
    """The geometric mean, which does not depend on what is divided by what."""
    return math.exp(sum(map(math.log, factors)) / len(factors))


def table(rows, title):
    """One group's rows, and the means of its ratios."""
    columns = [c for c in COLUMNS if any(c in r["values"] for r in rows)]
    lines = [[title, *columns]] + [["  " + r["name"], *(cell(r, c) for c in columns)] for r in rows]
    factors = {c: [f for f in (ratio(r, c) for r in rows) if f] for c in columns}
    if len(rows) > 1 and any(factors.values()):
        lines.append(["  mean", *(f"({mean(factors[c]):.2f}x)" if factors[c] else "" for c in columns)])
    return grid(lines)


def memory(rows):
    """The largest resident sets beside CPython's."""
    rows = [r for r in rows if "tauroc" in r["memory"] and "cpython" in r["memory"]]
    if not rows:
        return ""
    lines = [["memory: largest resident set", "tauroc", "cpython"]]
    factors = []
    for row in rows:
        mine, theirs = row["memory"]["tauroc"], row["memory"]["cpython"]
        factors.append(theirs / mine)
        lines.append([f"  {row['group']} {row['name']}", amount(mine, "B"), f"{amount(theirs, 'B')} ({theirs / mine:.2f}x)"])
    lines.append(["  mean", "", f"({mean(factors):.2f}x)"])
    return grid(lines)


def slower(rows, column="cpython"):
    """Rows where tauroc is slower than an implementation, worst first."""
    found = sorted((ratio(r, column), f"{r['group']} {r['name']}") for r in rows if (ratio(r, column) or 1) < 1)
    lines = [f"  {name}: {times:.2f}x" for times, name in found] or ["  none"]
    return "\n".join([f"slower than {column}:", *lines])


def worst(rows):
    """The rows with the worst ratios against the best of the other implementations."""
    found = []
    for row in rows:
        factors = [(ratio(row, c), c) for c in COLUMNS if ratio(row, c)]
        if factors:
            times, column = min(factors)
            found.append((times, f"  {row['group']} {row['name']}: {times:.2f}x of {column}"))
    return "\n".join(["worst against the best of the others:", *(text for _, text in sorted(found)[:WORST])])


def tables(rows, titles):
    groups = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    texts = [table(members, f"{name}: {titles[name]}" if name in titles else name) for name, members in groups.items()]
    texts += [memory(rows), slower(rows), worst(rows)]
    return "\n\n".join(text for text in texts if text) + "\n(in brackets: how many times as good tauroc is)"
