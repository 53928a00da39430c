"""The FACTS.jsonl of a claim: what it chose and what was awarded before in the term (WORKFLOW.md section 2a)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import Student
from credits.claims.models import Claim, ClaimItem, State
from credits.contributions.models import Contribution, Kind
from credits.policies import facts
from credits.policies.models import Term

Line = dict[str, Any]


def lines(
    student: Student, term: Term, chosen: Iterable[Contribution], *, now: datetime, ai_declared: Mapping[str, bool] | None = None
) -> list[Line]:
    """The lines that a claim on `chosen` would freeze at the university's moment `now`.

    What was awarded before keeps the line frozen with its award. ai_declared: id of a contribution → what the student said.
    """
    awarded = awarded_lines(student, term)
    before = ClaimItem.objects.holding().filter(claim__student=student, claim__term=term, claim__state=State.AWARDED)
    rows = Contribution.objects.filter(pk__in=[*(row.pk for row in chosen), *before.values_list("contribution", flat=True)])
    told = facts.of_rows(term, rows.select_related("repository", "student"), now=now, frozen=awarded)
    declared = {code: said for code, said in (ai_declared or {}).items() if said and code not in awarded}
    return [_without_names(line, _names(told.students, student)) for line in _declared(told.lines(), declared)]


def awarded_lines(student: Student, term: Term) -> dict[str, Line]:
    """The lines that were awarded in the term, as they were frozen, by the contribution's id."""
    found: dict[str, Line] = {}
    for claim in Claim.objects.of(student).filter(term=term, state=State.AWARDED):
        paid = {item.contribution.code for item in claim.items.holding().select_related("contribution")}
        found |= {line["contribution"]: line for line in of_claim(claim) if line.get("contribution") in paid}
    return found


def of_claim(claim: Claim) -> list[Line]:
    """What stands frozen with a claim; nothing before its first submission."""
    evidence = claim.evidence.last()
    return [] if evidence is None else read(evidence.facts)


def text_of(told: Sequence[Line]) -> str:
    """The file, byte for byte."""
    return "".join(f"{facts.text(line)}\n" for line in told)


def read(text: str) -> list[Line]:
    """The lines of a file."""
    # `splitlines` would also cut at what a title may hold.
    return [json.loads(line) for line in text.split("\n") if line]


def digest_of(text: str) -> str:
    """SHA-256 of the file."""
    return hashlib.sha256(text.encode()).hexdigest()


def _names(students: Mapping[str, Line], own: Student) -> dict[str, str]:
    """Number → how the file calls them: the file goes to the student and to auditors, who need not know who a peer is."""
    peers = sorted(number for number in students if number != own.number)
    return {number: f"peer-{place}" for place, number in enumerate(peers, start=1)}


def _without_names(line: Line, names: Mapping[str, str]) -> Line:
    return {**line, "student": names.get(line["student"], line["student"])} if line["type"] == "student" else line


def _declared(told: Iterable[Line], declared: Mapping[str, bool]) -> Iterable[Line]:
    for line in told:
        # The facts of other kinds have no such key: what was declared of them stands beside the file, with the evidence.
        has_key = line.get("kind") == Kind.PULL_REQUEST and line["contribution"] in declared
        yield {**line, "ai_declared": True} if has_key else line
