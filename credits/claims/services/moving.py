"""How a claim is moved: locked, checked against the table, changed, recorded and told, in one transaction."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import Staff, Student
from credits.claims.errors import AlreadyDecided
from credits.claims.models import LIVE, Claim, Step
from credits.claims.transitions import TRANSITIONS
from journal import audit, clock, outbox

# For so long the person who decided may take it back; mail about it leaves only then.
UNDO_SECONDS = 15
# What a step may change of a claim, and taking it back brings back.
_CHANGED = (
    "state", "state_since", "deadline_at", "computed", "proposed", "approved", "returns", "opened_at", "department_decision_by_id",
    "office_decision_by_id",
)  # fmt: skip


def locked(claim_id: int, *, among: QuerySet[Claim]) -> Claim:
    """A claim with its student's row and its own locked, in this order, whoever comes.

    among: those that the caller may see or decide on. Raises Claim.DoesNotExist.
    """
    student_id = among.values_list("student_id", flat=True).get(pk=claim_id)
    # Caps are summed over the student's claims: who changes an amount does so alone.
    Student.objects.lock([student_id])
    held = among.select_for_update(of=("self",), no_key=True)
    return held.select_related("student__user", "student__department", "term", "policy_version", "rules_version").get(pk=claim_id)


def must_be(claim: Claim, event: str) -> None:
    """Raises AlreadyDecided when the claim is not where `event` begins."""
    if claim.state not in TRANSITIONS[event].sources:
        last = claim.steps.standing().filter(by_staff__isnull=False).select_related("by_staff").last()
        raise AlreadyDecided(state=claim.state, by=last.by_staff.name if last is not None and last.by_staff is not None else "")


def move(
    claim: Claim,
    event: str,
    *,
    by: Staff | Student | None,
    deadline_at: datetime | None = None,
    reason_code: str = "",
    reason: str = "",
    **details: Any,
) -> Step:
    """Take the step `event` with a locked claim; fields that it changes beside the state are set by the caller before.

    by: None: the system. deadline_at: until when whoever has the claim now should move. details: JSON, for the time line.
    """
    must_be(claim, event)
    transition = TRANSITIONS[event]
    before = _as_json(Claim.objects.values(*_CHANGED).get(pk=claim.pk))
    source, claim.state = claim.state, transition.target
    claim.state_since, claim.deadline_at = clock.now(), deadline_at
    held = UNDO_SECONDS if transition.can_be_undone else 0
    claim.settles_at = clock.machine_now() + timedelta(seconds=held) if held else None
    claim.save()
    step = Step.objects.create(
        claim=claim, event=event, source=source, target=claim.state, by_staff=by if isinstance(by, Staff) else None,
        by_student=isinstance(by, Student), at=claim.state_since, reason_code=reason_code, reason=reason, details=details, before=before,
    )  # fmt: skip
    audit.add(f"claim_{event}", by=by, about=claim, reason=reason, source=source, target=claim.state, code=reason_code, **details)
    outbox.add(f"claim_{claim.state}", after_seconds=held, claim=claim.pk, step=step.pk)
    return step


def hold_items(claim: Claim) -> None:
    """Its contributions stand in this claim and in no other (a constraint says so too)."""
    claim.items.update(holds=True)


def release_items(claim: Claim) -> None:
    """Its contributions are free again."""
    if claim.state in LIVE:
        raise ValueError("A live claim holds its contributions.")
    claim.items.update(holds=False)


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}
