# Selections, edits and the groups in which they are undone.
from __future__ import annotations

import enum
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from .errors import EditorError


class Position(NamedTuple):
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line + 1}:{self.column + 1}"


@dataclass(frozen=True, order=True)
class Selection:
    """From the anchor to the head, which is where the cursor blinks."""

    anchor: int
    head: int
    goal: int | None = field(default=None, compare=False)

    @classmethod
    def at(cls, offset: int) -> Selection:
        return cls(offset, offset)

    @property
    def low(self) -> int:
        return min(self.anchor, self.head)

    @property
    def high(self) -> int:
        return max(self.anchor, self.head)

    def __bool__(self) -> bool:
        return self.anchor != self.head

    def __len__(self) -> int:
        return self.high - self.low

    def __contains__(self, offset: int) -> bool:
        return self.low <= offset < self.high

    def moved(self, head: int, *, extend: bool = False, goal: int | None = None) -> Selection:
        return Selection(self.anchor if extend else head, head, goal)

    def touches(self, other: Selection) -> bool:
        if self and other:
            return self.low < other.high and other.low < self.high
        return self.low <= other.high and other.low <= self.high

    def merged(self, other: Selection) -> Selection:
        low, high = min(self.low, other.low), max(self.high, other.high)
        return Selection(low, high) if self.head >= self.anchor else Selection(high, low)


def normalised(selections: Iterable[Selection]) -> list[Selection]:
    merged: list[Selection] = []
    for selection in sorted(selections, key=lambda s: (s.low, s.high)):
        if merged and merged[-1].touches(selection):
            merged[-1] = merged[-1].merged(selection)
        else:
            merged.append(selection)
    return merged


class Kind(enum.Flag):
    TYPING = enum.auto()
    ERASING = enum.auto()
    COMMAND = enum.auto()
    COALESCING = TYPING | ERASING


@dataclass(frozen=True)
class Edit:
    """In place of `removed` at `start`, `inserted`."""

    start: int
    removed: str
    inserted: str

    @property
    def stop(self) -> int:
        return self.start + len(self.removed)

    @property
    def delta(self) -> int:
        return len(self.inserted) - len(self.removed)

    def inverted(self) -> Edit:
        return Edit(self.start, self.inserted, self.removed)

    def shift(self, offset: int, *, sticky: bool = False) -> int:
        """Where what was at the offset is afterwards; sticky marks stay before what is inserted at them."""
        if offset < self.start or (sticky and offset == self.start):
            return offset
        if offset >= self.stop:
            return offset + self.delta
        return self.start + min(offset - self.start, len(self.inserted))


@dataclass
class Group:
    kind: Kind
    before: list[Selection]
    edits: list[Edit] = field(default_factory=list)
    after: list[Selection] = field(default_factory=list)
    label: str = ""

    def __post_init__(self) -> None:
        self.label = self.label or (self.kind.name or "?").lower()

    def absorbs(self, other: Group) -> bool:
        if self.kind is not other.kind or not self.kind & Kind.COALESCING or len(self.edits) != len(other.edits):
            return False
        if self.after != other.before:
            return False
        typed = "".join(e.inserted for e in other.edits)
        return not any(c.isspace() for c in typed) or all(e.inserted.endswith(" ") for e in self.edits[-1:])


class History:
    limit: ClassVar[int] = 100

    def __init__(self) -> None:
        self.done: deque[list[Group]] = deque(maxlen=self.limit)
        self.undone: list[list[Group]] = []
        self._sealed = True
        self.statistics: Counter[str] = Counter()

    def push(self, group: Group) -> None:
        if not group.edits:
            return
        self.undone.clear()
        self.statistics[group.label] += len(group.edits)
        if not self._sealed and self.done and self.done[-1][-1].absorbs(group):
            self.done[-1].append(group)
        else:
            self.done.append([group])
        self._sealed = not group.kind & Kind.COALESCING

    def seal(self) -> None:
        self._sealed = True

    def undo(self) -> list[Group]:
        if not self.done:
            raise EditorError("nothing to undo")
        batch = self.done.pop()
        self.undone.append(batch)
        self._sealed = True
        return batch

    def redo(self) -> list[Group]:
        if not self.undone:
            raise EditorError("nothing to redo")
        batch = self.undone.pop()
        self.done.append(batch)
        self._sealed = True
        return batch

    def outline(self) -> str:
        def name(batch: list[Group]) -> str:
            edits = sum(len(g.edits) for g in batch)
            return f"{batch[0].label}*{edits}" if edits > 1 else batch[0].label
        back = ", ".join(map(name, self.done)) or "-"
        ahead = ", ".join(map(name, reversed(self.undone))) or "-"
        return f"done: {back}; undone: {ahead}"
