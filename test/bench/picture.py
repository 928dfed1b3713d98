# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Benchmark rows as a picture."""

import math
from xml.sax.saxutils import escape

from report import COLUMNS, amount

COLOURS = {"tauroc": "#1f6feb", "c": "#57606a", "cpython": "#d29922", "pypy": "#8250df", "node": "#2da44e", "luajit": "#bf3989"}


def slowness(row, column):
    """How many times tauroc's time (or time per byte) `column` takes."""
    mine, theirs = row["values"]["tauroc"], row["values"][column]
    return mine / theirs if row["unit"] == "B/s" else theirs / mine


def times(factor):
    return f"{factor:.2f}" if factor < 10 else f"{factor:,.0f}"


def picture(rows):
    """An SVG: for each measurement a bar from tauroc's line to each other implementation's time, on a logarithmic
    scale; to the right of the line what is slower than tauroc. Amounts stand in a column of their own."""
    compared = [r for r in rows if len(r["values"]) > 1 and "tauroc" in r["values"]]
    single = [r for r in rows if len(r["values"]) == 1]
    factors = [slowness(r, c) for r in compared for c in r["values"]] or [1]
    low = min(math.floor(math.log10(min(factors))), -1)
    high = max(math.ceil(math.log10(max(factors))), 1)
    left, plot, right = 250, 520, 190
    width = left + plot + right
    bar, gap, top = 13, 9, 74

    def x(factor):
        return left + (math.log10(factor) - low) / (high - low) * plot

    def text(at, y, words, anchor="start", extra=""):
        return f'<text x="{at:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{escape(words)}</text>'

    body, y, group = [], top, None
    for row in compared:
        if row["group"] != group:
            group = row["group"]
            body.append(text(left - 10, y + 12, group, "end", ' font-weight="bold"'))
            y += 22
        others = [c for c in COLUMNS[1:] if c in row["values"]]
        height = bar * len(others)
        body.append(text(left - 10, y + height / 2, row["name"], "end"))
        body.append(text(left - 10, y + height / 2 + 12, "tauroc " + amount(row["values"]["tauroc"], row["unit"]), "end",
                         f' fill="{COLOURS["tauroc"]}" font-size="10"'))
        for i, column in enumerate(others):
            factor = slowness(row, column)
            start, end = sorted((x(1), x(factor)))
            at = y + i * bar
            body.append(f'<rect x="{start:.1f}" y="{at:.1f}" width="{max(end - start, 1):.1f}" height="{bar - 2}" '
                        f'fill="{COLOURS[column]}"/>')
            body.append(text(left + plot + 12, at + bar - 3,
                             f"{column} {times(factor)}\u00d7, {amount(row['values'][column], row['unit'])}"))
        y += max(height, 24) + gap
    bottom = y

    head = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{bottom + 18 * len(single) + 24}" '
            'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>',
            text(left + plot / 2, 20, "Time as a multiple of tauroc's (logarithmic)", "middle", ' font-weight="bold"'),
            text(x(1) - 8, 38, "\u2190 faster than tauroc", "end", ' font-size="10"'),
            text(x(1) + 8, 38, "slower than tauroc \u2192", "start", ' font-size="10"')]
    for power in range(low, high + 1):
        at = x(10 ** power)
        colour = COLOURS["tauroc"] if power == 0 else "#d0d7de"
        head.append(text(at, 56, f"{10 ** power:g}\u00d7", "middle", ' font-size="10"'))
        head.append(f'<line x1="{at:.1f}" y1="62" x2="{at:.1f}" y2="{bottom}" stroke="{colour}"/>')
    for i, row in enumerate(single):
        body.append(text(left - 10, bottom + 20 + 18 * i, row["name"], "end"))
        body.append(text(left, bottom + 20 + 18 * i, amount(row["values"]["tauroc"], row["unit"])
                         + (f" ({row['note']})" if row["note"] else "")))
    return "\n".join(head + body) + "\n</svg>\n"
