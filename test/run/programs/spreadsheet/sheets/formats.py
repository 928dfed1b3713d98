# How values look: "0.00", "#,##0", "0%", "0.0E+00", "yyyy-mm-dd", "@", with sections for signs.
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .values import BLANK, CellError, Scalar, from_serial, to_text

DATE_PARTS = {
    "yyyy": "{:%Y}", "yy": "{:%y}", "mmmm": "{:%B}", "mmm": "{:%b}", "mm": "{:%m}", "m": "{0.month}",
    "dddd": "{:%A}", "ddd": "{:%a}", "dd": "{:%d}", "d": "{0.day}",
}
PART = re.compile("|".join(sorted(DATE_PARTS, key=len, reverse=True)))


@dataclass(frozen=True)
class Section:
    prefix: str
    whole: str
    decimals: str
    percent: bool
    exponent: int
    suffix: str

    SHAPE = re.compile(
        r'''(?P<prefix>(?:"[^"]*"|[^0#?."])*)
            (?P<whole>[0#,]*)
            (?:\.(?P<decimals>[0#]*))?
            (?:E\+(?P<exponent>0+))?
            (?P<percent>%?)
            (?P<suffix>(?:"[^"]*"|[^"])*)''', re.VERBOSE)

    @classmethod
    @lru_cache
    def parse(cls, text: str) -> Section:
        match = cls.SHAPE.fullmatch(text)
        if match is None:
            raise ValueError(f"no number format: {text!r}")
        found = match.groupdict(default="")
        for key in ("prefix", "suffix"):
            found[key] = found[key].replace('"', "")
        return cls(**{**found, "percent": bool(found["percent"]), "exponent": len(found["exponent"])})

    def apply(self, number: float) -> str:
        if self.percent:
            number *= 100
        most = len(self.decimals)
        if self.exponent:
            mantissa, _, power = f"{number:.{most}e}".partition("e")
            body = f"{mantissa}E{int(power):+0{self.exponent + 1}d}"
        else:
            body = f"{number:{',' if ',' in self.whole else ''}.{most}f}"
            whole, dot, decimals = body.partition(".")
            while len(decimals) > self.decimals.count("0") and decimals.endswith("0"):
                decimals = decimals[:-1]
            whole = whole.zfill(self.whole.count("0"))
            if self.whole.count("0") == 0 and whole == "0":
                whole = ""
            body = whole + dot * bool(decimals) + decimals
        return f"{self.prefix}{body}{'%' * self.percent}{self.suffix}"


def is_date_format(form: str) -> bool:
    return bool(re.search(r"[ymd]", re.sub(r'"[^"]*"', "", form)))


def formatted(value: Scalar, form: str) -> str:
    match value:
        case CellError() | bool():
            return to_text(value)
        case date() if is_date_format(form):
            return PART.sub(lambda m: DATE_PARTS[m[0]].format(value), form)
        case int() | float() if is_date_format(form):
            return formatted(from_serial(value), form)
        case int() | float():
            if form in ("", "General", "@"):
                return to_text(value)
            sections = form.split(";")
            if value < 0 and len(sections) > 1:
                return Section.parse(sections[1]).apply(-value)
            if value == 0 and len(sections) > 2:
                return Section.parse(sections[2]).apply(value)
            text = Section.parse(sections[0]).apply(abs(value))
            return "-" * (value < 0 and bool(re.search("[1-9]", text))) + text
        case str() if "@" in form:
            return form.replace("@", value)
        case _ if value is BLANK:
            return ""
        case _:
            return to_text(value)


# ---- comma separated values

def read_csv(text: str, separator: str = ",") -> Iterator[list[str]]:
    """Rows of fields; quoted ones may hold separators, quotes twice and line ends."""
    row: list[str] = []
    part: list[str] = []
    quoted = False
    characters = iter(text)
    ahead = next(characters, "")
    while ahead:
        c, ahead = ahead, next(characters, "")
        match c, quoted:
            case '"', True if ahead == '"':
                part.append('"')
                ahead = next(characters, "")
            case '"', _:
                quoted = not quoted
            case "\r", False if ahead == "\n":
                pass
            case "\n", False:
                yield [*row, "".join(part)]
                row, part = [], []
            case sign, False if sign == separator:
                row.append("".join(part))
                part = []
            case _:
                part.append(c)
    if quoted:
        raise ValueError("a quoted field has no end")
    if row or part:
        yield [*row, "".join(part)]


def write_csv(rows: Iterator[list[str]], separator: str = ",") -> str:
    def quoted(field: str) -> str:
        needed = any(sign in field for sign in (separator, '"', "\n")) or field != field.strip()
        return '"' + field.replace('"', '""') + '"' if needed else field
    return "".join(separator.join(map(quoted, row)) + "\n" for row in rows)
