# A document: text, selections, marks and history in step.
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from .errors import EditorError, OutOfRange, ReadOnly
from .history import Edit, Group, History, Kind, Position, Selection, normalised
from .pieces import PieceTable


@runtime_checkable
class Listener(Protocol):
    def edited(self, document: Document, edit: Edit) -> None: ...


class Marks:
    """Named places that move with the text."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._sticky: set[str] = set()

    def set(self, name: str, offset: int, *, sticky: bool = False) -> None:
        self._places[name] = offset
        (self._sticky.add if sticky else self._sticky.discard)(name)

    def __getitem__(self, name: str) -> int:
        try:
            return self._places[name]
        except KeyError:
            known = ", ".join(sorted(self._places)) or "none"
            raise EditorError(f"no mark {name!r}", hint=f"known: {known}") from None

    def __delitem__(self, name: str) -> None:
        self[name]
        del self._places[name]
        self._sticky.discard(name)

    def items(self) -> Iterator[tuple[str, int]]:
        yield from sorted(self._places.items(), key=lambda item: (item[1], item[0]))

    def edited(self, document: Document, edit: Edit) -> None:
        for name, offset in self._places.items():
            self._places[name] = edit.shift(offset, sticky=name in self._sticky)


class Document:
    def __init__(self, text: str = "", name: str = "untitled") -> None:
        self.table = PieceTable(text)
        self.name = name
        self.read_only = False
        self.selections = [Selection.at(0)]
        self.history = History()
        self.marks = Marks()
        self.listeners: list[Listener] = [self.marks]
        self._group: Group | None = None
        self._saved_version = 0

    # -- places

    def __len__(self) -> int:
        return len(self.table)

    @property
    def text(self) -> str:
        return str(self.table)

    @property
    def cursor(self) -> int:
        return self.selections[-1].head

    @cursor.setter
    def cursor(self, offset: int) -> None:
        if not 0 <= offset <= len(self):
            raise OutOfRange(f"cursor {offset} is not within 0..{len(self)}")
        self.selections = [Selection.at(offset)]
        self.history.seal()

    def position(self, offset: int) -> Position:
        starts = self.table.line_starts()
        line = bisect_right(starts, offset) - 1
        return Position(line, offset - starts[line])

    def offset(self, position: Position | tuple[int, int]) -> int:
        line, column = position
        starts = self.table.line_starts()
        if not 0 <= line < len(starts):
            raise OutOfRange(f"no line {line + 1}", hint=f"{len(starts)} lines")
        return min(starts[line] + max(column, 0), self.line_end(line))

    def line_end(self, line: int) -> int:
        starts = self.table.line_starts()
        return starts[line + 1] - 1 if line + 1 < len(starts) else len(self)

    def line(self, number: int) -> str:
        return self.table.slice(self.table.line_starts()[number], self.line_end(number))

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[str]:
        count = self.table.line_count
        for number in range(start, count if stop is None else min(stop, count)):
            yield self.line(number)

    # -- edits

    @contextmanager
    def editing(self, kind: Kind = Kind.COMMAND, label: str = "") -> Iterator[Group]:
        """All edits within are undone together; when one fails, none of them stays."""
        if self.read_only:
            raise ReadOnly(f"{self.name} is read-only")
        if self._group is not None:
            yield self._group
            return
        group = self._group = Group(kind, list(self.selections), label=label)
        try:
            yield group
        except BaseException:
            for edit in reversed(group.edits):
                self._apply(edit.inverted())
            self.selections = group.before
            raise
        else:
            group.after = list(self.selections)
            self.history.push(group)
        finally:
            self._group = None

    def _apply(self, edit: Edit) -> None:
        removed = self.table.delete(edit.start, edit.stop)
        assert removed == edit.removed, (removed, edit)
        self.table.insert(edit.start, edit.inserted)
        for listener in self.listeners:
            listener.edited(self, edit)

    def replace(self, start: int, stop: int, text: str) -> Edit:
        with self.editing() as group:
            edit = Edit(start, self.table.slice(start, stop), text)
            if edit.removed != edit.inserted:
                self._apply(edit)
                group.edits.append(edit)
                self.selections = [Selection(edit.shift(s.anchor), edit.shift(s.head)) for s in self.selections]
        return edit

    def replace_each(self, text: Callable[[Selection, int], tuple[int, int, str]], kind: Kind, label: str = "") -> None:
        """For every selection, from the first on: what range becomes which text."""
        with self.editing(kind, label):
            shifted = 0
            done = []
            for index, selection in enumerate(self.selections):
                moved = Selection(selection.anchor + shifted, selection.head + shifted)
                start, stop, new = text(moved, index)
                edit = self.replace(start, stop, new)
                shifted += edit.delta
                done.append(Selection.at(start + len(new)))
            self.selections = normalised(done)

    def type(self, text: str) -> None:
        for character in text:
            self.replace_each(lambda s, _: (s.low, s.high, character), Kind.TYPING)

    def erase(self, count: int = 1, *, forward: bool = False) -> None:
        def range_of(selection: Selection, _: int) -> tuple[int, int, str]:
            if selection:
                return selection.low, selection.high, ""
            if forward:
                return selection.head, min(selection.head + 1, len(self)), ""
            return max(selection.head - 1, 0), selection.head, ""
        for _ in range(count):
            self.replace_each(range_of, Kind.ERASING)

    def undo(self) -> None:
        for group in reversed(self.history.undo()):
            for edit in reversed(group.edits):
                self._apply(edit.inverted())
            self.selections = list(group.before)

    def redo(self) -> None:
        for group in self.history.redo():
            for edit in group.edits:
                self._apply(edit)
            self.selections = list(group.after)

    @property
    def modified(self) -> bool:
        return self.table.version != self._saved_version

    def save(self) -> str:
        self._saved_version = self.table.version
        self.history.seal()
        return self.text

    def selected(self) -> list[str]:
        return [self.table.slice(s.low, s.high) for s in self.selections]
