"""The table of transitions (WORKFLOW.md section 2): what may follow what, and by whom. Nothing moves a claim but `services.move`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from credits.claims.models import State


class Who(StrEnum):
    """Who may take a step."""

    STUDENT = "student"
    REVIEWER = "reviewer"
    REGISTRAR = "registrar"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """From which states an event leads where, by whom."""

    event: str
    sources: frozenset[State]
    target: State
    who: Who
    # A decision of staff that the same person may take back for a while, if nothing followed.
    can_be_undone: bool = False


def _from(*sources: State) -> frozenset[State]:
    return frozenset(sources)


TRANSITIONS: Mapping[str, Transition] = {
    row.event: row
    for row in (
        Transition(event="submit", sources=_from(State.DRAFT, State.RETURNED), target=State.SUBMITTED, who=Who.STUDENT),
        Transition(event="route", sources=_from(State.SUBMITTED), target=State.DEPARTMENT_REVIEW, who=Who.SYSTEM),
        Transition(
            event="withdraw", sources=_from(State.SUBMITTED, State.DEPARTMENT_REVIEW), target=State.WITHDRAWN, who=Who.STUDENT
        ),
        Transition(
            event="recommend",
            sources=_from(State.DEPARTMENT_REVIEW),
            target=State.RECOMMENDED,
            who=Who.REVIEWER,
            can_be_undone=True,
        ),
        Transition(
            event="return", sources=_from(State.DEPARTMENT_REVIEW), target=State.RETURNED, who=Who.REVIEWER, can_be_undone=True
        ),
        Transition(
            event="reject", sources=_from(State.DEPARTMENT_REVIEW), target=State.REJECTED, who=Who.REVIEWER, can_be_undone=True
        ),
        Transition(event="pass_on", sources=_from(State.RECOMMENDED), target=State.OFFICE_REVIEW, who=Who.SYSTEM),
        Transition(
            event="approve", sources=_from(State.OFFICE_REVIEW), target=State.APPROVED, who=Who.REGISTRAR, can_be_undone=True
        ),
        Transition(
            event="office_return", sources=_from(State.OFFICE_REVIEW), target=State.RETURNED, who=Who.REGISTRAR, can_be_undone=True
        ),
        Transition(
            event="office_reject", sources=_from(State.OFFICE_REVIEW), target=State.REJECTED, who=Who.REGISTRAR, can_be_undone=True
        ),
        Transition(event="publish", sources=_from(State.APPROVED), target=State.IN_NOTICE, who=Who.REGISTRAR),
        Transition(event="take_down", sources=_from(State.IN_NOTICE), target=State.APPROVED, who=Who.REGISTRAR),
        Transition(event="award", sources=_from(State.IN_NOTICE), target=State.AWARDED, who=Who.REGISTRAR),
        Transition(event="lapse", sources=_from(State.DRAFT, State.RETURNED), target=State.LAPSED, who=Who.SYSTEM),
    )
}
