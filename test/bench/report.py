# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows benchmark rows: {"name", "unit", "values": {implementation: number}, "note"}.

Units: s (less is better), B (less), B/s (more).
"""

COLUMNS = ["tauroc", "c", "cpython", "pypy"]
COLOURS = {"tauroc": "#1f6feb", "c": "#57606a", "cpython": "#d29922", "pypy": "#8250df"}


def amount(value, unit):
    if unit == "B":
        return f"{value / 1000:,.0f} kB"
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
    return f"{row['name']}: " + ", ".join(parts) + (f"  [{row['note']}]" if row["note"] else "")


def table(rows):
    columns = [c for c in COLUMNS if any(c in r["values"] for r in rows)]
    lines = [["", *columns]] + [[r["name"], *(cell(r, c) for c in columns)] for r in rows]
    widths = [max(len(l[i]) for l in lines) for i in range(len(lines[0]))]
    text = "\n".join("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(l, widths)))
                     for l in lines)
    return text + "\n(in brackets: how many times as good tauroc is)"


def slowness(row, column):
    """How many times tauroc's time (or time per byte) `column` takes."""
    mine, theirs = row["values"]["tauroc"], row["values"][column]
    return mine / theirs if row["unit"] == "B/s" else theirs / mine


def times(factor):
    return f"{factor:.2f}" if factor < 10 else f"{factor:,.0f}"


def picture(rows):
    """An SVG: for each measurement a bar from tauroc's line to each other implementation's time, on a logarithmic
    scale; to the right of the line what is slower than tauroc. Amounts stand in a column of their own."""
    import math
    from xml.sax.saxutils import escape

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

    body, y = [], top
    for row in compared:
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
