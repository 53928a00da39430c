"""What staff do with a claim short of deciding: look at it, note something, hand it on."""

from django.db import transaction

from accounts.models import Staff, StaffRole
from credits.claims import conflicts
from credits.claims.errors import NotAllowed
from credits.claims.models import Claim, Note, Recusal, State
from credits.claims.services.moving import locked
from journal import audit, clock


@transaction.atomic
def opened(*, claim_id: int, by: Staff) -> None:
    """Somebody who may decide looks at it: from now on the student cannot withdraw it. For others it means nothing."""
    may = Claim.objects.decided_by(by, StaffRole.Role.REVIEWER)
    if may.filter(pk=claim_id, state=State.DEPARTMENT_REVIEW, opened_at=None).exists():
        claim = locked(claim_id, among=may)
        # Withdrawn meanwhile: there is nothing to hold.
        if claim.state == State.DEPARTMENT_REVIEW and claim.opened_at is None and not conflicts.of(by, claim):
            claim.opened_at, claim.reviewer = clock.machine_now(), claim.reviewer or by
            claim.save(update_fields=["opened_at", "reviewer"])
            audit.add("claim_looked_at", by=by, about=claim)


@transaction.atomic
def recuse(*, claim_id: int, by: Staff, reason: str = "") -> None:
    """Say that one must not decide on a claim: it goes to the others. Raises Claim.DoesNotExist."""
    claim = locked(claim_id, among=Claim.objects.visible_to(by))
    _, made = Recusal.objects.get_or_create(claim=claim, staff=by, defaults={"reason": reason})
    if made:
        if claim.reviewer_id == by.pk:
            claim.reviewer = None
            claim.save(update_fields=["reviewer"])
        audit.add("claim_recused", by=by, about=claim, reason=reason)


@transaction.atomic
def add_note(*, claim_id: int, by: Staff, text: str) -> Note:
    """A note that only staff read. Raises Claim.DoesNotExist, NotAllowed for who only reads."""
    claim = Claim.objects.visible_to(by).get(pk=claim_id)
    if not Claim.objects.decided_by(by, StaffRole.Role.REVIEWER, StaffRole.Role.REGISTRAR).filter(pk=claim_id).exists():
        raise NotAllowed
    note = Note.objects.create(claim=claim, by=by, text=text)
    audit.add("claim_note_added", by=by, about=claim)
    return note
