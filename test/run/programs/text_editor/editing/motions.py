# Where a cursor goes.
from __future__ import annotations

import functools
import re
from collections.abc import Callable

from .document import Document
from .errors import EditorError
from .history import Selection


Motion = Callable[[Document, Selection], int]
motions: dict[str, Motion] = {}


def motion(*names: str) -> Callable[[Motion], Motion]:
    def register(function: Motion) -> Motion:
        for name in names:
            if name in motions:
                raise ValueError(f"two motions {name}")
            motions[name] = function
        return function
    return register


@motion("left", "h")
def go_left(document: Document, selection: Selection) -> int:
    return max(selection.head - 1, 0)


@motion("right", "l")
def go_right(document: Document, selection: Selection) -> int:
    return min(selection.head + 1, len(document))


def vertical(document: Document, selection: Selection, by: int) -> int:
    line, column = document.position(selection.head)
    goal = column if selection.goal is None else selection.goal
    target = min(max(line + by, 0), document.table.line_count - 1)
    return document.offset((target, goal))


motion("up", "k")(functools.partial(vertical, by=-1))
motion("down", "j")(functools.partial(vertical, by=1))


@motion("home", "0")
def go_home(document: Document, selection: Selection) -> int:
    """To the first character that is not blank; from there to the line's begin."""
    line, column = document.position(selection.head)
    indent = len(text := document.line(line)) - len(text.lstrip())
    return document.offset((line, 0 if column == indent else indent))


@motion("end", "$")
def go_end(document: Document, selection: Selection) -> int:
    return document.line_end(document.position(selection.head).line)


@motion("top")
def go_top(document: Document, selection: Selection) -> int:
    return 0


@motion("bottom")
def go_bottom(document: Document, selection: Selection) -> int:
    return len(document)


WORD = re.compile(r"\w+|[^\w\s]+")


@motion("word", "w")
def go_word(document: Document, selection: Selection) -> int:
    for match in WORD.finditer(document.text, selection.head):
        if match.start() > selection.head:
            return match.start()
    return len(document)


@motion("back", "b")
def go_back(document: Document, selection: Selection) -> int:
    before = (m.start() for m in WORD.finditer(document.text) if m.start() < selection.head)
    return max(before, default=0)


PAIRS = {"(": ")", "[": "]", "{": "}"}


@motion("match", "%")
def go_match(document: Document, selection: Selection) -> int:
    text = document.text
    closing = {close: open_ for open_, close in PAIRS.items()}
    here = text[selection.head:selection.head + 1]
    if here in PAIRS:
        steps, mine, other = range(selection.head, len(text)), here, PAIRS[here]
    elif here in closing:
        steps, mine, other = range(selection.head, -1, -1), here, closing[here]
    else:
        raise EditorError(f"no bracket at {document.position(selection.head)}")
    depth = 0
    for at in steps:
        depth += (text[at] == mine) - (text[at] == other)
        if depth == 0:
            return at
    raise EditorError(f"{here!r} at {document.position(selection.head)} has no partner")
