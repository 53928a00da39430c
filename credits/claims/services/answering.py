"""A flag is answered where the claim is reviewed."""

from django.db import transaction

from accounts.models import Staff
from credits.claims import conflicts
from credits.claims.models import Claim
from credits.claims.services.moving import locked
from credits.policies import services as policies
from credits.policies.models import FlagCase


@transaction.atomic
def answer_flag(*, claim_id: int, case_id: int, outcome: str, reason: str, by: Staff) -> FlagCase:
    """Answer a flag on one of a claim's contributions; who must not decide on the claim does not answer either.

    The department that has the claim answers, also when the student has moved to another one since.
    Raises Claim.DoesNotExist, FlagCase.DoesNotExist, and what `policies.services.answer_flag` raises.
    """
    claim = locked(claim_id, among=Claim.objects.visible_to(by))
    case = FlagCase.objects.get(pk=case_id, contribution__claim_items__claim=claim)
    return policies.answer_flag(
        case_id=case.pk,
        outcome=outcome,
        reason=reason,
        by=by,
        department_id=claim.department_id,
        is_conflicted=bool(conflicts.of(by, claim)),
    )
