"""What the states, steps and reasons of a claim are called, who has it, and how far it has come (PAGES.md section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credits.claims.models import Claim, State
from credits.claims.transitions import TRANSITIONS, Who
from credits.pages.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWord:
    """A state: a shape, a word and a tone; who has the claim then, and what comes next."""

    code: str
    icon: str
    tone: str
    word: Text
    holder: Text
    next_step: Text
    # What a deadline in this state ends; empty where there is none.
    deadline: Text = ""


_NOBODY = pgettext_lazy("who has a claim", "nobody: it is at an end")
_OFFICE = pgettext_lazy("who has a claim", "academic affairs office")
_DEPARTMENT = pgettext_lazy("who has a claim", "reviewers of your department")

STATES: Mapping[str, ClaimWord] = {
    word.code: word
    for word in (
        ClaimWord(
            code=State.DRAFT, icon="ring", tone="wait", word=pgettext_lazy("claim", "Draft"),
            holder=pgettext_lazy("who has a claim", "you"),
            next_step=_("You complete and submit it."), deadline=_("the round closes"),
        ),
        ClaimWord(
            code=State.SUBMITTED, icon="clock", tone="wait", word=pgettext_lazy("claim", "Submitted"), holder=_DEPARTMENT,
            next_step=_("It goes to your department."),
        ),
        ClaimWord(
            code=State.DEPARTMENT_REVIEW, icon="clock", tone="wait", word=pgettext_lazy("claim", "Department review"),
            holder=_DEPARTMENT, next_step=_("A reviewer looks at the evidence and recommends, returns or rejects it."),
            deadline=_("the review is due"),
        ),
        ClaimWord(
            code=State.RETURNED, icon="back", tone="alert", word=pgettext_lazy("claim", "Returned"),
            holder=pgettext_lazy("who has a claim", "you"),
            next_step=_("Read what is asked, edit the claim and submit it again."), deadline=_("to be submitted again by"),
        ),
        ClaimWord(
            code=State.RECOMMENDED, icon="clock", tone="wait", word=pgettext_lazy("claim", "Recommended"), holder=_OFFICE,
            next_step=_("It goes to the academic affairs office, where another person decides."),
        ),
        ClaimWord(
            code=State.OFFICE_REVIEW, icon="clock", tone="wait", word=pgettext_lazy("claim", "Office review"), holder=_OFFICE,
            next_step=_("Another person than the reviewer decides; then the amount is fixed."), deadline=_("the review is due"),
        ),
        ClaimWord(
            code=State.APPROVED, icon="clock", tone="wait", word=pgettext_lazy("claim", "Approved"), holder=_OFFICE,
            next_step=_("The office publishes the result for objections."),
        ),
        ClaimWord(
            code=State.IN_NOTICE, icon="clock", tone="wait", word=pgettext_lazy("claim", "In notice"), holder=_OFFICE,
            next_step=_("When the notice is over, the office books the credit."), deadline=_("the notice ends"),
        ),
        ClaimWord(
            code=State.AWARDED, icon="check", tone="ok", word=pgettext_lazy("claim", "Awarded"), holder=_NOBODY,
            next_step=_("The credit stands in your transcript."),
        ),
        ClaimWord(
            code=State.REJECTED, icon="alert", tone="alert", word=pgettext_lazy("claim", "Rejected"), holder=_NOBODY,
            next_step=_("Its contributions are free: you can choose them in a new claim while a round of the term is open."),
        ),
        ClaimWord(
            code=State.WITHDRAWN, icon="dash", tone="not_counted", word=pgettext_lazy("claim", "Withdrawn"), holder=_NOBODY,
            next_step=_("Its contributions are free: you can choose them in a new claim while a round of the term is open."),
        ),
        ClaimWord(
            code=State.LAPSED, icon="alert", tone="alert", word=pgettext_lazy("claim", "Lapsed"), holder=_NOBODY,
            next_step=_("Its time was over. Its contributions are free: choose them in a claim of the next round."),
        ),
    )
}  # fmt: skip

EVENTS: Mapping[str, Text] = {
    "submit": pgettext_lazy("step of a claim", "Submitted"),
    "route": pgettext_lazy("step of a claim", "Given to the department"),
    "withdraw": pgettext_lazy("step of a claim", "Withdrawn"),
    "recommend": pgettext_lazy("step of a claim", "Recommended"),
    "return": pgettext_lazy("step of a claim", "Returned"),
    "reject": pgettext_lazy("step of a claim", "Rejected"),
    "pass_on": pgettext_lazy("step of a claim", "Passed on to the academic affairs office"),
    "approve": pgettext_lazy("step of a claim", "Approved"),
    "office_return": pgettext_lazy("step of a claim", "Returned"),
    "office_reject": pgettext_lazy("step of a claim", "Rejected"),
    "publish": pgettext_lazy("step of a claim", "Put up in a public notice"),
    "take_down": pgettext_lazy("step of a claim", "The public notice was withdrawn"),
    "award": pgettext_lazy("step of a claim", "Awarded"),
    "lapse": pgettext_lazy("step of a claim", "Lapsed"),
}

ROLES: Mapping[Who, Text] = {
    Who.STUDENT: pgettext_lazy("actor", "student"),
    Who.REVIEWER: pgettext_lazy("actor", "reviewer"),
    Who.REGISTRAR: pgettext_lazy("actor", "registrar"),
    Who.SYSTEM: pgettext_lazy("actor", "system"),
}

REASONS: Mapping[str, Text] = {
    "incomplete": _("Something is missing"),
    "not_own_work": _("Not the student's own work"),
    "coursework": _("Coursework that has its credit already"),
    "not_covered": _("Not covered by the rules"),
    "duplicate": _("Recognised already"),
    "other": pgettext_lazy("reason", "Other"),
    "finding": _("Removed by a finding"),
}

# The seven ticks of the track, and the tick of each state that has none of its own.
TRACK = (
    State.DRAFT, State.SUBMITTED, State.DEPARTMENT_REVIEW, State.RECOMMENDED, State.OFFICE_REVIEW, State.IN_NOTICE, State.AWARDED,
)  # fmt: skip
_PLACES = {**{state: at for at, state in enumerate(TRACK)}, State.RETURNED: 2, State.APPROVED: 4, State.WITHDRAWN: 2}
_FAILED = {State.REJECTED, State.LAPSED}


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the track; kind: past, here, ended, to-come. x in pixels."""

    kind: str
    x: int


def track(claim: Claim, state: str = "") -> tuple[Tick, ...]:
    """How far a claim has come. state: as people see it, where that is not the claim's own."""
    state = state or claim.state
    at = _place(claim, state)
    here = "ended" if state in _FAILED else "here"
    kinds = ["past" if number < at else here if number == at else "to-come" for number in range(len(TRACK))]
    return tuple(Tick(kind, 6 * number) for number, kind in enumerate(kinds))


def role_of(event: str) -> Text:
    """Who takes a step: a role, never a name."""
    return ROLES[TRANSITIONS[event].who]


def _place(claim: Claim, state: str) -> int:
    if state == State.REJECTED:
        return 4 if claim.department_decision_by_id is not None else 2
    if state == State.LAPSED:
        return 2 if claim.submitted_at is not None else 0
    return _PLACES[State(state)]
