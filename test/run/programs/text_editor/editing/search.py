# Finding and replacing.
from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .document import Document
from .errors import EditorError


@dataclass(frozen=True)
class Query:
    pattern: re.Pattern[str]
    source: str

    @staticmethod
    @functools.lru_cache(maxsize=32)
    def compiled(source: str, flags: str = "") -> Query:
        options = re.MULTILINE
        for flag in flags:
            match flag:
                case "i":
                    options |= re.IGNORECASE
                case "s":
                    options |= re.DOTALL
                case "x":
                    options |= re.VERBOSE
                case "g" | "q":
                    pass
                case _:
                    raise EditorError(f"unknown flag {flag!r} of a search")
        if "q" in flags:
            source = re.escape(source)
        try:
            return Query(re.compile(source, options), source)
        except re.error as error:
            raise EditorError(f"bad pattern {source!r}: {error}") from error

    def matches(self, document: Document, start: int = 0, stop: int | None = None) -> Iterator[re.Match[str]]:
        yield from self.pattern.finditer(document.text, start, len(document) if stop is None else stop)

    def next(self, document: Document, start: int, *, wrap: bool = True) -> tuple[re.Match[str], bool]:
        for match in self.matches(document, start):
            return match, False
        if wrap:
            for match in self.matches(document):
                return match, True
        raise EditorError(f"not found: {self.source}")


CASES: dict[str, Callable[[str], str]] = {"U": str.upper, "L": str.lower, "C": str.capitalize, "T": str.title}


def expand(template: str, match: re.Match[str]) -> str:
    r"""\1, \g<name> and, as in other editors, \U, \L, \C and \T up to \E; & is the match."""
    parts: list[str] = []
    transform: Callable[[str], str] | None = None
    scanner = re.compile(r"\\(?:(?P<case>[ULCTE])|(?P<number>\d)|g<(?P<name>\w+)>|(?P<escape>.))|(?P<whole>&)|(?P<plain>[^\\&]+)")
    for found in scanner.finditer(template):
        text: str | None
        match found.lastgroup, found[found.lastgroup]:
            case "case", "E":
                transform = None
                continue
            case "case", letter:
                transform = CASES[letter]
                continue
            case "number", digit:
                text = match[int(digit)]
            case "name", name:
                text = match[name]
            case "escape", "n":
                text = "\n"
            case "escape", "t":
                text = "\t"
            case "escape" | "plain", text:
                pass
            case "whole", _:
                text = match[0]
        text = text or ""
        parts.append(transform(text) if transform else text)
    return "".join(parts)


def substitute(document: Document, query: Query, template: str, *, everywhere: bool = True,
               within: tuple[int, int] | None = None) -> int:
    start, stop = within or (0, len(document))
    found = list(query.matches(document, start, stop))
    if not everywhere:
        by_line = defaultdict(list)
        for match in found:
            by_line[document.position(match.start()).line].append(match)
        found = [matches[0] for matches in by_line.values()]
    with document.editing(label="substitute"):
        for match in reversed(found):
            document.replace(match.start(), match.end(), expand(template, match))
    return len(found)
