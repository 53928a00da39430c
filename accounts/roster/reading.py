"""A roster's lines from its bytes, and by line number whatever is wrong with them."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.errors import RosterRefused
from accounts.folding import folded
from accounts.roster import values
from accounts.roster.columns import REQUIRED, column_of, named
from accounts.roster.encoding import decoded
from accounts.roster.values import Bad

# Above the largest university; a file beyond it is no roster.
MOST_BYTES = 64_000_000
_DELIMITERS = {
    ",": gettext_noop("comma"),
    "\t": gettext_noop("tab"),
    ";": gettext_noop("semicolon"),
    "，": gettext_noop("full-width comma"),
}
T = TypeVar("T")


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
        if not self.column:
            return _("line %(line)d: %(what)s") % {"line": self.line, "what": self.what}
        return _("line %(line)d, %(column)s: %(what)s") % {"line": self.line, "column": self.column, "what": self.what}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A file that was read. columns: those that it has; lines: the good ones, no number twice; faulty: what can be read of the others."""

    encoding: str
    delimiter: str
    columns: frozenset[str]
    lines: tuple[Line, ...]
    faulty: tuple[Line, ...]
    problems: tuple[Problem, ...]


def read(content: bytes) -> Roster:
    """The roster in a file. Raises RosterRefused when the file as a whole is none: its encoding, a missing or doubled column."""
    if len(content) > MOST_BYTES:
        raise RosterRefused(
            _("the file has %(bytes)d bytes, at most %(most)d are read") % {"bytes": len(content), "most": MOST_BYTES}
        )
    text, encoding = decoded(content)
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    try:
        headings = next(rows)[1]
    except StopIteration:
        raise RosterRefused(_("the file is empty")) from None
    except csv.Error as error:
        raise RosterRefused(_("line 1 is no CSV: %(error)s") % {"error": error}) from None
    columns = [column_of(heading) for heading in headings]
    _must_be_headings(columns, headings)
    unknown = [Problem(1, heading, _("is no column of a roster")) for heading, column in zip(headings, columns, strict=True)
               if column is None and heading.strip()]  # fmt: skip
    lines, faulty, problems = _lines(rows, columns)
    return Roster(
        encoding=encoding,
        delimiter=_DELIMITERS[delimiter],
        columns=frozenset(column for column in columns if column),
        lines=tuple(lines),
        faulty=tuple(faulty),
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
        names = {"missing": ", ".join(missing), "there": ", ".join(filter(None, headings))}
        raise RosterRefused(_("line 1 lacks %(missing)s (it has: %(there)s)") % names)
    twice = sorted({named(column) for column in columns if column and columns.count(column) > 1})
    if twice:
        raise RosterRefused(_("line 1 has twice: %(names)s") % {"names": ", ".join(twice)})


def _lines(rows: Iterator[tuple[int, list[str]]], columns: list[str | None]) -> tuple[list[Line], list[Line], list[Problem]]:
    """The good lines, the others as far as they can be read, and what is wrong with these."""
    good: list[Line] = []
    faulty: list[Line] = []
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    emails: dict[str, int] = {}
    at = 1
    try:
        for at, cells in rows:
            line, wrong = _line(at, cells, columns)
            wrong += _doubles(line, numbers, emails)
            problems += wrong
            (faulty if wrong else good).append(line)
    except csv.Error as error:
        problems.append(Problem(at + 1, "", _("is no CSV, nothing after it was read: %(error)s") % {"error": error}))
    return good, faulty, problems


def _doubles(line: Line, numbers: dict[str, int], emails: dict[str, int]) -> list[Problem]:
    """Each number and address stands once; the first line keeps it."""
    wrong = []
    for column, value, known in (("student_number", line.number, numbers), ("email", line.email, emails)):
        if value and (first := known.setdefault(folded(value), line.line)) != line.line:
            said = _("“%(value)s” stands in line %(line)d already") % {"value": value, "line": first}
            wrong.append(Problem(line.line, named(column), said))
    return wrong


def _line(at: int, cells: list[str], columns: list[str | None]) -> tuple[Line, list[Problem]]:
    """What a row says, and all that is wrong with it; what cannot be read is empty in the line."""
    held = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    wrong = _length(at, cells, columns)
    # Values beyond the headings are a sign that the others stand under wrong ones, so those are not judged.
    is_shifted = len(cells) > len(columns) and bool(wrong)
    problems: dict[str, Problem] = {}

    def value(column: str, reader: Callable[..., T], empty: T, **limits: Any) -> T:
        if is_shifted or column not in held:
            return empty
        try:
            return reader(held[column], **limits)
        except Bad as bad:
            problems[column] = Problem(at, named(column), str(bad))
            return empty

    nothing: tuple[str, ...] = ()
    roles = value("roles", values.roles, nothing)
    line = Line(
        line=at,
        number=value("student_number", values.number, ""),
        name=value("name", values.words, "", most=100, needed=True),
        department=value("department", values.words, "", most=100, needed=not held.get("roles")),
        programme=value("programme", values.words, "", most=100),
        class_name=value("class", values.words, "", most=100),
        cohort=value("cohort", values.cohort, ""),
        status=value("status", values.words, "", most=40),
        email=value("email", values.email, None),
        enrolled_from=value("enrolled_from", values.day, None),
        enrolled_to=value("enrolled_to", values.day, None),
        advisor=value("advisor", values.number, "") if held.get("advisor") else "",
        roles=roles,
        covers=value("covers", _departments, nothing),
    )
    return line, [*wrong, *problems.values(), *_together(line, held, bad=problems.keys())]


def _length(at: int, cells: list[str], columns: list[str | None]) -> list[Problem]:
    """A row has a value, an empty one too, under each heading; beyond them only empty ones."""
    numbers = {"values": len(cells), "headings": len(columns)}
    if any(cells[len(columns) :]):
        said = _("has %(values)d values under %(headings)d headings; a separator inside a value stands in quotation marks")
        return [Problem(at, "", said % numbers)]
    missing = next((column for column in columns[len(cells) :] if column), None)
    if missing is None:
        return []
    said = _("is missing: %(values)d values under %(headings)d headings; an empty cell needs its separator too")
    return [Problem(at, named(missing), said % numbers)]


def _departments(text: str) -> tuple[str, ...]:
    return tuple(values.words(name, most=100) for name in values.several(text))


def _together(line: Line, held: Mapping[str, str], *, bad: Collection[str]) -> list[Problem]:
    """What is wrong only in two values beside each other; columns that are bad by themselves are left alone."""
    problems = []

    def wrong(column: str, said: str) -> None:
        problems.append(Problem(line.line, named(column), said))

    if line.enrolled_from and line.enrolled_to and line.enrolled_to < line.enrolled_from:
        wrong("enrolled_to", _("%(to)s is before %(from)s") % {"to": line.enrolled_to, "from": line.enrolled_from})
    if line.covers and not line.roles and "roles" not in bad:
        wrong("covers", _("“%(value)s” stands beside no role") % {"value": held["covers"][:40]})
    if {"reviewer", "advisor"} & set(line.roles) and not (line.covers or line.department or {"covers", "department"} & set(bad)):
        wrong("covers", _("is empty, and so is the department: whom should this role see?"))
    return problems
