# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""hostile.py TAURO_PARSE: feeds deep, long and broken input. Each case says what it should come to: "ok",
or a part of the first message; all have to end with status 0 or 1 and within the time limit."""

import subprocess
import sys

N = 100_000
LIMIT = 60  # seconds; alone on a machine each case takes far less than one
TOO_DEEP = "this code is nested too deeply (more than "
CASES = [
    ("(" * N, "too many nested parentheses"),
    ("[" * 200 + "]" * 200, "ok"),
    ("{" * 201 + "}" * 201, "too many nested parentheses"),
    (")" * N, "unmatched ')'"),
    ("-" * N + "x", TOO_DEEP),
    ("-" * 5000 + "x", "ok"),
    ("not " * N + "x", TOO_DEEP),
    ("x" + ".y" * N, TOO_DEEP),
    ("x" + "()" * N, TOO_DEEP),
    ("x" + "[0]" * N, TOO_DEEP),
    ("+".join(["x"] * N), TOO_DEEP),
    ("+".join(["x"] * 5000), "ok"),
    ("**".join(["x"] * N), TOO_DEEP),
    (" and ".join(["x"] * N), "ok"),
    (" < ".join(["x"] * N), "ok"),
    (" if x else ".join(["x"] * N), TOO_DEEP),
    ("lambda: " * N + "x", TOO_DEEP),
    ("lambda: " * 500 + "x", "ok"),
    ("if x: y\n" + "elif x: y\n" * N, TOO_DEEP),
    ("if x: y\n" + "elif x: y\n" * 5000, "ok"),
    ("\n".join(" " * i + "if x:" for i in range(99)) + "\n" + " " * 99 + "y", "ok"),
    ("\n".join(" " * i + "if x:" for i in range(150)), "too many levels of indentation"),
    ('f"{' * 200 + "1" + '}"' * 200, "too many nested f-strings"),
    ('f"{' * 100 + "1" + '}"' * 100, "ok"),
    ("x = [" + "1," * 1_000_000 + "]", "ok"),
    ("x" * 10_000_000, "ok"),
    ("0x" + "f" * 10_000_000, "ok"),
    ("1" * 10_000_000, "Exceeds the limit (4300 digits) for integer string conversion: value has 10000000 digits"),
    ('"' + "x" * 10_000_000, "unterminated string literal"),
    ('"""' + "x\n" * 1_000_000, "unterminated triple-quoted string literal"),
    ('f"{' + "x" * 1_000_000, "'{' was never closed"),
    ("\\\n" * 1_000_000, "unexpected EOF while parsing"),
    ("x y\n" * N, "invalid syntax"),
    ("f(x y, " * 150, "Perhaps you forgot a comma?"),
    ("f([" * 90 + "x y" + "])" * 90, "Perhaps you forgot a comma?"),
    ("{x: " * 190 + "y z" + "}" * 190, "Perhaps you forgot a comma?"),
    ("(" * 190 + "x = 1" + ")" * 190, "Maybe you meant '=='"),
    ("f(" + "x=1, " * 50_000 + "y)", "invalid syntax"),
    ("match " * N, TOO_DEEP),
    ("print " * N, TOO_DEEP),
    ("print " * 100, "Missing parentheses"),
    ("with (" * 100 + "x" + ")" * 100, "invalid syntax"),
    ("x\u0301\u0316" * 200_000, "ok"),
    ("$" * N, "invalid syntax"),
    ("x\0y", "source code cannot contain null bytes"),
    (b"x = \xff", "Non-UTF-8 code starting with '\\xff' in file <stdin> on line 1"),
    (b"\xed\xa0\x80", "Non-UTF-8 code"),
    (b"# coding: latin-1\nx = '\xe9'", "ok"),
    (b"# coding: ascii\nx = '\xe9'", "(unicode error) 'ascii' codec can't decode byte 0xe9"),
    (b"# coding: koi8-r\n", "the source encoding 'koi8-r' is not supported"),
    (b"\xef\xbb\xbf# coding: latin-1\n", "encoding problem: iso-8859-1 with BOM"),
    (b"\xef\xbb\xbfx = 1\r\ny = 2\r", "ok"),
]


def main(tool):
    wrong = 0
    for source, expected in CASES:
        data = source if isinstance(source, bytes) else source.encode()
        what = f"{data[:40]!r}... ({len(data)} bytes)"
        try:
            run = subprocess.run([tool, "-"], input=data, capture_output=True, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            print(f"{what}: no end in {LIMIT} s")
            wrong += 1
            continue
        first = run.stderr.decode(errors="replace").partition("\n")[0][:300]
        fits = run.returncode == 0 if expected == "ok" else run.returncode == 1 and expected in first
        if not fits:
            print(f"{what}: expected {expected}, got status {run.returncode}: {first}")
            wrong += 1
    print(f"{len(CASES)} cases, {wrong} wrong")
    return wrong > 0


sys.exit(main(sys.argv[1]))
