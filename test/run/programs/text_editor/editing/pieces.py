# A piece table: the text of a document.
from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .errors import OutOfRange


class Source(enum.Enum):
    ORIGINAL = "o"
    ADDED = "+"


@dataclass(frozen=True, slots=True)
class Piece:
    source: Source
    start: int
    length: int
    newlines: int

    @property
    def stop(self) -> int:
        return self.start + self.length


class PieceTable:
    """Text as pieces of two buffers, neither of which ever changes but by growing."""

    def __init__(self, text: str = "") -> None:
        self._buffers: dict[Source, str] = {Source.ORIGINAL: text, Source.ADDED: ""}
        self._pieces: list[Piece] = []
        if text:
            self._pieces.append(self._piece(Source.ORIGINAL, 0, len(text)))
        self._length = len(text)
        self.version = 0
        self._starts: list[int] | None = None

    def _piece(self, source: Source, start: int, length: int) -> Piece:
        newlines = self._buffers[source].count("\n", start, start + length)
        return Piece(source, start, length, newlines)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            yield self._buffers[piece.source][piece.start:piece.stop]

    def __str__(self) -> str:
        return "".join(self)

    @property
    def pieces(self) -> int:
        return len(self._pieces)

    @property
    def line_count(self) -> int:
        return 1 + sum(piece.newlines for piece in self._pieces)

    def _locate(self, offset: int) -> tuple[int, int]:
        """The piece with this offset, and where in it; the end is behind the last piece."""
        if not 0 <= offset <= self._length:
            raise OutOfRange(f"offset {offset} is not within 0..{self._length}")
        for index, piece in enumerate(self._pieces):
            if offset < piece.length:
                return index, offset
            offset -= piece.length
        return len(self._pieces), 0

    def _split(self, offset: int) -> int:
        """Makes a piece begin at the offset, and answers which."""
        index, inside = self._locate(offset)
        if inside:
            piece = self._pieces[index]
            self._pieces[index:index + 1] = [
                self._piece(piece.source, piece.start, inside),
                self._piece(piece.source, piece.start + inside, piece.length - inside),
            ]
            index += 1
        return index

    def insert(self, offset: int, text: str) -> None:
        if not text:
            return
        index = self._split(offset)
        start = len(self._buffers[Source.ADDED])
        self._buffers[Source.ADDED] += text
        before = self._pieces[index - 1] if index else None
        if before is not None and before.source is Source.ADDED and before.stop == start:
            grown = replace(before, length=before.length + len(text), newlines=before.newlines + text.count("\n"))
            self._pieces[index - 1] = grown
        else:
            self._pieces.insert(index, self._piece(Source.ADDED, start, len(text)))
        self._length += len(text)
        self._touch()

    def delete(self, start: int, stop: int) -> str:
        if start > stop:
            raise OutOfRange(f"range {start}..{stop} is reversed")
        removed = self.slice(start, stop)
        first = self._split(start)
        last = self._split(stop)
        del self._pieces[first:last]
        self._length -= stop - start
        self._touch()
        return removed

    def slice(self, start: int, stop: int) -> str:
        if not 0 <= start <= stop <= self._length:
            raise OutOfRange(f"range {start}..{stop} is not within 0..{self._length}")
        parts = []
        at = 0
        for piece in self._pieces:
            if at >= stop:
                break
            low, high = max(start - at, 0), min(stop - at, piece.length)
            if low < high:
                parts.append(self._buffers[piece.source][piece.start + low:piece.start + high])
            at += piece.length
        return "".join(parts)

    def _touch(self) -> None:
        self.version += 1
        self._starts = None

    def line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            at = 0
            for text in self:
                starts.extend(at + m.end() for m in re.finditer("\n", text))
                at += len(text)
            self._starts = starts
        return self._starts

    def describe(self) -> str:
        return " ".join(f"{p.source.value}{p.start}:{p.length}/{p.newlines}" for p in self._pieces) or "empty"
