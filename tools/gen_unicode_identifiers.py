#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes compiler/support/unicode_identifier_data.inc from the running interpreter's tables.

Run it with the interpreter whose identifiers are to be matched (CPython 3.13: Unicode 15.1):
    python3.13 tools/gen_unicode_identifiers.py > compiler/support/unicode_identifier_data.inc
"""
import sys
import unicodedata

ALL = range(0x110000)


def ranges(predicate):
    """The code points that satisfy it, as [first, last] pairs."""
    out = []
    for c in ALL:
        if predicate(chr(c)):
            if out and out[-1][1] == c - 1:
                out[-1][1] = c
            else:
                out.append([c, c])
    return out


def emit(name, ctype, items, per_line):
    print(f"constexpr {ctype} {name}[] = {{")
    for i in range(0, len(items), per_line):
        print("    " + ", ".join(items[i:i + per_line]) + ",")
    print("};\n")


def emit_ranges(name, pairs):
    emit(name, "CodeRange", [f"{{0x{a:X}, 0x{b:X}}}" for a, b in pairs], 5)


def is_hangul_syllable(c):
    return 0xAC00 <= c <= 0xD7A3


def main():
    print("// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception")
    print("//")
    print("// Made by tools/gen_unicode_identifiers.py from Unicode "
          f"{unicodedata.unidata_version}. Do not edit.\n")
    non_ascii = lambda f: (lambda s: ord(s) >= 0x80 and f(s))
    emit_ranges("kIdentifierStart", ranges(non_ascii(str.isidentifier)))
    emit_ranges("kIdentifierContinue", ranges(non_ascii(lambda s: ("a" + s).isidentifier())))
    emit_ranges("kNotPrintable", ranges(lambda s: not s.isprintable()))

    # Full compatibility decompositions; Hangul syllables are computed instead.
    pool, rows = [], []
    for c in ALL:
        text = unicodedata.normalize("NFKD", chr(c))
        if text != chr(c) and not is_hangul_syllable(c):
            codes = [ord(x) for x in text]
            for at in range(len(pool) - len(codes) + 1):
                if at < 600 and pool[at:at + len(codes)] == codes:
                    break
            else:
                at = len(pool)
                pool += codes
            rows.append(f"{{0x{c:X}, {at}, {len(codes)}}}")
    emit("kDecompositions", "Decomposition", rows, 6)
    emit("kDecomposed", "uint32_t", [f"0x{c:X}" for c in pool], 12)

    classes = []
    for c in ALL:
        ccc = unicodedata.combining(chr(c))
        if ccc:
            if classes and classes[-1][1] == c - 1 and classes[-1][2] == ccc:
                classes[-1][1] = c
            else:
                classes.append([c, c, ccc])
    emit("kCombiningClasses", "ClassRange",
         [f"{{0x{a:X}, 0x{b:X}, {k}}}" for a, b, k in classes], 5)

    pairs = []
    for c in ALL:
        parts = unicodedata.decomposition(chr(c)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            a, b = (int(x, 16) for x in parts)
            if unicodedata.normalize("NFC", chr(a) + chr(b)) == chr(c):
                pairs.append((a, b, c))
    pairs.sort()
    emit("kCompositions", "Composition",
         [f"{{0x{a:X}, 0x{b:X}, 0x{c:X}}}" for a, b, c in pairs], 4)


sys.stdout.reconfigure(encoding="ascii")
main()
