"""FACTS.jsonl of a term: what scoring is told, built from what stands in the database."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Max

from accounts.models import LinkedAccount, Student
from credits.contributions import repositories
from credits.contributions.models import Contribution
from credits.policies.models import Assessment, Term
from journal import clock

Line = dict[str, Any]
_BEGINNING = "1970-01-01T00:00:00Z"
_END = "2999-12-31T23:59:59Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """The lines of a term, by type; `contributions` maps an id of the facts to its row."""

    period: Line
    students: dict[str, Line]
    repositories: dict[str, Line]
    contributions: dict[str, Line]
    rows: dict[str, Contribution]

    def lines(self) -> Iterator[Line]:
        """All lines, each type by id."""
        yield self.period
        for group in (self.students, self.repositories, self.contributions):
            yield from (group[key] for key in sorted(group))


def of_term(term: Term, *, now: datetime, student: Student | None = None) -> TermFacts:
    """The facts of a term as they stand, of everyone or of one student.

    now: the university's moment that maturity and labels are judged at. Students without work in the term are there when one of
    their accounts occurs in it: what a peer accepted counts differently (SCORING.md section 4, rule 19).
    """
    rows = Contribution.objects.belonging_to(term.starts_at, term.ends_at, is_open=term.starts_at <= now < term.ends_at)
    if student is not None:
        rows = rows.of(student)
    return of_rows(term, rows.select_related("repository", "student"), now=now)


def of_rows(term: Term, rows: Iterable[Contribution], *, now: datetime, frozen: Mapping[str, Line] | None = None) -> TermFacts:
    """The facts of these contributions alone, with the term as period.

    rows: with their repository and student. frozen: lines that stand as they once were, by the contribution's id.
    """
    by_code = {row.code: row for row in rows}
    told = {code: (frozen or {}).get(code, row.facts) for code, row in by_code.items()}
    accounts = accounts_of_students()
    known = {row.repository for row in by_code.values()}
    own = {account for held in accounts.values() for account in held}
    lines = repositories.lines(known, now=now, until=term.ends_at, own=own)
    return TermFacts(
        period={"type": "period", "from": _moment(term.starts_at), "to": _moment(term.ends_at), "now": _moment(now)},
        students=_students({row.student_id for row in by_code.values()}, told.values(), accounts),
        repositories={line["repository"]: line for line in lines},
        contributions=told,
        rows=by_code,
    )


def accounts_of_students() -> dict[int, list[str]]:
    """Each student's accounts, by the student's key: those proved once, unless somebody else proved to hold them later.

    Unlinking makes nobody a stranger to their own work (docs/decisions/0005). Tokens are not even read.
    """
    # One link of an account ends before the next begins, and the one that stands is the last.
    rows = LinkedAccount.objects.order_by(F("unlinked_at").asc(nulls_last=True), "pk")
    holders = {
        f"{forge}:{external_id}": student_id
        for forge, external_id, student_id in rows.values_list("forge", "external_id", "user__student")
    }
    held: dict[int, list[str]] = {}
    for account, student_id in holders.items():
        if student_id is not None:
            held.setdefault(student_id, []).append(account)
    return held


def _students(own: set[int], lines: Iterable[Line], accounts: dict[int, list[str]]) -> dict[str, Line]:
    occurring = {account for line in lines for account in _accounts_in(line)}
    wanted = own | {key for key, held in accounts.items() if occurring.intersection(held)}
    return {
        student.number: {
            "type": "student",
            "student": student.number,
            "accounts": sorted(accounts.get(student.pk, [])),
            "enrolled": _enrolled(student.enrolled_from, student.enrolled_to),
        }
        for student in Student.objects.filter(pk__in=wanted)
    }


def _accounts_in(facts: Line) -> Iterator[str]:
    """Every account that a contribution's line names."""
    for key in ("account", "merged_by", "pull_request_author", "closed_by"):
        if facts.get(key):
            yield facts[key]
    for key in ("approved_by", "authors"):
        yield from facts.get(key) or []


def _enrolled(first: date | None, last: date | None) -> list[list[str]] | None:
    """Enrolment as moments; the last day is included, and without dates a student always is (None)."""
    if first is None and last is None:
        return None
    zone = clock.campus_zone()
    begins = _moment(datetime.combine(first, time(), zone)) if first else _BEGINNING
    ends = _moment(datetime.combine(last + timedelta(days=1), time(), zone)) if last else _END
    return [[begins, ends]]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_assessed(term: Term, *, student: Student | None = None) -> TermFacts:
    """The term's facts as they stand, judged at the moment of the latest assessment and not at this one (docs/decisions/0004).

    Without an assessment yet, at this moment.
    """
    made = Assessment.objects.current().filter(term=term)
    if student is not None:
        made = made.of(student)
    judged_at = made.aggregate(latest=Max("judged_at"))["latest"]
    return of_term(term, now=judged_at or clock.now(), student=student)


def text(line: Line) -> str:
    """A line of FACTS.jsonl, canonical: keys sorted, no blanks, UTF-8 unescaped."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
