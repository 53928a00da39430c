"""Taking one's last decision back."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import Staff
from credits.claims.errors import CannotUndo
from credits.claims.models import Claim, Step
from credits.claims.services.moving import UNDO_SECONDS, locked
from credits.claims.transitions import TRANSITIONS
from journal import audit, clock


def undo(*, claim_id: int, by: Staff) -> Claim:
    """Take one's last decision back within the undo time, if nothing followed; no mail about it leaves.

    Raises Claim.DoesNotExist, CannotUndo.
    """
    try:
        with transaction.atomic():
            return _undo(locked(claim_id, among=Claim.objects.visible_to(by)), by)
    except IntegrityError:
        # The student has sent another claim meanwhile.
        raise CannotUndo from None


def _undo(claim: Claim, by: Staff) -> Claim:
    step = claim.steps.standing().last()
    if step is None or step.by_staff_id != by.pk or not TRANSITIONS[step.event].can_be_undone or claim.is_settled:
        raise CannotUndo
    if _was_saved_since(claim):
        raise CannotUndo
    for name, value in step.before.items():
        is_moment = value is not None and (name.endswith("_at") or name == "state_since")
        setattr(claim, name, datetime.fromisoformat(value) if is_moment else value)
    claim.settles_at = None
    claim.save()
    claim.items.update(holds=claim.is_live)
    Step.objects.filter(pk=step.pk).update(undone_at=clock.machine_now())
    audit.add("claim_decision_undone", by=by, about=claim, event=step.event)
    return claim


def _was_saved_since(claim: Claim) -> bool:
    """Whether the student has begun to change a returned claim: it is no longer what was frozen."""
    return claim.settles_at is not None and claim.saved_at > claim.settles_at - timedelta(seconds=UNDO_SECONDS)
