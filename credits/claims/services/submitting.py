"""Sent in: the evidence is frozen, the amount asked for is fixed, and the department has it."""

from django.db import IntegrityError, transaction

from accounts.models import Student
from credits.claims import choices, frozen, worth
from credits.claims.errors import AlreadyDecided, CannotChoose, NoRound, NotReady, TooLate
from credits.claims.models import Claim, Evidence, State
from credits.claims.services.drafting import must_be_enrolled, round_of
from credits.claims.services.moving import hold_items, locked, move, must_be
from credits.policies import calendar
from credits.policies.services import open_cases
from credits.policies.services.find import rules_for, rules_of, scoring_for
from journal import clock

STATEMENT_LEAST = 50  # characters
STATEMENT_MOST = 2000


def missing(claim: Claim) -> list[str]:
    """What the student has to add before it can be sent, as codes in the order of the page."""
    items = list(claim.items.all())
    wanted = {
        "contributions": not items,
        "ai_declared": any(item.ai_declared is None for item in items),
        "statement": not STATEMENT_LEAST <= len(claim.statement.strip()) <= STATEMENT_MOST,
        "own_part": not claim.own_part.strip(),
        "is_honest": not claim.is_honest,
    }
    return [code for code, is_missing in wanted.items() if is_missing]


def submit(*, claim_id: int, student: Student) -> Claim:
    """Send a draft in its round, or a returned claim within its days; pressed twice, it is sent once.

    Raises Claim.DoesNotExist, NotReady, NotEnrolled, NoRound, TooLate, CannotChoose, AlreadyDecided.
    """
    try:
        with transaction.atomic():
            return _submit(locked(claim_id, among=Claim.objects.of(student)))
    except IntegrityError:
        # What stands in the constraints: another live claim of the term, or one of its contributions in another claim.
        if Claim.objects.of(student).live().filter(term__claims=claim_id).exclude(pk=claim_id).exists():
            raise AlreadyDecided(state=State.SUBMITTED) from None
        raise CannotChoose from None


def _submit(claim: Claim) -> Claim:
    if claim.is_live and claim.state != State.RETURNED:
        return claim
    must_be(claim, "submit")
    now, student = clock.now(), claim.student
    if claim.state == State.RETURNED and claim.deadline_at is not None and now >= claim.deadline_at:
        raise TooLate
    if claim.state == State.DRAFT:
        # Who left while the claim was with the department may still answer what it asks.
        must_be_enrolled(student)
        found = round_of(student, claim.term)
        if found is None or found.state != "open":
            raise NoRound
        claim.round = found.round.name
    _set_versions(claim)
    lacking = missing(claim)
    if lacking:
        raise NotReady(lacking)
    _freeze(claim)
    asked = worth.of_claim(claim, excluded=frozenset(), adjustments={})
    if asked.hundredths == 0:
        raise NotReady(["amount"])
    claim.asked = claim.computed = asked.hundredths
    claim.proposed = claim.department_decision_by = claim.office_decision_by = claim.opened_at = None
    claim.items.update(is_excluded=False, adjustment=0, reason_code="", reason="")
    flagged = {line.contribution: line.flags for line in asked.result.contributions}
    open_cases(
        (item.contribution, flag, item.contribution.digest)
        for item in claim.items.select_related("contribution")
        for flag in flagged.get(item.contribution.code, ())
    )
    claim.number = claim.number or f"OC-{now.astimezone(clock.campus_zone()).year}-{claim.pk:04}"
    claim.submitted_at = now
    move(claim, "submit", by=student, asked=asked.hundredths, milli_points=asked.milli_points)
    hold_items(claim)
    rules = rules_of(worth.sent_under(claim.rules_version))
    due = calendar.deadline(now, rules.review_days["department_review"], unit="working_days", close_time=rules.close_time)
    move(claim, "route", by=None, deadline_at=due, department=claim.department.name if claim.department else "")
    return claim


def _set_versions(claim: Claim) -> None:
    """The policy, the rules and the department of the first submission stay those of the claim."""
    if claim.policy_version is not None:
        return
    student = claim.student
    policy, rules = scoring_for(claim.term, student.department), rules_for(claim.term, student.department)
    if policy is None or rules is None:
        raise NoRound
    claim.policy_version, claim.rules_version, claim.department = policy.version, rules.version, student.department


def _freeze(claim: Claim) -> None:
    items = list(claim.items.select_related("contribution"))
    free = {choice.contribution.pk for choice in choices.of(claim.student, claim.term, besides=claim) if choice.is_free}
    if not free.issuperset(item.contribution_id for item in items):
        raise CannotChoose
    declared = {item.contribution.code: bool(item.ai_declared) for item in items}
    chosen = [item.contribution for item in items]
    now = clock.now()
    text = frozen.text_of(frozen.lines(claim.student, claim.term, chosen, now=now, ai_declared=declared))
    Evidence.objects.create(
        claim=claim, version=claim.evidence.count() + 1, facts=text, digest=frozen.digest_of(text), frozen_at=now,
        statement=claim.statement, own_part=claim.own_part, help_by_others=claim.help_by_others, chosen=declared,
    )  # fmt: skip
