# What a cell may hold, and how kinds of values become each other.
from __future__ import annotations

import enum
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import singledispatch, total_ordering
from typing import NoReturn, TypeAlias


class Code(enum.Enum):
    """The errors that are values; members know their own text."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"
    CYCLE = "#CYCLE!"

    def __str__(self) -> str:
        return self.value

    @property
    def number(self) -> int:
        return list(type(self)).index(self) + 1


@total_ordering
class CellError:
    """An error in a cell. There is one object for each code and detail."""

    __slots__ = ("code", "detail", "__weakref__")
    _known: dict[tuple[Code, str], CellError] = {}

    def __new__(cls, code: Code, detail: str = "") -> CellError:
        try:
            return cls._known[code, detail]
        except KeyError:
            self = super().__new__(cls)
            self.code = code
            self.detail = detail
            return cls._known.setdefault((code, detail), self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code.name}{f', {self.detail!r}' if self.detail else ''})"

    def __str__(self) -> str:
        return str(self.code)

    def __eq__(self, other: object) -> bool:
        return self.code is other.code if isinstance(other, CellError) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self.code.number < other.code.number if isinstance(other, CellError) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.code)


class Raised(Exception):
    """Carries an error through an evaluation to the cell, or to IFERROR."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error)
        self.error = error


def fail(code: Code, detail: str = "") -> NoReturn:
    raise Raised(CellError(code, detail))


class Blank(enum.Enum):
    BLANK = enum.auto()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "BLANK"


BLANK = Blank.BLANK

Scalar: TypeAlias = "float | int | str | bool | date | CellError | Blank"


@dataclass(frozen=True)
class Matrix:
    """What a range evaluates to: rows of scalars."""

    rows: tuple[tuple[Scalar, ...], ...]

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.rows}
        if len(widths) > 1:
            raise ValueError(f"rows of different widths: {sorted(widths)}")

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def __iter__(self) -> Iterator[Scalar]:
        for row in self.rows:
            yield from row

    def __getitem__(self, place: tuple[int, int]) -> Scalar:
        row, column = place
        return self.rows[row][column]

    def __len__(self) -> int:
        return self.height * self.width

    def transposed(self) -> Matrix:
        return Matrix(tuple(zip(*self.rows)))


Value: TypeAlias = "Scalar | Matrix"
EPOCH = date(1899, 12, 30)


def to_serial(day: date) -> int:
    return (day - EPOCH).days


def from_serial(number: float) -> date:
    try:
        return EPOCH + timedelta(days=math.floor(number))
    except OverflowError:
        fail(Code.NUM, "date")


# Conversions are generic functions on the value's class.

@singledispatch
def to_number(value: object) -> float | int:
    fail(Code.VALUE, f"{type(value).__name__} as number")


@to_number.register
def _(value: int | float) -> float | int:
    return value


@to_number.register
def _(value: bool) -> int:
    return int(value)


@to_number.register
def _(value: Blank) -> int:
    return 0


@to_number.register
def _(value: date) -> int:
    return to_serial(value)


@to_number.register
def _(value: CellError) -> NoReturn:
    raise Raised(value)


@to_number.register
def _(value: str) -> float | int:
    number = parse_number(value)
    if number is None:
        fail(Code.VALUE, f"{value!r} as number")
    return number


@to_number.register
def _(value: Matrix) -> float | int:
    if len(value) != 1:
        fail(Code.VALUE, "range as number")
    return to_number(value[0, 0])


@singledispatch
def to_text(value: object) -> str:
    raise TypeError(f"no text for {type(value).__name__}")


@to_text.register(bool)
def _(value: bool) -> str:
    return "TRUE" if value else "FALSE"


@to_text.register(int)
@to_text.register(float)
def _(value: float) -> str:
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return format(value, ".10g").replace("e+", "E+").replace("e-", "E-")
    return str(value)


to_text.register(str, lambda value: value)
to_text.register(Blank, lambda _: "")
to_text.register(date, date.isoformat)
to_text.register(CellError, str)


@to_text.register
def _(value: Matrix) -> str:
    return "{" + ";".join(",".join(map(to_text, row)) for row in value.rows) + "}"


def to_truth(value: Value) -> bool:
    match value:
        case bool():
            return value
        case int() | float():
            return value != 0
        case Blank.BLANK:
            return False
        case str(text) if text.casefold() in ("true", "false"):
            return text.casefold() == "true"
        case CellError():
            raise Raised(value)
        case _:
            fail(Code.VALUE, "as truth")


def parse_number(text: str) -> float | int | None:
    text = text.strip()
    percent = text.endswith("%")
    body = text.rstrip("%").replace(",", "").strip() if percent or "," in text else text
    if not body or body[-1] not in "0123456789." or "_" in body or body.lower().lstrip("+-").startswith(("nan", "inf", "0x")):
        return None
    for kind in (int, float):
        try:
            number = kind(body)
        except ValueError:
            continue
        return number / 100 if percent else number
    return None


def parse_literal(text: str) -> Scalar:
    """What a cell holds after this was typed into it."""
    if not text:
        return BLANK
    if text.startswith("'"):
        return text[1:]
    if (number := parse_number(text)) is not None:
        return number
    match text.upper():
        case "TRUE" | "FALSE" as word:
            return word == "TRUE"
        case word if word in (codes := {code.value: code for code in Code}):
            return CellError(codes[word])
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text


RANKS: dict[type, int] = {Blank: 0, int: 1, float: 1, date: 1, str: 2, bool: 3}


def compare(left: Scalar, right: Scalar) -> int:
    """Numbers before texts before truths; blanks are like the other side's empty value."""
    for value in (left, right):
        if isinstance(value, CellError):
            raise Raised(value)
    if left is BLANK and right is not BLANK:
        left = type(right)() if not isinstance(right, date) else 0
    elif right is BLANK and left is not BLANK:
        right = type(left)() if not isinstance(left, date) else 0
    ranks = RANKS[type(left)], RANKS[type(right)]
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if ranks[0] == 2:
        a, b = left.casefold(), right.casefold()
    else:
        a, b = to_number(left), to_number(right)
    return (a > b) - (a < b)
