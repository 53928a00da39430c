"""A roster's lines from its bytes, and by line number whatever is wrong with them."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.errors import RosterRefused
from accounts.folding import folded
from accounts.roster import values
from accounts.roster.columns import REQUIRED, column_of, named
from accounts.roster.encoding import decoded
from accounts.roster.values import Bad

# Above the largest university; a file beyond it is no roster.
MOST_BYTES = 64_000_000
_DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "，": "full-width comma"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A person as a line of the file says. Columns that the file does not have are empty here; see `Roster.columns`."""

    line: int
    number: str
    name: str
    department: str
    programme: str
    class_name: str
    cohort: str
    status: str
    email: str | None
    enrolled_from: date | None
    enrolled_to: date | None
    advisor: str
    roles: tuple[str, ...]
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line (1 is the headings') and where; column: as a person reads it, empty for the whole line."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"line {self.line}{f', {self.column}' if self.column else ''}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A file that was read. columns: those that it has; lines: the good ones, no number twice."""

    encoding: str
    delimiter: str
    columns: frozenset[str]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def read(content: bytes) -> Roster:
    """The roster in a file. Raises RosterRefused when the file as a whole is none: its encoding, a missing or doubled column."""
    if len(content) > MOST_BYTES:
        raise RosterRefused(f"the file has {len(content)} bytes, at most {MOST_BYTES} are read")
    text, encoding = decoded(content)
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    try:
        _, headings = next(rows)
    except StopIteration:
        raise RosterRefused("the file is empty") from None
    except csv.Error as error:
        raise RosterRefused(f"line 1 is no CSV: {error}") from None
    columns = [column_of(heading) for heading in headings]
    _must_be_headings(columns, headings)
    unknown = [Problem(1, heading, "is no column of a roster") for heading, column in zip(headings, columns, strict=True)
               if column is None and heading.strip()]  # fmt: skip
    lines, problems = _lines(rows, columns)
    return Roster(
        encoding=encoding,
        delimiter=_DELIMITERS[delimiter],
        columns=frozenset(column for column in columns if column),
        lines=lines,
        problems=(*unknown, *problems),
    )


def _delimiter(text: str) -> str:
    """The sign that parts the first line into the most columns that we know."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=lambda sign: sum(column_of(part.strip(' "')) is not None for part in first.split(sign)))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the number of its first line in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for row in reader:
        cells = [values.plain(cell) for cell in row]
        if any(cells):
            yield begins, cells
        begins = reader.line_num + 1


def _must_be_headings(columns: list[str | None], headings: list[str]) -> None:
    missing = [named(column) for column in REQUIRED if column not in columns]
    if missing:
        raise RosterRefused(f"line 1 lacks {', '.join(missing)} (it has: {', '.join(filter(None, headings))})")
    twice = sorted({named(column) for column in columns if column and columns.count(column) > 1})
    if twice:
        raise RosterRefused(f"line 1 has twice: {', '.join(twice)}")


def _lines(rows: Iterator[tuple[int, list[str]]], columns: list[str | None]) -> tuple[tuple[Line, ...], list[Problem]]:
    lines, problems = [], []
    numbers: dict[str, int] = {}
    emails: dict[str, int] = {}
    at = 1
    try:
        for at, cells in rows:
            line, wrong = _line(at, cells, columns)
            wrong += [] if line is None else _doubles(line, numbers, emails)
            problems += wrong
            if line is not None and not wrong:
                lines.append(line)
    except csv.Error as error:
        problems.append(Problem(at + 1, "", f"is no CSV, nothing after it was read: {error}"))
    return tuple(lines), problems


def _doubles(line: Line, numbers: dict[str, int], emails: dict[str, int]) -> list[Problem]:
    """Each number and address stands once; the first line keeps it."""
    wrong = []
    for column, value, known in (("student_number", line.number, numbers), ("email", line.email, emails)):
        if value is not None and known.setdefault(folded(value), line.line) != line.line:
            wrong.append(Problem(line.line, named(column), f"“{value}” stands in line {known[folded(value)]} already"))
    return wrong


def _line(at: int, cells: list[str], columns: list[str | None]) -> tuple[Line | None, list[Problem]]:
    if any(cells[len(columns) :]):
        return None, [Problem(at, "", f"has {len(cells)} values under {len(columns)} headings")]
    held = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    problems: list[Problem] = []

    def value(column: str, reader: Callable[..., Any], **limits: Any) -> Any:
        try:
            return reader(held.get(column, ""), **limits)
        except Bad as bad:
            problems.append(Problem(at, named(column), str(bad)))
            return None

    roles = value("roles", values.roles)
    line = Line(
        line=at,
        number=value("student_number", values.number),
        name=value("name", values.words, most=100, needed=True),
        department=value("department", values.words, most=100, needed=not held.get("roles")),
        programme=value("programme", values.words, most=100),
        class_name=value("class", values.words, most=100),
        cohort=value("cohort", values.words, most=20),
        status=value("status", values.words, most=40),
        email=value("email", values.email),
        enrolled_from=value("enrolled_from", values.day),
        enrolled_to=value("enrolled_to", values.day),
        advisor=value("advisor", values.number) if held.get("advisor") else "",
        roles=roles or (),
        covers=value("covers", _departments),
    )
    if not problems:
        problems += _together(line, held)
    return (None if problems else line), problems


def _departments(text: str) -> tuple[str, ...]:
    return tuple(values.words(name, most=100) for name in values.several(text))


def _together(line: Line, held: Mapping[str, str]) -> list[Problem]:
    """What is wrong only in two values beside each other."""
    problems = []
    if line.enrolled_from and line.enrolled_to and line.enrolled_to < line.enrolled_from:
        problems.append(Problem(line.line, named("enrolled_to"), f"{line.enrolled_to} is before {line.enrolled_from}"))
    if line.covers and not line.roles:
        problems.append(Problem(line.line, named("covers"), f"“{held['covers'][:40]}” stands beside no role"))
    if {"reviewer", "advisor"} & set(line.roles) and not line.covers and not line.department:
        problems.append(Problem(line.line, named("covers"), "is empty, and so is the department: whom should this role see?"))
    return problems
