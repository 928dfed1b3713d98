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


def picture(rows):
    """Bars of the timed rows: each implementation's time relative to tauroc's, on a logarithmic scale."""
    import math

    timed = [r for r in rows if r["unit"] == "s" and len(r["values"]) > 1]
    out, y, left, width = [], 30, 230, 560
    scale = max((abs(math.log10(r["values"][c] / r["values"]["tauroc"])) for r in timed for c in r["values"]),
                default=1) or 1
    middle = left + width / 2
    for row in timed:
        out.append(f'<text x="{left - 10}" y="{y + 11}" text-anchor="end">{row["name"]}</text>')
        for column in COLUMNS[1:]:
            if column not in row["values"]:
                continue
            length = math.log10(row["values"][column] / row["values"]["tauroc"]) / scale * width / 2
            x = middle + min(length, 0)
            out.append(f'<rect x="{x:.1f}" y="{y}" width="{abs(length):.1f}" height="12" fill="{COLOURS[column]}"/>')
            out.append(f'<text x="{middle + max(length, 0) + 6:.1f}" y="{y + 11}">{column} '
                       f'{row["values"][column] / row["values"]["tauroc"]:.2f}</text>')
            y += 16
        y += 8
    height = y + 20
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 120}" height="{height}" '
            'font-family="sans-serif" font-size="12">'
            f'<rect width="100%" height="100%" fill="white"/><text x="{middle}" y="18" text-anchor="middle">'
            'time as a multiple of tauroc\'s (logarithmic)</text>'
            f'<line x1="{middle}" y1="24" x2="{middle}" y2="{height - 10}" stroke="{COLOURS["tauroc"]}"/>')
    return head + "".join(out) + "</svg>\n"
