# Formulas: their tokens, their trees, and the parser between. Trees print as formulas again.
from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum, auto
from typing import ClassVar, NamedTuple

from .places import Area, Axis, Reference, Shift
from .values import CellError, Code, Scalar, to_text


class FormulaError(Exception):
    def __init__(self, message: str, source: str, at: int) -> None:
        super().__init__(message)
        self.source = source
        self.at = at
        self.add_note(f"    {source}\n    {' ' * at}^")


class Token(NamedTuple):
    kind: str
    text: str
    at: int


TOKENS = {
    "space": r"[ \t\n]+",
    "number": r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?",
    "string": r'"(?:[^"]|"")*"',
    "error": "|".join(re.escape(code.value) for code in Code),
    "reference": Reference.PATTERN,
    "name": r"[A-Za-z_][A-Za-z0-9_.]*",
    "operator": r"<=|>=|<>|[-+*/^&=<>%:]",
    "bracket": r"[(){}]",
    "separator": r"[,;]",
}
SCANNER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in TOKENS.items()))


def tokens(source: str) -> Iterator[Token]:
    at = 0
    while at < len(source):
        match = SCANNER.match(source, at)
        if match is None:
            what = "text without end" if source[at] == '"' else f"unexpected {source[at]!r}"
            raise FormulaError(what, source, at)
        if match.lastgroup != "space":
            yield Token(match.lastgroup, match.group(), at)
        at = match.end()
    yield Token("end", "", at)


class Level(IntEnum):
    COMPARE = auto()
    JOIN = auto()
    SUM = auto()
    PRODUCT = auto()
    POWER = auto()
    SIGN = auto()
    PERCENT = auto()
    ATOM = auto()


LEVELS = {
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), Level.COMPARE),
    "&": Level.JOIN,
    **dict.fromkeys("+-", Level.SUM),
    **dict.fromkeys("*/", Level.PRODUCT),
    "^": Level.POWER,
}


class Node(ABC):
    level: ClassVar[Level] = Level.ATOM

    @abstractmethod
    def write(self) -> str: ...

    def __str__(self) -> str:
        return self.write()

    def within(self, level: Level) -> str:
        text = self.write()
        return f"({text})" if self.level < level else text

    def children(self) -> Iterator[Node]:
        for each in fields(self):
            match getattr(self, each.name):
                case Node() as child:
                    yield child
                case tuple(children):
                    yield from (child for child in children if isinstance(child, Node))

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children():
            yield from child.walk()

    def mapped(self, change: Callable[[Node], Node | None]) -> Node:
        """A tree with nodes replaced where `change` answers one."""
        changed = change(self)
        if changed is not None:
            return changed
        updates = {}
        for each in fields(self):
            old = getattr(self, each.name)
            match old:
                case Node():
                    new = old.mapped(change)
                case (Node(), *_):
                    new = tuple(child.mapped(change) for child in old)
                    if all(a is b for a, b in zip(old, new)):
                        new = old
                case _:
                    continue
            if new is not old:
                updates[each.name] = new
        return replace(self, **updates) if updates else self


@dataclass(frozen=True)
class Literal(Node):
    value: Scalar

    def write(self) -> str:
        match self.value:
            case str(text):
                return '"' + text.replace('"', '""') + '"'
            case value:
                return to_text(value)


@dataclass(frozen=True)
class Ref(Node):
    reference: Reference

    def write(self) -> str:
        return str(self.reference)


@dataclass(frozen=True)
class Range(Node):
    first: Reference
    last: Reference

    def write(self) -> str:
        return f"{self.first}:{self.last}"

    @property
    def area(self) -> Area:
        return Area.between(self.first.cell, self.last.cell)


@dataclass(frozen=True)
class Name(Node):
    name: str

    def write(self) -> str:
        return self.name


@dataclass(frozen=True)
class Unary(Node):
    operator: str
    operand: Node
    level: ClassVar[Level] = Level.SIGN

    def write(self) -> str:
        return self.operator + self.operand.within(Level.SIGN)


@dataclass(frozen=True)
class Percent(Node):
    operand: Node
    level: ClassVar[Level] = Level.PERCENT

    def write(self) -> str:
        return self.operand.within(Level.PERCENT) + "%"


@dataclass(frozen=True)
class Binary(Node):
    operator: str
    left: Node
    right: Node

    @property
    def level(self) -> Level:
        return LEVELS[self.operator]

    def write(self) -> str:
        return f"{self.left.within(self.level)}{self.operator}{self.right.within(Level(self.level + 1))}"


@dataclass(frozen=True)
class Call(Node):
    name: str
    arguments: tuple[Node, ...] = field(default=())

    def write(self) -> str:
        return f"{self.name}({','.join(map(str, self.arguments))})"


@dataclass(frozen=True)
class Array(Node):
    rows: tuple[tuple[Scalar, ...], ...]

    def write(self) -> str:
        return "{" + ";".join(",".join(str(Literal(v)) for v in row) for row in self.rows) + "}"


MISSING = Literal(CellError(Code.REF))


class Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self._tokens = tokens(source)
        self._ahead = next(self._tokens)

    def parse(self) -> Node:
        tree = self.expression(Level.COMPARE)
        if self._ahead.kind != "end":
            self.fail(f"unexpected {self._ahead.text!r}")
        return tree

    def fail(self, message: str):
        raise FormulaError(message, self.source, self._ahead.at)

    def advance(self) -> Token:
        token, self._ahead = self._ahead, next(self._tokens, self._ahead)
        return token

    def accept(self, *texts: str) -> Token | None:
        return self.advance() if self._ahead.text in texts and self._ahead.kind != "string" else None

    def expect(self, text: str) -> Token:
        found = self.accept(text)
        if found is None:
            self.fail(f"expected {text!r}, got {self._ahead.text!r}" if self._ahead.text else f"expected {text!r} before the end")
        return found

    def expression(self, least: Level) -> Node:
        left = self.prefix()
        while (level := LEVELS.get(self._ahead.text, 0)) >= least and self._ahead.kind == "operator":
            operator = self.advance().text
            left = Binary(operator, left, self.expression(Level(level + 1)))
        return left

    def prefix(self) -> Node:
        if sign := self.accept("-", "+"):
            return Unary(sign.text, self.expression(Level.SIGN))
        node = self.atom()
        while self.accept("%"):
            node = Percent(node)
        return node

    def atom(self) -> Node:
        token = self.advance()
        match token:
            case Token("number", text):
                return Literal(float(text) if set(text) & set(".eE") else int(text))
            case Token("string", text):
                return Literal(text[1:-1].replace('""', '"'))
            case Token("error", text):
                return Literal(CellError(Code(text)))
            case Token("reference", text):
                first = Reference.parse(text.upper())
                if not self.accept(":"):
                    return Ref(first)
                if self._ahead.kind != "reference":
                    self.fail("a range needs two cells")
                return Range(first, Reference.parse(self.advance().text.upper()))
            case Token("name", text) if self.accept("("):
                return Call(text.upper(), tuple(self.arguments()))
            case Token("name", "TRUE" | "true" | "FALSE" | "false" as text):
                return Literal(text.upper() == "TRUE")
            case Token("name", text):
                return Name(text.upper())
            case Token("bracket", "("):
                inner = self.expression(Level.COMPARE)
                self.expect(")")
                return inner
            case Token("bracket", "{"):
                return self.array()
            case Token("end"):
                raise FormulaError("the formula ends too early", self.source, token.at)
            case Token(_, text, at):
                raise FormulaError(f"unexpected {text!r}", self.source, at)

    def arguments(self) -> Iterator[Node]:
        if self.accept(")"):
            return
        while True:
            yield self.expression(Level.COMPARE)
            if self.accept(")"):
                return
            self.expect(",")

    def array(self) -> Array:
        rows: list[list[Scalar]] = [[]]
        while True:
            match self.prefix():
                case Literal(value):
                    rows[-1].append(value)
                case Unary("-", Literal(int() | float() as value)):
                    rows[-1].append(-value)
                case _:
                    self.fail("arrays hold constants only")
            if self.accept("}"):
                break
            if self.expect("," if self._ahead.text != ";" else ";").text == ";":
                rows.append([])
        if len({len(row) for row in rows}) != 1:
            self.fail("rows of an array differ in length")
        return Array(tuple(map(tuple, rows)))


def parse(source: str) -> Node:
    return Parser(source).parse()


def shifted(tree: Node, shift: Shift) -> Node:
    def change(node: Node) -> Node | None:
        match node:
            case Ref(reference):
                moved = shift.reference(reference)
                return MISSING if moved is None else node if moved == reference else Ref(moved)
            case Range(first, last):
                name = shift.axis.value
                ends = shift.ends(getattr(first, name), getattr(last, name))
                if ends is None:
                    return MISSING
                low, high = ends
                moved = Range(replace(first, **{name: low}), replace(last, **{name: high}))
                return node if moved == node else moved
        return None
    return tree.mapped(change)


def copied(tree: Node, rows: int, columns: int) -> Node:
    def change(node: Node) -> Node | None:
        match node:
            case Ref(reference):
                moved = reference.copied(rows, columns)
                return Ref(moved) if moved else MISSING
            case Range(first, last):
                ends = first.copied(rows, columns), last.copied(rows, columns)
                return Range(*ends) if all(ends) else MISSING
    return tree.mapped(change)
