"""What stands beside a counted contribution: small, weakly placed, or resting on something not known (SCORING.md section 5)."""

from collections import defaultdict
from collections.abc import Sequence

from .case import Case
from .facts import PullRequest
from .policy import Policy

PROJECT_UNKNOWN = "project_unknown"
SIZE_UNKNOWN = "size_unknown"
SMALL = "small"
WEAK_PROJECT = "weak_project"
MARKS = (PROJECT_UNKNOWN, SIZE_UNKNOWN, SMALL, WEAK_PROJECT)
_WEAK = {SMALL, WEAK_PROJECT}


def marks_of(policy: Policy, counted: Sequence[Case]) -> dict[str, set[str]]:
    """Id → marks, for all that counts."""
    milli_lines: dict[tuple[str, str, str], int] = defaultdict(int)
    for case in counted:
        if isinstance(case.work, PullRequest):
            milli_lines[_place(case)] += case.milli_lines
    marks: dict[str, set[str]] = {case.id: set() for case in counted}
    for case in counted:
        found = marks[case.id]
        if case.project.repository.external_contributors is None and not case.project.has_label:
            found.add(PROJECT_UNKNOWN)
        if not isinstance(case.work, PullRequest):
            continue
        if case.work.changes is None:
            found.add(SIZE_UNKNOWN)
        if not case.project.is_community and not case.project.has_label:
            found.add(WEAK_PROJECT)
        elif milli_lines[_place(case)] < policy.small_below * 1000:
            found.add(SMALL)
    return marks


def is_weak(marks: set[str]) -> bool:
    """Whether only the pool pays what carries these marks."""
    return not marks.isdisjoint(_WEAK)


def _place(case: Case) -> tuple[str, str, str]:
    return (case.work.student, case.work.repository, case.month)
