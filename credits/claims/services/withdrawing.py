"""Taking a claim back, while nobody has opened it."""

from django.db import transaction

from accounts.models import Student
from credits.claims.errors import InReview
from credits.claims.models import Claim, State
from credits.claims.services.moving import locked, move, must_be, release_items


def can_withdraw(claim: Claim) -> bool:
    """Whether the student may still take it back (WORKFLOW.md section 5, row 12)."""
    return claim.state in {State.SUBMITTED, State.DEPARTMENT_REVIEW} and claim.opened_at is None


@transaction.atomic
def withdraw(*, claim_id: int, student: Student) -> Claim:
    """Take a claim back; its contributions are free again. Pressed twice, it is withdrawn once.

    Raises Claim.DoesNotExist, InReview when a reviewer has opened it, AlreadyDecided.
    """
    claim = locked(claim_id, among=Claim.objects.of(student))
    if claim.state == State.WITHDRAWN:
        return claim
    must_be(claim, "withdraw")
    if claim.opened_at is not None:
        raise InReview
    move(claim, "withdraw", by=student)
    release_items(claim)
    return claim
