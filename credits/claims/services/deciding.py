"""Decisions on a claim: the department's first, the office's second, each by another person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Staff, StaffRole
from credits.claims import conflicts, worth
from credits.claims.amount import adjustment_limit
from credits.claims.errors import NoReason, NotAllowed, NothingLeft, OpenFlags, TooManyReturns, TooMuch
from credits.claims.models import Claim, ClaimItem, State
from credits.claims.services.moving import locked, move, must_be, release_items
from credits.claims.transitions import TRANSITIONS, Who
from credits.policies import calendar
from credits.policies.models import FlagCase
from credits.policies.services.find import policy_of, rules_of
from journal import clock

REASONS = ("incomplete", "not_own_work", "coursework", "not_covered", "duplicate", "other")
_ROLES = {Who.REVIEWER: StaffRole.Role.REVIEWER, Who.REGISTRAR: StaffRole.Role.REGISTRAR}
_STAGES = {Who.REVIEWER: "department", Who.REGISTRAR: "office"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """What a reviewer changes at one item of a claim."""

    item_id: int
    is_excluded: bool = False
    adjustment: int = 0  # milli-points, signed
    reason_code: str = ""
    reason: str = ""


@transaction.atomic
def recommend(*, claim_id: int, by: Staff, reductions: Iterable[Reduction] = (), reason: str = "") -> Claim:
    """The department's first decision for a claim, whole or in part; the amount is computed, never typed.

    Raises Claim.DoesNotExist, AlreadyDecided, NotAllowed, Conflict, OpenFlags, NoReason, TooMuch, NothingLeft.
    """
    claim = _for_decision(claim_id, "recommend", by)
    if open_flags(claim):
        raise OpenFlags
    reduced = _reduce(claim, reductions)
    found = worth.of_claim(claim)
    if found.hundredths == 0:
        raise NothingLeft
    claim.computed = worth.of_claim(claim, excluded=frozenset(), adjustments={}).hundredths
    claim.proposed, claim.department_decision_by = found.hundredths, by
    move(claim, "recommend", by=by, reason=reason, proposed=found.hundredths, milli_points=found.milli_points, reduced=reduced)
    return claim


@transaction.atomic
def return_claim(*, claim_id: int, by: Staff, reason: str, reason_code: str = "incomplete", items: Iterable[int] = ()) -> Claim:
    """Ask the student for something, from either stage; how often is limited by the rules.

    items: keys of the items that it is about. Raises as `recommend`, and TooManyReturns.
    """
    event = _at_stage(claim_id, by, "return")
    claim = _for_decision(claim_id, event, by)
    _must_say_why(reason, reason_code)
    rules = rules_of(worth.sent_under(claim.rules_version))
    if claim.returns >= rules.returns_most:
        raise TooManyReturns
    claim.returns += 1
    claim.opened_at = None
    named = [item.contribution.code for item in claim.items.filter(pk__in=list(items)).select_related("contribution")]
    due = calendar.deadline(clock.now(), rules.return_days, unit="working_days", close_time=rules.close_time)
    move(claim, event, by=by, deadline_at=due, reason=reason, reason_code=reason_code, items=named)
    return claim


@transaction.atomic
def reject(*, claim_id: int, by: Staff, reason: str, reason_code: str) -> Claim:
    """Decide against a claim, at either stage; its contributions are free again. Raises as `recommend`."""
    event = _at_stage(claim_id, by, "reject")
    claim = _for_decision(claim_id, event, by)
    _must_say_why(reason, reason_code)
    move(claim, event, by=by, reason=reason, reason_code=reason_code)
    release_items(claim)
    return claim


@transaction.atomic
def approve(*, claim_id: int, by: Staff, reason: str = "") -> Claim:
    """The second decision, by another person in the academic affairs office: it fixes the amount, under every cap as it stands.

    Raises as `recommend`, and SamePerson.
    """
    claim = _for_decision(claim_id, "approve", by)
    found = worth.of_claim(claim)
    if found.hundredths == 0:
        raise NothingLeft
    claim.approved, claim.office_decision_by = found.hundredths, by
    move(claim, "approve", by=by, reason=reason, approved=found.hundredths, cut_by=found.cut_by)
    return claim


def open_flags(claim: Claim) -> list[FlagCase]:
    """The flags of its contributions that nobody has answered."""
    return list(
        FlagCase.objects.open_for(
            item.contribution for item in claim.items.filter(is_excluded=False).select_related("contribution")
        )
    )


def _for_decision(claim_id: int, event: str, by: Staff) -> Claim:
    """The locked claim, when `by` may take this step with it."""
    who = TRANSITIONS[event].who
    claim = locked(claim_id, among=Claim.objects.visible_to(by))
    # Before the role: who was slower than a colleague reads who that was, not that they may not decide.
    must_be(claim, event)
    if not Claim.objects.decided_by(by, _ROLES[who]).filter(pk=claim.pk).exists():
        raise NotAllowed
    conflicts.must_be_free(by, claim, stage=_STAGES[who])
    return claim


def _at_stage(claim_id: int, by: Staff, event: str) -> str:
    """The event of the stage at which the claim stands."""
    state = Claim.objects.visible_to(by).values_list("state", flat=True).get(pk=claim_id)
    return f"office_{event}" if state == State.OFFICE_REVIEW else event


def _must_say_why(reason: str, code: str = "other") -> None:
    if not reason.strip() or code not in REASONS:
        raise NoReason


def _reduce(claim: Claim, reductions: Iterable[Reduction]) -> list[dict[str, object]]:
    """Write the reductions to the items, all others as accepted; what they were, for the time line."""
    wanted = {one.item_id: one for one in reductions if one.is_excluded or one.adjustment}
    items = {item.pk: item for item in claim.items.select_related("contribution")}
    if not items.keys() >= wanted.keys():
        raise ClaimItem.DoesNotExist
    policy = policy_of(worth.sent_under(claim.policy_version))
    for case in FlagCase.objects.excluded([item.contribution for item in items.values()]):
        # What a finding took out is out, whatever the reviewer ticked.
        item_id = next(item.pk for item in items.values() if item.contribution_id == case.contribution_id)
        wanted[item_id] = Reduction(item_id=item_id, is_excluded=True, reason_code="finding", reason=case.reason)
    for one in wanted.values():
        _must_say_why(one.reason)
        if abs(one.adjustment) > adjustment_limit(policy, items[one.item_id].contribution.kind):
            raise TooMuch
    claim.items.update(is_excluded=False, adjustment=0, reason_code="", reason="")
    for one in wanted.values():
        # What is excluded brings nothing that could be adjusted.
        adjustment = 0 if one.is_excluded else one.adjustment
        claim.items.filter(pk=one.item_id).update(
            is_excluded=one.is_excluded, adjustment=adjustment, reason_code=one.reason_code, reason=one.reason
        )
    return [
        {
            "contribution": items[one.item_id].contribution.code,
            "excluded": one.is_excluded,
            "adjustment": 0 if one.is_excluded else one.adjustment,
            "code": one.reason_code,
            "reason": one.reason,
        }
        for one in wanted.values()
    ]
