# The sheet: cells, who depends on whom, recalculation of what changed, and undo.
from __future__ import annotations

from collections import ChainMap, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .formats import formatted, read_csv, write_csv
from .formulas import Array, Binary, Call, FormulaError, Literal, Name, Node, Percent, Range, Ref, Unary, copied, parse, shifted
from .functions import FUNCTIONS, TESTS, raised, single
from .places import Area, Axis, Cell, Shift
from .values import (BLANK, CellError, Code, Matrix, Raised, Scalar, Value, compare, fail, parse_literal, to_number,
                     to_text)


class SheetError(Exception):
    pass


@dataclass(frozen=True)
class Content:
    """What was put into a cell: a constant or a formula."""

    source: str
    tree: Node | None = None
    constant: Scalar = BLANK

    @classmethod
    def of(cls, source: str) -> Content:
        if source.startswith("=") and len(source) > 1:
            return cls.formula(parse(source[1:]))
        return cls(source, None, parse_literal(source))

    @classmethod
    def formula(cls, tree: Node) -> Content:
        return cls(f"={tree}", tree)

    def with_tree(self, change: Callable[[Node], Node]) -> Content:
        if self.tree is None:
            return self
        tree = change(self.tree)
        return self if tree is self.tree else Content.formula(tree)

    @cached_property
    def needs(self) -> tuple[frozenset[Cell], frozenset[Area], frozenset[str]]:
        cells, areas, names = set(), set(), set()
        for node in self.tree.walk() if self.tree else ():
            match node:
                case Ref(reference):
                    cells.add(reference.cell)
                case Range():
                    areas.add(node.area)
                case Name(name):
                    names.add(name)
        return frozenset(cells), frozenset(areas), frozenset(names)


EMPTY = Content("")


@dataclass(frozen=True)
class Change:
    """How the cells were before and are afterwards, with a shift between where that is what changed."""

    title: str
    before: Mapping[Cell, Content]
    after: Mapping[Cell, Content]
    formats_before: Mapping[Cell, str] = field(default_factory=dict)
    formats_after: Mapping[Cell, str] = field(default_factory=dict)


class Evaluation:
    """Values of one recalculation. Cells are computed when they are asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.path: list[Cell] = []

    def cell(self, cell: Cell) -> Scalar:
        sheet = self.sheet
        if cell in sheet.values:
            return sheet.values[cell]
        content = sheet.contents.get(cell, EMPTY)
        if content.tree is None:
            value = content.constant
        elif cell in self.path:
            cycle = self.path[self.path.index(cell):]
            sheet.cycles.update(cycle)
            raise Raised(CellError(Code.CYCLE, " -> ".join(map(str, [*cycle, cell]))))
        else:
            self.path.append(cell)
            try:
                value = self.value(content.tree)
                if isinstance(value, Matrix):
                    value = value[0, 0] if len(value) == 1 else CellError(Code.VALUE, "a range in one cell")
                elif value is BLANK:
                    value = 0
            except Raised as found:
                value = found.error
            finally:
                self.path.pop()
            sheet.computed += 1
            if cell in sheet.cycles and not (isinstance(value, CellError) and value.code is Code.CYCLE):
                value = CellError(Code.CYCLE, str(cell))
        if content is not EMPTY:
            sheet.values[cell] = value
        return value

    def value(self, node: Node) -> Value:
        match node:
            case Literal(CellError() as error):
                raise Raised(error)
            case Literal(value):
                return value
            case Ref(reference):
                value = self.cell(reference.cell)
                if isinstance(value, CellError):
                    raise Raised(value)
                return value
            case Range():
                area = node.area
                return Matrix(tuple(tuple(self.cell(Cell(r, c)) for c in area.columns) for r in area.rows))
            case Name(name):
                if name not in self.sheet.names:
                    fail(Code.NAME, name)
                return self.value(self.sheet.names[name])
            case Unary("-", operand):
                return self.each(lambda v: -to_number(v), self.value(operand))
            case Unary(_, operand):
                return self.value(operand)
            case Percent(operand):
                return self.each(lambda v: to_number(v) / 100, self.value(operand))
            case Binary(operator, left, right):
                return self.both(operator, self.value(left), self.value(right))
            case Call(name, arguments):
                if (found := FUNCTIONS.get(name)) is None:
                    fail(Code.NAME, name)
                return found(self, arguments)
            case Array(rows):
                return Matrix(rows)
        raise TypeError(f"no value of {type(node).__name__}")

    @staticmethod
    def each(change: Callable[[Scalar], Scalar], value: Value) -> Value:
        if isinstance(value, Matrix):
            return Matrix(tuple(tuple(map(change, row)) for row in value.rows))
        return change(value)

    def both(self, operator: str, left: Value, right: Value) -> Value:
        if not isinstance(left, Matrix) and not isinstance(right, Matrix):
            return self.binary(operator, left, right)
        height = max(v.height for v in (left, right) if isinstance(v, Matrix))
        width = max(v.width for v in (left, right) if isinstance(v, Matrix))

        def at(value: Value, row: int, column: int) -> Scalar:
            if not isinstance(value, Matrix):
                return value
            r = 0 if value.height == 1 else row
            c = 0 if value.width == 1 else column
            return value[r, c] if r < value.height and c < value.width else CellError(Code.NA)

        def one(row: int, column: int) -> Scalar:
            try:
                return self.binary(operator, at(left, row, column), at(right, row, column))
            except Raised as found:
                return found.error
        return Matrix(tuple(tuple(one(r, c) for c in range(width)) for r in range(height)))

    @staticmethod
    def binary(operator: str, left: Scalar, right: Scalar) -> Scalar:
        for value in (left, right):
            if isinstance(value, CellError):
                raise Raised(value)
        match operator:
            case "&":
                return to_text(left) + to_text(right)
            case "=" | "<>" | "<" | ">" | "<=" | ">=":
                return TESTS[operator](compare(left, right), 0)
        a, b = to_number(left), to_number(right)
        match operator:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
            case "/" if b == 0:
                fail(Code.DIV0)
            case "/":
                return a // b if isinstance(a, int) and isinstance(b, int) and a % b == 0 else a / b
            case "^":
                return raised(a, b)
        raise AssertionError(operator)


class Sheet:
    def __init__(self, name: str = "Sheet1") -> None:
        self.name = name
        self.contents: dict[Cell, Content] = {}
        self.values: dict[Cell, Scalar] = {}
        self.formats: dict[Cell, str] = {}
        self.names: dict[str, Node] = {}
        self.cycles: set[Cell] = set()
        self.computed = 0
        self._users: defaultdict[Cell, set[Cell]] = defaultdict(set)
        self._area_users: defaultdict[Area, set[Cell]] = defaultdict(set)
        self._name_users: defaultdict[str, set[Cell]] = defaultdict(set)
        self._undo: list[Change] = []
        self._redo: list[Change] = []
        self._pending: dict[Cell, Content] | None = None
        self.watchers: list[Callable[[Cell, Scalar], None]] = []

    # -- contents

    def __setitem__(self, place: str | Cell, source: str | int | float | bool) -> None:
        cell = place if isinstance(place, Cell) else Cell.parse(place)
        text = to_text(source)
        try:
            content = Content.of(text)
        except FormulaError as error:
            error.add_note(f"    in {cell}")
            raise
        if self._pending is not None:
            self._pending[cell] = content
        else:
            self._commit(f"set {cell}", {cell: content})

    def __getitem__(self, place: str | Cell) -> Scalar:
        cell = place if isinstance(place, Cell) else Cell.parse(place)
        return Evaluation(self).cell(cell)

    def __delitem__(self, place: str) -> None:
        area = Area.parse(place)
        self._commit(f"clear {place}", {cell: EMPTY for cell in area if cell in self.contents})

    def __contains__(self, place: str) -> bool:
        return Cell.parse(place) in self.contents

    def update(self, cells: Mapping[str, Any]) -> None:
        with self.batch("update"):
            for place, source in cells.items():
                self[place] = source

    @contextmanager
    def batch(self, title: str) -> Iterator[Sheet]:
        """Many cells in one change; nothing changes when one of them is wrong."""
        if self._pending is not None:
            yield self
            return
        self._pending = {}
        try:
            yield self
            pending = self._pending
        finally:
            self._pending = None
        self._commit(title, pending)

    def source(self, place: str) -> str:
        return self.contents.get(Cell.parse(place), EMPTY).source

    def define(self, name: str, formula: str) -> None:
        self.names[name.upper()] = parse(formula)
        self._recalculate(self._name_users[name.upper()])

    def _commit(self, title: str, after: Mapping[Cell, Content]) -> None:
        before = {cell: self.contents.get(cell, EMPTY) for cell in after}
        self._redo.clear()
        self._undo.append(Change(title, before, dict(after)))
        self._put(after)

    def _put(self, contents: Mapping[Cell, Content]) -> None:
        for cell, content in contents.items():
            self._link(cell, self.contents.get(cell, EMPTY), set.discard)
            if content is EMPTY or not content.source:
                self.contents.pop(cell, None)
            else:
                self.contents[cell] = content
                self._link(cell, content, set.add)
        self._recalculate(contents)

    def _link(self, cell: Cell, content: Content, change: Callable[[set[Cell], Cell], None]) -> None:
        for table, keys in zip((self._users, self._area_users, self._name_users), content.needs):
            for key in keys:
                change(table[key], cell)

    # -- recalculation

    def dependents(self, cell: Cell) -> Iterator[Cell]:
        yield from self._users.get(cell, ())
        for area, users in self._area_users.items():
            if cell in area:
                yield from users
        for name, tree in self.names.items():
            if any(cell == node.reference.cell if isinstance(node, Ref) else isinstance(node, Range) and cell in node.area
                   for node in tree.walk()):
                yield from self._name_users[name]

    def affected(self, cells: Iterable[Cell]) -> set[Cell]:
        found = set(cells)
        queue = deque(found)
        while queue:
            for user in self.dependents(queue.popleft()):
                if user not in found:
                    found.add(user)
                    queue.append(user)
        return found

    def _recalculate(self, cells: Iterable[Cell]) -> None:
        dirty = self.affected(cells)
        old = {cell: self.values.pop(cell) for cell in dirty if cell in self.values}
        self.cycles -= dirty
        evaluation = Evaluation(self)
        for cell in sorted(dirty):
            evaluation.cell(cell)
        if self.watchers:
            for cell in sorted(dirty):
                new = self.values.get(cell, BLANK)
                if type(new) is not type(was := old.get(cell, BLANK)) or new != was:
                    for watcher in self.watchers:
                        watcher(cell, new)

    # -- rows and columns

    def shift(self, axis: Axis, at: int, count: int) -> None:
        shift = Shift(axis, at, count)
        after: dict[Cell, Content] = {}
        for cell, content in self.contents.items():
            moved = shift.cell(cell)
            if moved is not None:
                after[moved] = content.with_tree(lambda tree: shifted(tree, shift))
        formats = {moved: form for cell, form in self.formats.items() if (moved := shift.cell(cell)) is not None}
        gone = dict.fromkeys(self.contents.keys() - after.keys(), EMPTY)
        change = Change(str(shift), dict(ChainMap(self.contents, dict.fromkeys(after.keys() - self.contents.keys(), EMPTY))),
                        {**after, **gone}, dict(self.formats), formats)
        self.names = {name: shifted(tree, shift) for name, tree in self.names.items()}
        self._redo.clear()
        self._undo.append(change)
        self._put(change.after)
        self.formats = formats

    def insert_rows(self, at: int, count: int = 1) -> None:
        self.shift(Axis.ROW, at - 1, count)

    def delete_rows(self, at: int, count: int = 1) -> None:
        self.shift(Axis.ROW, at - 1, -count)

    def insert_columns(self, at: int, count: int = 1) -> None:
        self.shift(Axis.COLUMN, at - 1, count)

    def delete_columns(self, at: int, count: int = 1) -> None:
        self.shift(Axis.COLUMN, at - 1, -count)

    def copy(self, source: str, target: str) -> None:
        """A cell or an area to one or more places; relative references move along."""
        area, to = Area.parse(source), Area.parse(target)
        after = {}
        for top in range(to.top, to.bottom + 1, len(area.rows)):
            for left in range(to.left, to.right + 1, len(area.columns)):
                for cell in area:
                    rows, columns = top - area.top, left - area.left
                    content = self.contents.get(cell, EMPTY)
                    after[Cell(cell.row + rows, cell.column + columns)] = content.with_tree(
                        lambda tree: copied(tree, rows, columns))
        self._commit(f"copy {source} to {target}", after)

    def sort(self, place: str, by: str, *, descending: bool = False) -> None:
        area, key = Area.parse(place), Cell.parse(f"{by}1").column
        rows = [[self.contents.get(Cell(r, c), EMPTY) for c in area.columns] for r in area.rows]
        order = sorted(range(len(rows)), key=lambda i: sort_key(self[Cell(area.top + i, key)]), reverse=descending)
        after = {Cell(area.top + to, area.left + c): content.with_tree(lambda tree: copied(tree, to - source, 0))
                 for to, source in enumerate(order) for c, content in enumerate(rows[source])}
        self._commit(f"sort {place} by {by}", after)

    # -- undo

    def undo(self) -> str:
        if not self._undo:
            raise SheetError("nothing to undo")
        change = self._undo.pop()
        self._redo.append(change)
        self._put(change.before)
        if change.formats_before or change.formats_after:
            self.formats = dict(change.formats_before)
        return change.title

    def redo(self) -> str:
        if not self._redo:
            raise SheetError("nothing to redo")
        change = self._redo.pop()
        self._undo.append(change)
        self._put(change.after)
        if change.formats_before or change.formats_after:
            self.formats = dict(change.formats_after)
        return change.title

    # -- showing and exchange

    def set_format(self, place: str, form: str) -> None:
        for cell in Area.parse(place):
            self.formats[cell] = form

    def shown(self, cell: Cell) -> str:
        return formatted(self[cell], self.formats.get(cell, "General"))

    @property
    def extent(self) -> Area | None:
        if not self.contents:
            return None
        rows, columns = zip(*self.contents)
        return Area(0, 0, max(rows), max(columns))

    def table(self) -> Iterator[str]:
        extent = self.extent
        if extent is None:
            yield "(empty)"
            return
        texts = [[self.shown(Cell(r, c)) for c in extent.columns] for r in extent.rows]
        heads = [str(Cell(0, c))[:-1] for c in extent.columns]
        widths = [max(map(len, column)) for column in zip(heads, *texts)]
        margin = len(str(len(texts)))
        yield " " * margin + " | " + " | ".join(f"{h:^{w}}" for h, w in zip(heads, widths))
        for number, row in enumerate(texts, 1):
            cells = (f"{text:<{width}}" if isinstance(self[Cell(number - 1, column)], str) else f"{text:>{width}}"
                     for column, (text, width) in enumerate(zip(row, widths)))
            yield f"{number:>{margin}} | {' | '.join(cells)}".rstrip()

    def to_csv(self, *, formulas: bool = False) -> str:
        if (extent := self.extent) is None:
            return ""
        show = (lambda cell: self.contents.get(cell, EMPTY).source) if formulas else self.shown
        return write_csv([show(Cell(r, c)) for c in extent.columns] for r in extent.rows)

    def from_csv(self, text: str, at: str = "A1") -> None:
        corner = Cell.parse(at)
        problems = []
        with ExitStack() as stack:
            stack.enter_context(self.batch("import"))
            for r, row in enumerate(read_csv(text)):
                for c, source in enumerate(row):
                    try:
                        self[Cell(corner.row + r, corner.column + c)] = source
                    except FormulaError as error:
                        problems.append(error)
            if problems:
                raise ExceptionGroup(f"{len(problems)} cells cannot be read", problems)


def sort_key(value: Scalar) -> tuple[int, Any]:
    match value:
        case CellError(code=code):
            return 4, code.number
        case bool():
            return 3, value
        case str():
            return 2, value.casefold()
        case _ if value is BLANK:
            return 5, 0
        case _:
            return 1, to_number(value)
