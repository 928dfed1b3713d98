# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_messages.py DIAGNOSTICS_DEF FILE...: every message of the front end is in some test.

Looks at the rows from "reading source" to "type parameters and patterns" of diagnostics.def.
"""

import re
import sys

SECTIONS = {"reading source", "tokens", "literals", "f-strings", "syntax in general", "expressions",
            "calls", "targets", "statements", "parameters", "type parameters and patterns"}
ROW = re.compile(r'^DIAG\((\w+), (\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)


UNTESTABLE = {"FileTooLarge"}  # takes 4 GB


def main(table, *paths):
    tests = "\n".join(open(path, encoding="utf-8", errors="replace").read() for path in paths)
    with open(table, encoding="utf-8") as file:
        parts = re.split(r"^// ---- (.*) ----$", file.read(), flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2]))
    rows = [row for name in SECTIONS for row in ROW.findall(found[name])]
    missing = []
    for name, category, text in rows:
        text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))
        text = text.replace('\\"', '"').replace("\\\\", "\\")
        pattern = re.sub(r"\\\{\d\\\}", ".*", re.escape(text))
        begin = re.split(r"\{\d\}", text)[0].rstrip()
        if name not in UNTESTABLE and not re.search(pattern, tests) and begin not in tests:
            missing.append(f"{name}: {text}")
    print(f"{len(rows)} messages, {len(missing)} without a test", *missing, sep="\n  ")
    return bool(missing) or len(rows) < 50


sys.exit(main(*sys.argv[1:]))
