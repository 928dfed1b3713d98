# Addresses, ranges and how references change when rows and columns come and go.
from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, Self


@lru_cache(maxsize=None)
def column_name(index: int) -> str:
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def column_index(name: str) -> int:
    index = 0
    for letter in name.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


class Cell(NamedTuple):
    row: int
    column: int

    def __str__(self) -> str:
        return f"{column_name(self.column)}{self.row + 1}"

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"([A-Za-z]{1,3})([1-9]\d*)", text)
        if match is None:
            raise ValueError(f"no address: {text!r}")
        return cls(int(match[2]) - 1, column_index(match[1]))


class Axis(enum.Enum):
    ROW = "row"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell in a formula; `$` keeps a part where it is when the formula is copied."""

    row: int
    column: int
    fixed_row: bool = False
    fixed_column: bool = False

    PATTERN = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]*(?![A-Za-z0-9_(])"

    @classmethod
    def parse(cls, text: str) -> Reference:
        match = re.fullmatch(r"(\$?)([A-Za-z]+)(\$?)(\d+)", text)
        assert match is not None, text
        return cls(int(match[4]) - 1, column_index(match[2]), bool(match[3]), bool(match[1]))

    @property
    def cell(self) -> Cell:
        return Cell(self.row, self.column)

    def __str__(self) -> str:
        return (f"{'$' * self.fixed_column}{column_name(self.column)}"
                f"{'$' * self.fixed_row}{self.row + 1}")

    def copied(self, rows: int, columns: int) -> Reference | None:
        row = self.row + (0 if self.fixed_row else rows)
        column = self.column + (0 if self.fixed_column else columns)
        return replace(self, row=row, column=column) if row >= 0 and column >= 0 else None


@dataclass(frozen=True, slots=True)
class Shift:
    """`count` rows or columns inserted before `at`; deleted from `at` on when negative."""

    axis: Axis
    at: int
    count: int

    def index(self, index: int) -> int | None:
        if index < self.at:
            return index
        if self.count < 0 and index < self.at - self.count:
            return None
        return index + self.count

    def cell(self, cell: Cell) -> Cell | None:
        moved = self.index(getattr(cell, self.axis.value))
        return None if moved is None else cell._replace(**{self.axis.value: moved})

    def reference(self, reference: Reference) -> Reference | None:
        moved = self.index(getattr(reference, self.axis.value))
        return None if moved is None else replace(reference, **{self.axis.value: moved})

    def ends(self, first: int, last: int) -> tuple[int, int] | None:
        """A range shrinks to what is left of it."""
        low, high = self.index(first), self.index(last)
        if low is None:
            low = self.at
        if high is None:
            high = self.at - 1
        return (low, high) if low <= high else None

    def inverted(self) -> Shift:
        return replace(self, count=-self.count)

    def __str__(self) -> str:
        verb = "insert" if self.count > 0 else "delete"
        return f"{verb} {abs(self.count)} {self.axis.value}s at {self.at + 1}"


@dataclass(frozen=True)
class Area:
    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def between(cls, a: Cell, b: Cell) -> Area:
        (top, bottom), (left, right) = (sorted(pair) for pair in zip(a, b))
        return cls(top, left, bottom, right)

    @classmethod
    def parse(cls, text: str) -> Area:
        first, _, last = text.partition(":")
        return cls.between(Cell.parse(first), Cell.parse(last or first))

    def __contains__(self, cell: Cell) -> bool:
        return self.top <= cell.row <= self.bottom and self.left <= cell.column <= self.right

    def __iter__(self) -> Iterator[Cell]:
        return (Cell(row, column) for row in self.rows for column in self.columns)

    def __len__(self) -> int:
        return len(self.rows) * len(self.columns)

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)

    def __str__(self) -> str:
        return f"{Cell(self.top, self.left)}:{Cell(self.bottom, self.right)}"
