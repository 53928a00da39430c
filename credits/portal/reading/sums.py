"""What a student's claims have brought, and what those under way ask for; drawn as the one bar of credits."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Student
from credits.claims.models import LIVE, Claim, State
from credits.pages.charts.credit_bar import CreditBar, credit_bar
from credits.policies.models import Term
from credits.scoring import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Hundredths of credit; the last two of one term."""

    awarded: int
    in_process: int
    claims: int  # under way
    awarded_by_term: tuple[tuple[Term, int], ...]  # the latest first
    term_awarded: int
    term_in_process: int

    @property
    def other_terms(self) -> int:
        """What stands or is under way for all terms but this one."""
        return self.awarded + self.in_process - self.term_awarded - self.term_in_process


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """The bar with its marks as (name, hundredths), for the table beside it."""

    chart: CreditBar
    marks: tuple[tuple[str, int], ...]


def sums(student: Student, term: Term | None, *, besides: Claim | None = None) -> Sums:
    """Of all the student's claims, `besides` aside; `term`: the one that is looked at."""
    claims = Claim.objects.of(student).filter(state__in=[*LIVE, State.AWARDED]).select_related("term")
    claims = claims.exclude(pk=besides.pk) if besides is not None else claims
    amounts = [(claim.term, claim.state == State.AWARDED, amount_of(claim)) for claim in claims.order_by("-term__starts_at", "pk")]
    by_term: dict[Term, int] = {}
    for of, is_awarded, amount in amounts:
        if is_awarded and amount:
            by_term[of] = by_term.get(of, 0) + amount
    return Sums(
        awarded=sum(by_term.values()),
        in_process=sum(amount for _term, is_awarded, amount in amounts if not is_awarded),
        claims=sum(not is_awarded for _term, is_awarded, _amount in amounts),
        awarded_by_term=tuple(by_term.items()),
        term_awarded=by_term.get(term, 0) if term else 0,
        term_in_process=sum(amount for of, is_awarded, amount in amounts if of == term and not is_awarded),
    )


def amount_of(claim: Claim) -> int:
    """What a claim brings as it stands: what was booked, else approved, else proposed, else asked."""
    if claim.state == State.AWARDED:
        return claim.standing
    return next((amount for amount in (claim.approved, claim.proposed, claim.asked) if amount is not None), 0)


def draw(
    held: Sums, *, estimate: int, policy: Policy, next_step: int | None, degree_cap: int | None, is_narrow: bool = False
) -> DrawnBar:
    """The bar. estimate: hundredths of the term beyond what is awarded and under way; next_step: hundredths of the term there."""
    at = held.other_terms
    named = [(at + next_step, _("Next step"))] if next_step is not None else []
    named.append((at + policy.cap_hundredths, _("Term cap")))
    if degree_cap is not None:
        named.append((degree_cap, _("Degree cap")))
    # Behind the degree cap no other mark says anything; of two marks at one place the wider cap is named.
    marks = sorted({place: name for place, name in named if degree_cap is None or place <= degree_cap}.items())
    chart = credit_bar(
        awarded=held.awarded,
        in_process=held.in_process,
        estimate=estimate,
        marks=marks,
        most=degree_cap or policy.cap_hundredths,
        is_narrow=is_narrow,
    )
    return DrawnBar(chart, tuple((name, place) for place, name in marks))
