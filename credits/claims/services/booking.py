"""What the award run does to a claim; the ledger's service calls it in the transaction that writes the entry."""

from accounts.models import Staff
from credits.claims.errors import NotDue
from credits.claims.models import Claim
from credits.claims.services.moving import move, must_be
from journal import clock


def book_award(*, claim: Claim, by: Staff, award: str) -> int:
    """Mark a locked claim awarded with the amount that was approved, and give that amount in hundredths.

    award: its number in the ledger. Raises AlreadyDecided when it is not in notice, NotDue before the end of the notice.
    """
    must_be(claim, "award")
    if claim.approved is None or claim.deadline_at is None or clock.now() < claim.deadline_at:
        raise NotDue
    claim.standing = claim.approved
    move(claim, "award", by=by, hundredths=claim.approved, award=award)
    # What a decision took out is free for a later claim; what was awarded is not.
    claim.items.filter(is_excluded=True).update(holds=False)
    return claim.approved
