#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes runtime-lib/abi/unicode_names.bin, the table behind unicode_names.h.

Run it with the interpreter whose \\N{...} is to be matched (CPython 3.13: Unicode 15.1):
    python3.13 tools/gen_unicode_names.py runtime-lib/abi/unicode_names.bin

An entry is a code point and its name, in the order of code points. Aliases and named sequences are
entries too: CPython counts them through in plane 15, and names that plane's characters by them where
the error handler namereplace asks.

A name is a sequence of words. A word ends before a space, which it loses, and before a hyphen; behind
a space a hyphen keeps it, and otherwise a word that begins with neither follows a space.

All integers are little-endian. The file is: u32 counts of runs, entries, words, units, targets; then
    u32 first entry of each run of entries whose code points are consecutive; u32 its code point;
    u32 first unit of each 16th entry;
    u32 place of each 16th word in the text;
    u32 what each name from FIRST_ALIAS on stands for: a code point, or SEQUENCE plus their number;
    u16 units: the entries' words, by index, the last of each entry with the highest bit;
    the text: the words in order, the last character of each with the highest bit.
"""
import re
import struct
import sys
import unicodedata

FIRST_ALIAS = 0xF0000
SEQUENCE = 0x80000000
BLOCK = 16


def name_of(c):
    text = chr(c).encode("ascii", "namereplace").decode()
    return text[3:-1] if text.startswith("\\N{") else None


def words_of(name):
    words = []
    for k, spaced in enumerate(name.split(" ")):
        pieces = re.findall(r"-?[^-]+|-", spaced)
        if k > 0 and pieces[0].startswith("-"):
            pieces[0] = " " + pieces[0]
        words += pieces
    return words


def main(out_path):
    entries, targets = [], []
    for c in range(0x110000):
        # ASCII needs no handler, and has names that are not asked for by one.
        name = unicodedata.name(chr(c), None) if c < 0x80 else name_of(c)
        if name is None or name.startswith(("HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-")):
            continue
        entries.append((c, words_of(name)))
        if c >= FIRST_ALIAS:
            meaning = unicodedata.lookup(name)
            targets += [0] * (c - FIRST_ALIAS - len(targets))
            targets.append(ord(meaning) if len(meaning) == 1 else SEQUENCE + len(meaning))
    words = sorted({word for _, parts in entries for word in parts})
    assert len(words) < 0x8000
    index = {word: i for i, word in enumerate(words)}
    runs, blocks, units, previous = [], [], [], None
    for e, (c, parts) in enumerate(entries):
        if previous is None or c != previous + 1:
            runs.append((e, c))
        previous = c
        if e % BLOCK == 0:
            blocks.append(len(units))
        units += [index[word] for word in parts]
        units[-1] |= 0x8000
    text, places = bytearray(), []
    for i, word in enumerate(words):
        if i % BLOCK == 0:
            places.append(len(text))
        text += word.encode("ascii")
        text[-1] |= 0x80
    with open(out_path, "wb") as out:
        pack = lambda fmt, items: out.write(struct.pack(f"<{len(items)}{fmt}", *items))
        pack("I", [len(runs), len(entries), len(words), len(units), len(targets)])
        pack("I", [e for e, _ in runs])
        pack("I", [c for _, c in runs])
        pack("I", blocks)
        pack("I", places)
        pack("I", targets)
        pack("H", units)
        out.write(text)


main(*sys.argv[1:])
