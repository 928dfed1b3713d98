#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes compiler/support/unicode_names.bin, the table behind unicode_names.h.

Run it with the interpreter whose \\N{...} is to be matched (CPython 3.13: Unicode 15.1), and a text
file of candidate aliases, one name a line (the names of Unicode's NameAliases.txt); those that the
interpreter does not know are left out:
    python3.13 tools/gen_unicode_names.py aliases.txt compiler/support/unicode_names.bin

All integers are little-endian. The file is: u32 word count, u32 entry count, u32 slot count, u32
size of the word text, u32 count of units; then
    u32 offset of each word in the word text, and its end;
    u32 code point of each entry;
    u32 first unit of each entry, and the end;
    u16 units: the entries' words, by index;
    u16 slots: an open-addressing hash table over the names, entry index + 1 or 0;
    the word text.
Words are joined by single spaces, save that one which begins with '-' or a space joins as it is.
"""
import re
import struct
import sys
import unicodedata


def fnv(name):
    h = 0x811C9DC5
    for b in name.encode():
        h = (h ^ b) * 0x01000193 & 0xFFFFFFFF
    return h ^ h >> 15


def main(aliases_path, out_path):
    entries = []
    for c in range(0x110000):
        name = unicodedata.name(chr(c), None)
        if name is None or name.startswith(("HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-")):
            continue
        entries.append((c, name))
    known = {name for _, name in entries}
    for line in open(aliases_path, encoding="ascii"):
        name = line.strip().upper()
        if not name or name in known or name.startswith("CJK UNIFIED"):
            continue
        try:
            entries.append((ord(unicodedata.lookup(name)), name))
            known.add(name)
        except (KeyError, TypeError):
            pass
    words, index, units, firsts = [], {}, [], []
    for _, name in entries:
        firsts.append(len(units))
        parts = []
        for k, spaced in enumerate(name.split(" ")):
            pieces = re.findall(r"-?[^-]+|-", spaced)
            # A hyphen behind a space keeps its space.
            if k > 0 and pieces[0].startswith("-"):
                pieces[0] = " " + pieces[0]
            parts += pieces
        for part in parts:
            if part not in index:
                index[part] = len(words)
                words.append(part)
            units.append(index[part])
    firsts.append(len(units))
    assert len(words) < 65536 and len(entries) < 65535
    slot_count = 1 << 16
    slots = [0] * slot_count
    for e, (_, name) in enumerate(entries):
        at = fnv(name) % slot_count
        while slots[at]:
            at = (at + 1) % slot_count
        slots[at] = e + 1
    text = "".join(words).encode("ascii")
    offsets, at = [], 0
    for word in words:
        offsets.append(at)
        at += len(word)
    offsets.append(at)
    with open(out_path, "wb") as out:
        pack = lambda fmt, items: out.write(struct.pack(f"<{len(items)}{fmt}", *items))
        pack("I", [len(words), len(entries), slot_count, len(text), len(units)])
        pack("I", offsets)
        pack("I", [c for c, _ in entries])
        pack("I", firsts)
        pack("H", units)
        pack("H", slots)
        out.write(text)


main(*sys.argv[1:])
