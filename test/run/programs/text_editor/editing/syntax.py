# Colours for text, kept up to date while it changes.
from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from .document import Document
    from .history import Edit


class Style(enum.StrEnum):
    PLAIN = "."
    KEYWORD = "k"
    NAME = "n"
    NUMBER = "9"
    STRING = "s"
    COMMENT = "c"
    OPERATOR = "o"
    ERROR = "!"


class Span(NamedTuple):
    start: int
    stop: int
    style: Style


class Syntax:
    """Tokens line by line; what a line leaves open is the next one's state."""

    registry: ClassVar[dict[str, type[Syntax]]] = {}
    suffixes: ClassVar[tuple[str, ...]] = ()
    keywords: ClassVar[frozenset[str]] = frozenset()
    rules: ClassVar[list[tuple[Style, str]]] = []
    open_close: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for suffix in cls.suffixes:
            Syntax.registry[suffix] = cls
        cls._scanner = re.compile("|".join(f"(?P<{style.name}>{pattern})" for style, pattern in cls.rules) or "(?!)")

    @classmethod
    def for_name(cls, name: str) -> Syntax:
        _, dot, suffix = name.rpartition(".")
        return cls.registry.get(dot + suffix, PlainText)()

    def spans(self, line: str, state: str) -> tuple[list[Span], str]:
        found: list[Span] = []
        at = 0
        while at < len(line) or (state and not line):
            if state:
                close = self.open_close[state]
                end = line.find(close, at)
                style = Style.COMMENT if state == "/*" else Style.STRING
                if end < 0:
                    found.append(Span(at, len(line), style))
                    return found, state
                found.append(Span(at, end + len(close), style))
                at, state = end + len(close), ""
                continue
            opener = next((o for o in self.open_close if line.startswith(o, at)), None)
            if opener:
                state = opener
                close = line.find(self.open_close[opener], at + len(opener))
                stop = len(line) if close < 0 else close + len(self.open_close[opener])
                found.append(Span(at, stop, Style.COMMENT if opener == "/*" else Style.STRING))
                at = stop
                if close >= 0:
                    state = ""
                continue
            if match := self._scanner.match(line, at):
                style = Style[match.lastgroup or "PLAIN"]
                if style is Style.NAME and match[0] in self.keywords:
                    style = Style.KEYWORD
                if match.end() == at:
                    at += 1
                    continue
                if style is not Style.PLAIN:
                    found.append(Span(at, match.end(), style))
                at = match.end()
            else:
                if not line[at].isspace():
                    found.append(Span(at, at + 1, Style.ERROR))
                at += 1
        return found, state


class PlainText(Syntax):
    suffixes = (".txt",)
    rules = [(Style.PLAIN, r".+")]


class Snake(Syntax):
    suffixes = (".snk", ".py")
    keywords = frozenset("def class return if else for while in import pass not and or".split())
    open_close = {'"""': '"""', "'''": "'''"}
    rules = [
        (Style.COMMENT, r"#.*"),
        (Style.STRING, r"[rbf]?\"(?:\\.|[^\"\\])*\"|[rbf]?'(?:\\.|[^'\\])*'"),
        (Style.NUMBER, r"\b(?:0x[0-9a-f]+|\d+(?:\.\d+)?)\b"),
        (Style.NAME, r"[^\W\d]\w*"),
        (Style.OPERATOR, r"->|[-+*/%=<>!]=?|[()\[\]{}:.,]"),
    ]


class Curly(Syntax):
    suffixes = (".c", ".h")
    keywords = frozenset("int char return if else for while struct static void".split())
    open_close = {"/*": "*/"}
    rules = [
        (Style.COMMENT, r"//.*"),
        (Style.STRING, r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])+\''),
        (Style.NUMBER, r"\d+"),
        (Style.NAME, r"[A-Za-z_]\w*"),
        (Style.OPERATOR, r"->|[-+*/%=<>!&|]=?|[()\[\]{};,.]"),
    ]


class Highlighter:
    """Keeps the state at each line's begin, and forgets those behind an edit."""

    def __init__(self, document: Document, syntax: Syntax) -> None:
        self.document = document
        self.syntax = syntax
        self._states: list[str] = [""]
        self.scanned = 0
        document.listeners.append(self)

    def edited(self, document: Document, edit: Edit) -> None:
        line = document.position(min(edit.start, len(document))).line
        del self._states[line + 1:]

    def spans(self, line: int) -> list[Span]:
        while len(self._states) <= line:
            self._scan(len(self._states) - 1)
        return self._scan(line)

    def _scan(self, line: int) -> list[Span]:
        self.scanned += 1
        found, state = self.syntax.spans(self.document.line(line), self._states[line])
        if line + 1 == len(self._states):
            self._states.append(state)
        return found

    def styles(self, line: int) -> str:
        row = [Style.PLAIN.value] * len(self.document.line(line))
        for start, stop, style in self.spans(line):
            row[start:stop] = style.value * (stop - start)
        return "".join(row)
