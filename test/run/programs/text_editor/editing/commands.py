# The editor: commands by name, and scripts of them.
from __future__ import annotations

import enum
import functools
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .document import Document
from .errors import EditorError, UnknownCommand
from .history import Kind, Selection, normalised
from .motions import motions
from .search import Query, substitute
from .syntax import Highlighter, Syntax
from .view import Viewport


class Argument(enum.Enum):
    WORD = r"\S+"
    COUNT = r"\d+"
    TEXT = r".*"


@dataclass(frozen=True)
class Command:
    name: str
    run: Callable[..., Any]
    arguments: tuple[Argument, ...]
    recorded: bool
    help: str

    def parse(self, rest: str) -> list[str | int]:
        values: list[str | int] = []
        for wanted in self.arguments:
            rest = rest.lstrip() if wanted is not Argument.TEXT else rest
            match = re.match(wanted.value, rest)
            if match is None:
                got = repr(rest) if rest else "nothing"
                raise EditorError(f"{self.name}: expected {wanted.name.lower()}, got {got}", hint=self.help)
            values.append(int(match[0]) if wanted is Argument.COUNT else match[0])
            rest = rest[match.end():].removeprefix(" ")
        if rest.strip():
            raise EditorError(f"{self.name}: {rest.strip()!r} is too much")
        return values


commands: dict[str, Command] = {}


def command(*arguments: Argument, name: str | None = None, recorded: bool = True):
    def register(function):
        key = name or function.__name__.removeprefix("do_").replace("_", "-")
        commands[key] = Command(key, function, arguments, recorded, (function.__doc__ or "").strip())
        return function
    return register


def unquote(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "s": " "}.get(m[1], m[1]), text)


class Editor:
    def __init__(self, text: str, name: str = "untitled", *, width: int = 40, height: int = 6) -> None:
        self.document = Document(text, name)
        self.highlighter = Highlighter(self.document, Syntax.for_name(name))
        self.view = Viewport(self.document, width, height)
        self.clipboard: deque[list[str]] = deque(maxlen=5)
        self.macros: dict[str, list[str]] = {}
        self.last_query: Query | None = None
        self.output: list[str] = []
        self._recording: str | None = None
        self._depth = 0

    def say(self, message: str) -> None:
        self.output.append(message)

    def execute(self, line: str) -> None:
        line = line.rstrip("\n")
        if not line.strip() or line.lstrip().startswith("#"):
            return
        count = 1
        if match := re.match(r"\s*(\d+)\s*\*\s*", line):
            count, line = int(match[1]), line[match.end():]
        name, _, rest = line.lstrip().partition(" ")
        if re.match(r"s[^\w\s]", name):
            name, rest = "s", line.lstrip()[1:]
        if name in motions:
            found = Command(name, functools.partial(Editor.move, motion=name), (), True, "")
        elif name.startswith("+") and name[1:] in motions:
            found = Command(name, functools.partial(Editor.move, motion=name[1:], extend=True), (), True, "")
        elif name not in commands:
            raise UnknownCommand(f"unknown command {name!r}", hint=self.suggest(name))
        else:
            found = commands[name]
        values = found.parse(rest)
        if self._recording is not None and found.recorded and not self._depth:
            self.macros[self._recording].append(f"{count}*{line}" if count > 1 else line)
        for _ in range(count):
            found.run(self, *values)

    @staticmethod
    def suggest(name: str) -> str | None:
        close = [known for known in sorted(commands) if known[:2] == name[:2]]
        return f"perhaps {' or '.join(close)}?" if close else None

    def run(self, script: str) -> list[str]:
        for number, line in enumerate(script.splitlines(), 1):
            try:
                self.execute(line)
            except EditorError as error:
                cause = f" <- {type(error.__cause__).__name__}" if error.__cause__ else ""
                self.say(f"line {number}: {type(error).__name__}: {error}{cause}")
        said, self.output = self.output, []
        return said

    def move(self, motion: str, extend: bool = False) -> None:
        document = self.document
        moved = []
        for selection in document.selections:
            goal = None
            if motion in ("up", "down", "j", "k"):
                column = document.position(selection.head).column
                goal = column if selection.goal is None else selection.goal
            moved.append(selection.moved(motions[motion](document, selection), extend=extend, goal=goal))
        document.selections = normalised(moved) if len(moved) > 1 else moved
        document.history.seal()

    # -- typing

    @command(Argument.TEXT)
    def do_type(self, text: str) -> None:
        """type TEXT: as if typed, \\n and \\t with their meaning"""
        self.document.type(unquote(text))

    @command(Argument.TEXT)
    def do_insert(self, text: str) -> None:
        """insert TEXT at once"""
        self.document.replace_each(lambda s, _: (s.low, s.high, unquote(text)), Kind.COMMAND, "insert")

    @command()
    def do_erase(self) -> None:
        self.document.erase()

    @command()
    def do_delete(self) -> None:
        self.document.erase(forward=True)

    @command(name="seal", recorded=False)
    def do_seal(self) -> None:
        self.document.history.seal()

    # -- history

    @command()
    def do_undo(self) -> None:
        self.document.undo()

    @command()
    def do_redo(self) -> None:
        self.document.redo()

    @command(recorded=False)
    def do_history(self) -> None:
        self.say(self.document.history.outline())

    # -- places

    @command(Argument.COUNT, Argument.COUNT)
    def do_go(self, line: int, column: int) -> None:
        """go LINE COLUMN"""
        self.document.cursor = self.document.offset((line - 1, column - 1))

    @command(Argument.COUNT, Argument.COUNT)
    def do_add_cursor(self, line: int, column: int) -> None:
        """add-cursor LINE COLUMN"""
        offset = self.document.offset((line - 1, column - 1))
        self.document.selections = normalised([*self.document.selections, Selection.at(offset)])

    @command(Argument.WORD)
    def do_mark(self, name: str) -> None:
        """mark NAME, or NAME! for one that stays before insertions"""
        sticky = name.endswith("!")
        self.document.marks.set(name.rstrip("!"), self.document.cursor, sticky=sticky)

    @command(Argument.WORD)
    def do_goto(self, name: str) -> None:
        """goto MARK"""
        self.document.cursor = self.document.marks[name]

    @command(Argument.WORD)
    def do_unmark(self, name: str) -> None:
        """unmark MARK"""
        del self.document.marks[name]

    @command(recorded=False)
    def do_marks(self) -> None:
        places = (f"{name}={self.document.position(at)}" for name, at in self.document.marks.items())
        self.say("marks: " + (" ".join(places) or "none"))

    # -- selections

    @command()
    def do_select_line(self) -> None:
        document = self.document
        lines = {document.position(s.head).line for s in document.selections}
        document.selections = [Selection(document.offset((n, 0)), min(document.line_end(n) + 1, len(document)))
                               for n in sorted(lines)]

    @command(Argument.TEXT)
    def do_select_all(self, pattern: str) -> None:
        """select-all PATTERN"""
        query = self.last_query = Query.compiled(pattern)
        found = [Selection(m.start(), m.end()) for m in query.matches(self.document) if m[0]]
        if not found:
            raise EditorError(f"not found: {pattern}")
        self.document.selections = found
        self.say(f"{len(found)} selected")

    @command()
    def do_single(self) -> None:
        self.document.selections = self.document.selections[-1:]

    @command(recorded=False)
    def do_show_selections(self) -> None:
        document = self.document
        parts = []
        for selection in document.selections:
            arrow = "<" if selection.head < selection.anchor else ">"
            text = document.table.slice(selection.low, selection.high)
            parts.append(f"{document.position(selection.low)}{arrow}{text!r}" if selection
                         else str(document.position(selection.head)))
        self.say("; ".join(parts))

    # -- clipboard and transformations

    @command()
    def do_copy(self) -> None:
        self.clipboard.appendleft(self.document.selected())

    @command()
    def do_cut(self) -> None:
        self.do_copy()
        self.document.replace_each(lambda s, _: (s.low, s.high, ""), Kind.COMMAND, "cut")

    @command()
    def do_paste(self) -> None:
        if not self.clipboard:
            raise EditorError("nothing to paste")
        pieces = self.clipboard[0]
        if len(pieces) == len(self.document.selections):
            self.document.replace_each(lambda s, i: (s.low, s.high, pieces[i]), Kind.COMMAND, "paste")
        else:
            self.document.replace_each(lambda s, i: (s.low, s.high, "\n".join(pieces)), Kind.COMMAND, "paste")

    @command(Argument.WORD)
    def do_case(self, how: str) -> None:
        """case upper|lower|title|swap"""
        functions = {"upper": str.upper, "lower": str.lower, "title": str.title, "swap": str.swapcase}
        try:
            change = functions[how]
        except KeyError as error:
            raise EditorError(f"case: {how!r} is none of {', '.join(functions)}") from error
        table = self.document.table
        self.document.replace_each(lambda s, _: (s.low, s.high, change(table.slice(s.low, s.high))), Kind.COMMAND, "case")

    def _lines_of_selection(self) -> tuple[int, int]:
        document = self.document
        first = document.position(document.selections[0].low).line
        last = document.position(max(document.selections[-1].high - bool(document.selections[-1]), 0)).line
        return first, last

    def _rewrite_lines(self, change: Callable[[list[str]], Iterable[str]], label: str) -> None:
        document = self.document
        first, last = self._lines_of_selection()
        start, stop = document.offset((first, 0)), document.line_end(last)
        with document.editing(label=label):
            document.replace(start, stop, "\n".join(change(document.table.slice(start, stop).split("\n"))))

    @command()
    def do_indent(self) -> None:
        self._rewrite_lines(lambda lines: (" " * 4 * bool(line) + line for line in lines), "indent")

    @command()
    def do_outdent(self) -> None:
        self._rewrite_lines(lambda lines: (re.sub(r"^ {1,4}|^\t", "", line) for line in lines), "outdent")

    @command(Argument.TEXT)
    def do_sort_lines(self, options: str) -> None:
        """sort-lines [r][u][n]"""
        def change(lines: list[str]) -> Iterable[str]:
            key = (lambda s: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", s)]) if "n" in options else None
            rows = sorted(lines, key=key, reverse="r" in options)
            return dict.fromkeys(rows) if "u" in options else rows
        self._rewrite_lines(change, "sort")

    @command(Argument.COUNT)
    def do_fill(self, width: int) -> None:
        """fill WIDTH: the lines as one paragraph"""
        def change(lines: list[str]) -> Iterator[str]:
            row: list[str] = []
            for word in itertools.chain.from_iterable(map(str.split, lines)):
                if row and sum(map(len, row)) + len(row) + len(word) > width:
                    yield " ".join(row)
                    row = []
                row.append(word)
            if row:
                yield " ".join(row)
        self._rewrite_lines(change, "fill")

    # -- search

    @command(Argument.TEXT)
    def do_find(self, pattern: str) -> None:
        """find [PATTERN]"""
        if pattern:
            self.last_query = Query.compiled(pattern)
        if self.last_query is None:
            raise EditorError("no pattern yet")
        current = self.document.selections[-1]
        match, wrapped = self.last_query.next(self.document, current.high)
        self.document.selections = [Selection(match.start(), match.end())]
        self.say(f"found {match[0]!r} at {self.document.position(match.start())}" + " (from the top)" * wrapped)

    @command(Argument.TEXT)
    def do_s(self, text: str) -> None:
        """s/PATTERN/TEMPLATE/FLAGS with any sign in the slash's place"""
        sign = text[:1]
        parts = re.split(rf"(?<!\\){re.escape(sign)}", text[1:]) if sign and not sign.isalnum() else []
        match parts:
            case [pattern, template]:
                flags = ""
            case [pattern, template, flags]:
                pass
            case _:
                raise EditorError(f"s: cannot read {text!r}", hint=commands["s"].help)
        query = self.last_query = Query.compiled(pattern, flags)
        count = substitute(self.document, query, template, everywhere="g" in flags)
        self.say(f"{count} replaced")

    # -- macros

    @command(Argument.WORD, recorded=False)
    def do_record(self, name: str) -> None:
        """record NAME"""
        if self._recording is not None:
            raise EditorError(f"already recording {self._recording}")
        self._recording = name
        self.macros[name] = []

    @command(recorded=False)
    def do_stop(self) -> None:
        if self._recording is None:
            raise EditorError("not recording")
        name, self._recording = self._recording, None
        self.say(f"recorded {name}: {len(self.macros[name])} commands")

    @command(Argument.WORD)
    def do_play(self, name: str) -> None:
        """play NAME"""
        if name not in self.macros:
            raise EditorError(f"no macro {name!r}")
        if self._depth >= 8:
            raise EditorError(f"macro {name} calls itself too deep")
        self._depth += 1
        try:
            with self.document.editing(label=f"macro {name}"):
                for line in self.macros[name]:
                    self.execute(line)
        finally:
            self._depth -= 1

    # -- showing

    @command(recorded=False)
    def do_draw(self) -> None:
        self.output.extend(self.view.draw())

    @command(Argument.WORD, Argument.COUNT, recorded=False)
    def do_set(self, name: str, value: int) -> None:
        """set OPTION NUMBER"""
        match name:
            case "width" | "height" | "tab":
                setattr(self.view, name, value)
            case "wrap" | "numbers":
                setattr(self.view, name, bool(value))
            case "syntax":
                self.view.highlighter = self.highlighter if value else None
            case "readonly":
                self.document.read_only = bool(value)
            case other:
                raise EditorError(f"no option {other!r}")

    @command(recorded=False)
    def do_text(self) -> None:
        self.output.extend(f"  {line!r}" for line in self.document.lines())

    @command(recorded=False)
    def do_save(self) -> None:
        text = self.document.save()
        self.say(f"saved {self.document.name}: {len(text)} characters, {self.document.table.line_count} lines")
