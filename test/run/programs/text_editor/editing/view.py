# A part of a document, drawn as text.
from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from .document import Document
from .syntax import Highlighter

T = TypeVar("T")


class Cache(Generic[T]):
    """Least recently used things go first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._items: OrderedDict[Any, T] = OrderedDict()
        self.hits = self.misses = 0

    def get(self, key: Any, make: Callable[[], T]) -> T:
        try:
            value = self._items[key]
        except KeyError:
            self.misses += 1
            value = self._items[key] = make()
            if len(self._items) > self._size:
                self._items.popitem(last=False)
        else:
            self.hits += 1
            self._items.move_to_end(key)
        return value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {len(self._items)}/{self._size}, {self.hits} hits, {self.misses} misses>"


class Row(NamedTuple):
    line: int
    start: int
    text: str
    continued: bool


def wrap_line(text: str, width: int) -> Iterator[tuple[int, str]]:
    """Breaks behind blanks where that is possible, within words where it is not."""
    at = 0
    while len(text) - at > width:
        cut = text.rfind(" ", at, at + width + 1)
        stop = cut + 1 if cut > at else at + width
        stop = min(stop, at + width + 1)
        yield at, text[at:stop].rstrip(" ") if cut > at else text[at:stop]
        at = stop
    yield at, text[at:]


@dataclass
class Viewport:
    document: Document = field(repr=False)
    width: int = 40
    height: int = 8
    top: int = 0
    wrap: bool = True
    numbers: bool = True
    tab: int = 4
    highlighter: Highlighter | None = None
    _cache: Cache[list[Row]] = field(default_factory=lambda: Cache(4), init=False, repr=False)

    @property
    def gutter(self) -> int:
        return len(str(self.document.table.line_count)) + 2 if self.numbers else 0

    def rows(self) -> list[Row]:
        key = (self.document.table.version, self.width, self.wrap, self.numbers)
        return self._cache.get(key, lambda: list(self._layout()))

    def _layout(self) -> Iterator[Row]:
        width = self.width - self.gutter
        for number, text in enumerate(self.document.lines()):
            if self.wrap:
                pieces = wrap_line(text, width)
            else:
                pieces = iter([(0, text[:width])])
            for index, (start, part) in enumerate(pieces):
                yield Row(number, start, part, index > 0)

    def row_of(self, offset: int) -> int:
        line, column = self.document.position(offset)
        rows = self.rows()
        candidates = [i for i, row in enumerate(rows) if row.line == line and row.start <= column]
        return candidates[-1]

    def follow(self) -> None:
        row = self.row_of(self.document.cursor)
        if row < self.top:
            self.top = row
        elif row >= self.top + self.height:
            self.top = row - self.height + 1

    def draw(self) -> Iterator[str]:
        self.follow()
        starts = self.document.table.line_starts()
        heads = {s.head for s in self.document.selections}
        yield "+" + "-" * self.width + "+"
        visible = self.rows()[self.top:self.top + self.height]
        for row, following in itertools.zip_longest(visible, visible[1:]):
            label = ""
            if self.numbers:
                label = "  ".rjust(self.gutter) if row.continued else f"{row.line + 1:>{self.gutter - 2}}| "
            base = starts[row.line] + row.start
            last = following is None or following.line != row.line
            cells = []
            for index, character in enumerate(row.text + (" " if last else "")):
                offset = base + index
                if offset in heads:
                    cells.append("█" if character.isspace() else f"\u0332{character}")
                elif any(offset in s for s in self.document.selections):
                    cells.append("·" if character == " " else character.swapcase() if character.isalpha() else "▒")
                else:
                    cells.append("→" if character == "\t" else character)
            yield f"|{label}{''.join(cells).rstrip()}"
            if self.highlighter is not None and row.text:
                styles = self.highlighter.styles(row.line)[row.start:row.start + len(row.text)]
                yield f"|{' ' * self.gutter}{styles}"
        for _ in range(self.height - len(visible)):
            yield "|~"
        yield "+" + self.status().center(self.width, "-") + "+"

    def status(self) -> str:
        document = self.document
        flag = "*" if document.modified else ""
        extra = f" [{len(document.selections)}]" if len(document.selections) > 1 else ""
        return f" {document.name}{flag} {document.position(document.cursor)}{extra} "
