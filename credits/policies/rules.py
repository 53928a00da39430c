"""Recognition rules as a file: terms and the working calendar (WORKFLOW.md section 5, rows 1, 3 and 61)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import yaml

from credits.scoring.errors import InputError
from credits.scoring.yaml_shapes import Each, Keys, Place, Shape, Text, Trouble, Whole, compose, line_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledTerm:
    """A term as the file gives it: both days are included."""

    name: str
    title: Mapping[str, str]  # language → title
    starts_on: date
    ends_on: date
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A version of the recognition rules."""

    id: str
    version: int
    title: Mapping[str, str]
    terms: tuple[RuledTerm, ...]
    holidays: Mapping[date, str]
    working_days: Mapping[date, str]


@dataclass(frozen=True)
class _Day:
    """A day of the calendar, written 2026-10-01."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> date | None:
        try:
            return date.fromisoformat(node.value)
        except (TypeError, ValueError):
            troubles.append(Trouble(place.line, place.key, "a day like 2026-10-01 is expected"))
            return None


@dataclass(frozen=True)
class _Days:
    """A mapping from days to what they are called."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> dict[date, str]:
        days = {}
        for written, name in Each(Text()).read(node, place, troubles).items():
            try:
                days[date.fromisoformat(written)] = name
            except ValueError:
                troubles.append(Trouble(place.line, f"{place.key}.{written}", "a day like 2026-10-01 is expected"))
        return days


@dataclass(frozen=True)
class _ListOf:
    """A list of one or more; each item keeps the line on which it begins, as `line`."""

    shape: Shape

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> list[dict[str, Any]]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            troubles.append(Trouble(place.line, place.key, "a list of one or more is expected"))
            return []
        items = [(item, Place(line_of(item), place.key)) for item in node.value]
        return [{**self.shape.read(item, at, troubles), "line": at.line} for item, at in items]


# Days stand as plain keys in YAML, where `2026-10-01:` would be a timestamp; quoted or not, their text is what counts.
_SHAPE = Keys(
    required={
        "id": Text(),
        "version": Whole(1_000_000_000),
        "terms": _ListOf(Keys({"name": Text(), "starts_on": _Day(), "ends_on": _Day()}, optional={"title": Each(Text())})),
    },
    optional={
        "title": Each(Text()),
        "calendar": Keys(optional={"holidays": _Days(), "working_days": _Days()}),
    },
)


def read_rules(content: bytes, name: str) -> Rules:
    """The rules in a YAML file.

    name: how errors call the file. Raises InputError with the first bad line and its key. A parameter that is not built
    yet is an unknown key: it is refused, never accepted in silence.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise InputError(name, content.count(b"\n", 0, error.start) + 1, "no UTF-8") from None
    troubles: list[Trouble] = []
    read = _SHAPE.read(compose(text, name), Place(1, ""), troubles)
    terms = [] if troubles else [RuledTerm(**{"title": {}, **term}) for term in read["terms"]]
    troubles += _term_troubles(terms)
    if troubles:
        first = min(troubles, key=lambda trouble: trouble.line)
        raise InputError(name, first.line, first.message, first.key or None)
    calendar = read.get("calendar", {})
    return Rules(
        id=read["id"],
        version=read["version"],
        title=read.get("title", {}),
        terms=tuple(sorted(terms, key=lambda term: term.starts_on)),
        holidays=calendar.get("holidays", {}),
        working_days=calendar.get("working_days", {}),
    )


def _term_troubles(terms: list[RuledTerm]) -> list[Trouble]:
    """Terms tile the calendar: each begins on the day after the one before it ends."""
    troubles = [
        Trouble(term.line, "terms.ends_on", f"{term.name} ends before it begins") for term in terms if term.ends_on < term.starts_on
    ]
    names: dict[str, RuledTerm] = {}
    troubles += [
        Trouble(term.line, "terms.name", f"{term.name} stands twice")
        for term in terms
        if names.setdefault(term.name, term) is not term
    ]
    for before, after in pairwise(sorted(terms, key=lambda term: term.starts_on)):
        if after.starts_on <= before.ends_on:
            troubles.append(Trouble(after.line, "terms.starts_on", f"{after.name} begins before {before.name} ends"))
        elif after.starts_on != before.ends_on + timedelta(days=1):
            troubles.append(Trouble(after.line, "terms.starts_on", f"days are in no term between {before.name} and {after.name}"))
    return troubles
