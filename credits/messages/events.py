"""What people are told by mail (PAGES.md section 6): each topic of the outbox with its words and the page that it leads to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credits.claims.models import Claim, State, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A step of a claim that its student hears of.

    template: below templates/emails/claims. page: the address of PAGES.md to which it leads. waits_in: the states in which the
    claim's deadline is the one that the mail names; in any other the claim has moved on, and the mail names none.
    """

    template: str
    page: str = "/me/claims/{claim}/"
    waits_in: frozenset[str] = frozenset()
    # A step that leads to the same state and is nothing new for the student.
    not_after: str = ""


EVENTS: dict[str, Event] = {
    "claim_submitted": Event(template="submitted", waits_in=frozenset({State.SUBMITTED, State.DEPARTMENT_REVIEW})),
    "claim_returned": Event(template="returned", waits_in=frozenset({State.RETURNED})),
    "claim_recommended": Event(template="recommended"),
    "claim_rejected": Event(template="rejected"),
    "claim_approved": Event(template="approved", not_after="take_down"),
    "claim_awarded": Event(template="awarded", page="/me/transcript/"),
    "claim_lapsed": Event(template="lapsed"),
}


def step_of(topic: str, key: Any) -> Step | None:
    """The step that an event is about; None for one of which nobody is told: it was taken back, or is nothing new."""
    steps = Step.objects.standing().exclude(event=EVENTS[topic].not_after)
    return steps.select_related("claim__student__user", "claim__term").filter(pk=key).first()


def deadline_of(topic: str, claim: Claim) -> datetime | None:
    """Until when the reader may act, or hears of it."""
    return claim.deadline_at if claim.state in EVENTS[topic].waits_in else None
