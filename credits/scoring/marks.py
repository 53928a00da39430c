"""What stands beside a counted contribution: small, weakly placed, or resting on something not known (SCORING.md section 5)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from .case import Case
from .facts import PullRequest
from .policy import Policy

PROJECT_UNKNOWN = "project_unknown"
SIZE_UNKNOWN = "size_unknown"
SMALL = "small"
WEAK_PROJECT = "weak_project"
MARKS = (PROJECT_UNKNOWN, SIZE_UNKNOWN, SMALL, WEAK_PROJECT)


def marks_of(policy: Policy, counted: Sequence[Case]) -> dict[str, tuple[str, ...]]:
    """Id → marks, sorted, for all that counts."""
    milli_lines: dict[tuple[str, str, str], int] = defaultdict(int)
    for case in counted:
        if isinstance(case.work, PullRequest):
            milli_lines[_place(case)] += case.milli_lines
    return {case.id: tuple(_marks(policy, case, milli_lines[_place(case)])) for case in counted}


def is_weak(marks: Sequence[str]) -> bool:
    """Whether only the pool pays what carries these marks."""
    return SMALL in marks or WEAK_PROJECT in marks


def _place(case: Case) -> tuple[str, str, str]:
    return (case.work.student, case.work.repository, case.month)


def _marks(policy: Policy, case: Case, milli_lines_there: int) -> Iterator[str]:
    """milli_lines_there: of the student's pull requests in that repository and month together."""
    project = case.project
    if project.repository.external_contributors is None and not project.has_label:
        yield PROJECT_UNKNOWN
    if not isinstance(case.work, PullRequest):
        return
    if case.work.changes is None:
        yield SIZE_UNKNOWN
    if not project.is_community and not project.has_label:
        yield WEAK_PROJECT
    elif milli_lines_there < policy.small_below * 1000:
        yield SMALL
