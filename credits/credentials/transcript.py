"""The transcript: what stands per term, with its sums and the degree cap."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from accounts.models import Student
from credits.ledger.models import Award
from credits.pages.labels import term_title
from credits.policies.models import PolicyVersion, Publication, Term
from credits.policies.services.find import rules_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An award. activity: the course that stands for it on the record; contributions: how many it rests on."""

    activity: str
    contributions: int
    hundredths: int
    awarded_at: datetime
    number: str  # of the decision
    claim_id: int
    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLines:
    """A term with what was awarded for it."""

    term: Term
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """What the term is called."""
        return term_title(self.term)

    @property
    def hundredths(self) -> int:
        """Their sum."""
        return sum(line.hundredths for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All terms in their order. degree_cap: hundredths; None: there is none, or no rules are published."""

    terms: tuple[TermLines, ...]
    degree_cap: int | None

    @property
    def hundredths(self) -> int:
        """What stands altogether."""
        return sum(term.hundredths for term in self.terms)

    @property
    def left(self) -> int | None:
        """What the degree cap leaves."""
        return None if self.degree_cap is None else max(0, self.degree_cap - self.hundredths)


def transcript_of(student: Student) -> Transcript:
    """What stands for a student in the ledger."""
    awards = Award.objects.of(student).in_full().prefetch_related("claim__items").order_by("term__starts_at", "awarded_at", "pk")
    terms = tuple(
        TermLines(term=term, lines=tuple(_lines(of_term))) for term, of_term in groupby(awards, key=lambda award: award.term)
    )
    return Transcript(terms=terms, degree_cap=_degree_cap(student))


def _lines(awards: Iterator[Award]) -> Iterator[Line]:
    for award in awards:
        rules = award.claim.rules_version
        yield Line(
            activity=rules_of(rules).course.name if rules is not None else award.category,
            contributions=sum(item.holds for item in award.claim.items.all()),
            hundredths=award.hundredths,
            awarded_at=award.awarded_at,
            number=award.number,
            claim_id=award.claim_id,
            claim=str(award.claim),
        )


def _degree_cap(student: Student) -> int | None:
    """Of the rules of the latest term that has any for the student."""
    in_force = Publication.objects.in_force_by_term(PolicyVersion.Kind.RULES, student.department)
    latest = max(in_force, key=lambda one: one.term.starts_at, default=None)
    return rules_of(latest.policy_version).degree_cap_hundredths if latest is not None else None
