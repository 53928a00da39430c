"""What a claim is worth under the versions of its submission, with what stands before it and what caps leave."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from accounts.models import Student
from credits.claims import frozen
from credits.claims.amount import Amount, Caps, Standing, amount
from credits.claims.models import UNBOOKED, Claim, ClaimItem, State
from credits.contributions.models import Contribution
from credits.policies.models import PolicyVersion, Term
from credits.policies.rules import Rules
from credits.policies.services.find import policy_of, rules_of
from credits.scoring import Policy


def estimate(
    student: Student,
    term: Term,
    chosen: Iterable[Contribution],
    *,
    now: datetime,
    policy: Policy,
    rules: Rules,
    category: str,
) -> Amount:
    """What a claim on `chosen` would be worth if it were sent at `now`."""
    return amount(
        policy,
        frozen.lines(student, term, chosen, now=now),
        student=student.number,
        standing=standing(student, term, category),
        caps=caps(rules, category),
        adjustments=_awarded_adjustments(student, term),
    )


def of_claim(claim: Claim, *, excluded: AbstractSet[str] | None = None, adjustments: Mapping[str, int] | None = None) -> Amount:
    """What the frozen evidence of a claim is worth, by default with what its items say now.

    excluded: ids of contributions; adjustments: id → milli-points. To know what is asked, pass none of both: `frozenset()`, `{}`.
    """
    items = list(claim.items.select_related("contribution"))
    if excluded is None:
        excluded = {item.contribution.code for item in items if item.is_excluded}
    if adjustments is None:
        adjustments = {item.contribution.code: item.adjustment for item in items if item.adjustment}
    return amount(
        policy_of(sent_under(claim.policy_version)),
        frozen.of_claim(claim),
        student=claim.student.number,
        standing=standing(claim.student, claim.term, claim.category, besides=claim),
        caps=caps(rules_of(sent_under(claim.rules_version)), claim.category),
        excluded=excluded,
        adjustments={**_awarded_adjustments(claim.student, claim.term, besides=claim), **adjustments},
    )


def sent_under(version: PolicyVersion | None) -> PolicyVersion:
    """The version of a claim that was sent; a draft has none yet."""
    if version is None:
        raise ValueError("A claim has its versions from its first submission on.")
    return version


def standing(student: Student, term: Term, category: str, *, besides: Claim | None = None) -> Standing:
    """What stands, and what is approved and not yet booked, beside a claim. Call it under the lock on the student to rely on it."""
    claims = Claim.objects.of(student)
    if besides is not None:
        claims = claims.exclude(pk=besides.pk)
    booked = claims.filter(state=State.AWARDED)
    unbooked = claims.filter(state__in=UNBOOKED)
    of_degree = _sum(booked, "standing") + _sum(unbooked, "approved")
    here = Q(category=category)
    of_category = _sum(booked.filter(here), "standing") + _sum(unbooked.filter(here), "approved")
    return Standing(of_term=_sum(booked.filter(term=term), "standing"), of_degree=of_degree, of_category=of_category)


def caps(rules: Rules, category: str) -> Caps:
    """The caps of the rules for a category."""
    return Caps(degree=rules.degree_cap_hundredths, category=rules.category_caps.get(category))


def _sum(claims: QuerySet[Claim], field: str) -> int:
    return claims.aggregate(sum=Sum(field))["sum"] or 0


def _awarded_adjustments(student: Student, term: Term, *, besides: Claim | None = None) -> dict[str, int]:
    """The adjustments of what was awarded in the term."""
    items = ClaimItem.objects.holding().filter(claim__student=student, claim__term=term, claim__state=State.AWARDED)
    if besides is not None:
        items = items.exclude(claim=besides)
    return {item.contribution.code: item.adjustment for item in items.select_related("contribution") if item.adjustment}
