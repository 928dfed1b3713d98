# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Snippets of source with CPython's verdict on each.

A file of test/parse/snippets/*.txt is a run of snippets. Each begins with a line "%% VERDICT", and
its source is what follows up to the next such line, without the last newline. "%%! VERDICT" says
that the source is written with the escapes of a Python string literal, on one line. Verdicts:

    ok HASH                          accepted; HASH of ast.dump(indent=2, include_attributes=True)
    SyntaxError 1:5 the message      rejected there (or IndentationError, TabError)
    ?                                not recorded yet

tools/update-snippets records them with a CPython 3.13; check_snippets.py compares tauro-parse.
"""

import hashlib


def read(path):
    """The (verdict, source, line number) of each snippet."""
    snippets, verdict, lines, start, escaped = [], None, [], 0, False

    def finish():
        if verdict is not None:
            text = "\n".join(lines)
            if escaped:
                text = text.encode("latin-1", "backslashreplace").decode("unicode_escape")
            snippets.append((verdict, text, start))

    with open(path, encoding="utf-8", newline="\n") as file:
        content = file.read()
    for number, line in enumerate(content.removesuffix("\n").split("\n"), 1):
        if line.startswith(("%% ", "%%! ")):
            finish()
            mark, verdict = line.split(" ", 1)
            lines, start, escaped = [], number, mark == "%%!"
        elif verdict is not None:
            lines.append(line)
    finish()
    return snippets


def write(path, head, snippets):
    """`head` is the comment before the first snippet; snippets are (verdict, source) pairs."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(head)
        for verdict, text in snippets:
            if is_plain(text):
                file.write(f"%% {verdict}\n{text}\n")
            else:
                escaped = text.encode("unicode_escape").decode("ascii")
                file.write(f"%%! {verdict}\n{escaped}\n")


def is_plain(text):
    return (all(c.isprintable() or c in "\n\t" for c in text)
            and not any(line.startswith("%%") for line in text.split("\n"))
            and not any(line.endswith((" ", "\t")) for line in text.split("\n")))


def hash_of(dump):
    return hashlib.sha256(dump.encode("utf-8", "surrogatepass")).hexdigest()[:16]
