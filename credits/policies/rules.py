"""Recognition rules as a file: terms, calendar, rounds, stages, lengths and caps (WORKFLOW.md section 5).

`files/rules.schema.json` says the same to editors, `files/rules.yaml` is an example with a word on each key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Literal

from credits.policies.shapes import ClockTime, Day, Days, Filled, ListOf, NamedDay, OneOf, OrNone, Steps, Words
from credits.scoring.errors import InputError
from credits.scoring.yaml_shapes import Each, Keys, Place, Text, Trouble, Whole, compose

# The chain of steps that is built; advisor's confirmation and a notice before the office are not.
CHAIN = ("department_review", "office_review", "notice")

Unit = Literal["working_days", "calendar_days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledTerm:
    """A term as the file gives it: both days are included."""

    name: str
    title: Mapping[str, str]  # language → title
    starts_on: date
    ends_on: date
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A window in which claims on a term are taken: from the first moment of `opens_on` to `close_time` on `closes_on`."""

    name: str
    title: Mapping[str, str]  # language → title
    term: str
    opens_on: date
    closes_on: date
    cohorts: tuple[str, ...]  # empty: everybody
    programmes: tuple[str, ...]  # empty: everybody
    line: int

    def is_for(self, *, cohort: str, programme: str) -> bool:
        """Whether students of this cohort and programme may claim in it."""
        return (not self.cohorts or cohort in self.cohorts) and (not self.programmes or programme in self.programmes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What stands on the record for an award, in the words of the student information system."""

    code: str
    name: str
    nature: str
    grade: str  # `pass` or `none`


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A version of the recognition rules."""

    id: str
    version: int
    title: Mapping[str, str]  # language → title
    document: str
    approved_by: str
    valid_from: date
    valid_to: date | None  # the last day, included; None: until further notice
    terms: tuple[RuledTerm, ...]
    holidays: tuple[NamedDay, ...]
    working_days: tuple[NamedDay, ...]
    rounds: tuple[Round, ...]
    close_time: time  # on the campus clock: from this moment on it is closed
    chain: tuple[str, ...]
    review_days: Mapping[str, int]  # step → working days
    return_days: int  # working days
    returns_most: int
    notice_days: int
    notice_unit: Unit
    degree_cap_hundredths: int | None  # None: no cap
    category_caps: Mapping[str, int | None]  # category → hundredths; None: no cap
    course: Course

    def rounds_of(self, term: str) -> tuple[Round, ...]:
        """The rounds that take claims on a term."""
        return tuple(round_ for round_ in self.rounds if round_.term == term)

    def is_valid(self, first_day: date, last_day: date) -> bool:
        """Whether they are valid on all days from the first to the last."""
        return self.valid_from <= first_day and (self.valid_to is None or last_day <= self.valid_to)


def opens_at(round_: Round, zone: tzinfo) -> datetime:
    """The first moment of a round, in UTC."""
    return datetime.combine(round_.opens_on, time(), zone).astimezone(UTC)


def closes_at(round_: Round, rules: Rules, zone: tzinfo) -> datetime:
    """The first moment, in UTC, at which the round is closed: at 16:59:59 a claim is in, at 17:00:00 it is not."""
    return datetime.combine(round_.closes_on, rules.close_time, zone).astimezone(UTC)


_DAYS = Whole(365, least=1)
_CAP = OrNone(Whole(100_000))

SHAPE = Keys(
    required={
        "id": Filled(),
        "version": Whole(1_000_000_000),
        "document": Filled(),
        "approved_by": Filled(),
        "valid_from": Day(),
        "terms": ListOf(Keys({"name": Filled(), "starts_on": Day(), "ends_on": Day()}, optional={"title": Each(Text())})),
        "rounds": ListOf(
            Keys(
                {"name": Filled(), "term": Filled(), "opens_on": Day(), "closes_on": Day()},
                optional={"title": Each(Text()), "cohorts": Words(), "programmes": Words()},
            )
        ),
        "close_time": ClockTime(),
        "chain": Steps(CHAIN),
        "review_days": Keys({"department_review": _DAYS, "office_review": _DAYS}),
        "return_days": _DAYS,
        "returns_most": Whole(100),
        "notice_days": _DAYS,
        "notice_unit": OneOf(("working_days", "calendar_days")),
        "degree_cap_hundredths": _CAP,
        "category_caps": Keys({"open_source": _CAP}),
        "course": Keys({"code": Filled(), "name": Filled(), "nature": Filled(), "grade": OneOf(("pass", "none"))}),
    },
    optional={
        "title": Each(Text()),
        "valid_to": Day(),
        "calendar": Keys(optional={"holidays": Days(), "working_days": Days()}),
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
    node = compose(text, name)
    read = SHAPE.read(node, Place(1, ""), troubles)
    rules = None if troubles else _rules(read)
    if rules is not None:
        troubles = _term_troubles(rules.terms) + _round_troubles(rules.rounds) + _day_troubles(rules)
        if rules.valid_to is not None and rules.valid_to < rules.valid_from:
            troubles.append(Trouble(_line_of_key(node, "valid_to"), "valid_to", "they end before they begin"))
    if rules is None or troubles:
        first = min(troubles, key=lambda trouble: trouble.line)
        raise InputError(name, first.line, first.message, first.key or None)
    return rules


def _rules(read: dict[str, Any]) -> Rules:
    calendar = read.pop("calendar", {})
    terms = [RuledTerm(**{"title": {}, **term}) for term in read.pop("terms")]
    rounds = [Round(**{"title": {}, "cohorts": (), "programmes": (), **round_}) for round_ in read.pop("rounds")]
    return Rules(
        **{"title": {}, "valid_to": None, **read, "course": Course(**read["course"])},
        terms=tuple(sorted(terms, key=lambda term: term.starts_on)),
        rounds=tuple(sorted(rounds, key=lambda round_: round_.opens_on)),
        holidays=tuple(calendar.get("holidays", ())),
        working_days=tuple(calendar.get("working_days", ())),
    )


def _term_troubles(terms: tuple[RuledTerm, ...]) -> list[Trouble]:
    """Terms tile the calendar: each begins on the day after the one before it ends."""
    troubles = [
        Trouble(term.line, "terms.ends_on", f"{term.name} ends before it begins") for term in terms if term.ends_on < term.starts_on
    ]
    troubles += _twice("terms.name", terms)
    for before, after in pairwise(terms):
        if after.starts_on <= before.ends_on:
            troubles.append(Trouble(after.line, "terms.starts_on", f"{after.name} begins before {before.name} ends"))
        elif after.starts_on != before.ends_on + timedelta(days=1):
            troubles.append(Trouble(after.line, "terms.starts_on", f"days are in no term between {before.name} and {after.name}"))
    return troubles


def _round_troubles(rounds: tuple[Round, ...]) -> list[Trouble]:
    troubles = [
        Trouble(round_.line, "rounds.closes_on", f"{round_.name} ends before it begins")
        for round_ in rounds
        if round_.closes_on < round_.opens_on
    ]
    return troubles + _twice("rounds.name", rounds)


def _twice(key: str, items: Iterable[RuledTerm | Round]) -> list[Trouble]:
    seen: set[str] = set()
    troubles = []
    for item in sorted(items, key=_line):
        if item.name in seen:
            troubles.append(Trouble(item.line, key, f"{item.name} stands twice"))
        seen.add(item.name)
    return troubles


def _line(item: RuledTerm | Round) -> int:
    return item.line


def _day_troubles(rules: Rules) -> list[Trouble]:
    free = {named.day for named in rules.holidays}
    return [
        Trouble(named.line, "calendar.working_days", f"{named.day} is a holiday too")
        for named in rules.working_days
        if named.day in free
    ]


def _line_of_key(node: Any, key: str) -> int:
    return next(int(name.start_mark.line) + 1 for name, _ in node.value if name.value == key)
