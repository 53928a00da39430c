"""Who takes a claim in hand: oneself, or a colleague who may decide on it."""

from django.db import transaction

from accounts.models import Staff, StaffRole
from credits.claims import conflicts
from credits.claims.errors import AlreadyDecided, Conflict, NotAllowed
from credits.claims.models import Claim, State
from credits.claims.services.moving import locked
from journal import audit


@transaction.atomic
def assign(*, claim_id: int, by: Staff, to: Staff) -> Claim:
    """Give a claim in department review to a reviewer of its department.

    Raises Claim.DoesNotExist, NotAllowed when `by` or `to` is no reviewer there, AlreadyDecided, Conflict when `to` must not decide.
    """
    claim = locked(claim_id, among=Claim.objects.visible_to(by))
    for person in (by, to):
        if not Claim.objects.decided_by(person, StaffRole.Role.REVIEWER).filter(pk=claim.pk).exists():
            raise NotAllowed
    if claim.state not in {State.SUBMITTED, State.DEPARTMENT_REVIEW}:
        raise AlreadyDecided(state=claim.state)
    why = conflicts.of(to, claim)
    if why:
        raise Conflict(why)
    if claim.reviewer_id != to.pk:
        claim.reviewer = to
        claim.save(update_fields=["reviewer"])
        audit.add("claim_assigned", by=by, about=claim, to=to.pk)
    return claim
