"""What was decided a moment ago and can still be taken back."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import Staff
from credits.claims.models import Claim
from credits.claims.transitions import TRANSITIONS
from credits.pages.claims import STATES
from credits.pages.words import Text
from journal import clock


@dataclass(frozen=True, slots=True)
class Toast:
    """A decision of one's own; `seconds` are left to take it back."""

    claim: Claim
    word: Text
    seconds: int


def toast_of(request: HttpRequest, staff: Staff) -> Toast | None:
    """The decision that the address names, if it is the reader's own and its time is not over."""
    named = request.GET.get("decided", "")
    claim = Claim.objects.visible_to(staff).filter(pk=named).select_related("student").first() if named.isdecimal() else None
    if claim is None or claim.is_settled or claim.settles_at is None:
        return None
    step = claim.steps.standing().last()
    if step is None or step.by_staff_id != staff.pk or not TRANSITIONS[step.event].can_be_undone:
        return None
    return Toast(claim, STATES[claim.state].word, max(1, round((claim.settles_at - clock.machine_now()).total_seconds())))
