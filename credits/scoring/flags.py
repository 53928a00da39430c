"""Suspicions, for a person to look at; they never change points (SCORING.md section 8). What is not known raises none."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from .case import Case, Standing
from .facts import PullRequest
from .policy import Policy

QUICK_MERGE = timedelta(minutes=5)
QUICK_MERGE_FROM = 20_000  # milli-lines
YOUNG_PROJECT = timedelta(days=180)
CHURN_FROM = 100  # lines added
CHURN_RATIO = 20  # added lines for each by which added and deleted may differ
MANY_SMALL_FROM = 10  # pull requests of a piece
MANY_SMALL_UP_TO = 10_000  # milli-lines
SAME_CIRCLE_FROM = 3  # pull requests merged by one account
SAME_CIRCLE_BELOW = 10  # external contributors
MASS_TITLE_FROM = 5  # repositories
DRIVE_BY_FROM = 8  # repositories
DRIVE_BY_BELOW = 20_000  # milli-lines

Change = tuple[Case, PullRequest]

_DIGITS = str.maketrans("", "", "0123456789")


def flags_of(policy: Policy, counted: Sequence[Case]) -> dict[str, set[str]]:
    """Id → flags, for what has any among all that counts: pull requests alone."""
    flags: dict[str, set[str]] = defaultdict(set)
    changes = [(case, case.work) for case in counted if isinstance(case.work, PullRequest)]
    for flag, is_raised in _ALONE.items():
        for case, work in changes:
            if is_raised(policy, case, work):
                flags[case.id].add(flag)
    for flag, raised in _TOGETHER.items():
        for case in raised(changes):
            flags[case.id].add(flag)
    return flags


def _peer_approval(_policy: Policy, case: Case, _work: PullRequest) -> bool:
    return case.acceptors() - {Standing.NOBODY} == {Standing.PEER}


def _quick_merge(_policy: Policy, case: Case, work: PullRequest) -> bool:
    return (
        work.counted_at is not None
        and timedelta(0) <= work.counted_at - work.worked_at < QUICK_MERGE
        and work.approved_by == ()
        and case.milli_lines >= QUICK_MERGE_FROM
    )


def _large_change(policy: Policy, case: Case, _work: PullRequest) -> bool:
    return case.uncapped_milli_lines > policy.milli_lines_cap


def _young_project(_policy: Policy, case: Case, work: PullRequest) -> bool:
    created_at = case.project.repository.created_at
    return not case.project.has_label and created_at is not None and work.worked_at - created_at < YOUNG_PROJECT


def _undeclared_ai(_policy: Policy, _case: Case, work: PullRequest) -> bool:
    return bool(work.ai_trailers) and not work.ai_declared


def _churn(policy: Policy, _case: Case, work: PullRequest) -> bool:
    """Lines that were moved or reformatted."""
    weighing = [lines for name, lines in (work.changes or {}).items() if policy.class_permille[name]]
    added = sum(lines.added for lines in weighing)
    deleted = sum(lines.deleted for lines in weighing)
    return added >= CHURN_FROM and abs(added - deleted) * CHURN_RATIO <= added


def _many_small(changes: Sequence[Change]) -> Iterator[Case]:
    pieces = defaultdict(list)
    for case, work in changes:
        if work.changes is not None and case.milli_lines <= MANY_SMALL_UP_TO:
            pieces[work.student, case.month].append(case)
    for small in pieces.values():
        if len(small) >= MANY_SMALL_FROM:
            yield from small


def _same_circle(changes: Sequence[Change]) -> Iterator[Case]:
    circles = defaultdict(list)
    for case, work in changes:
        contributors = case.project.repository.external_contributors
        is_narrow = contributors is not None and contributors < SAME_CIRCLE_BELOW
        if is_narrow and work.merged_by is not None and case.standing(work.merged_by) is not Standing.NOBODY:
            circles[work.student, work.repository, work.merged_by].append(case)
    for merged in circles.values():
        if len(merged) >= SAME_CIRCLE_FROM:
            yield from merged


def plain_title(title: str) -> str:
    """A title without what makes the copies of a mass of pull requests differ: case, digits, white space."""
    return " ".join(title.casefold().translate(_DIGITS).split())


def _mass_title(changes: Sequence[Change]) -> Iterator[Case]:
    alike: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case, work in changes:
        title = plain_title(work.title or "")
        if title:
            alike[work.student, title].append(case)
    for cases in alike.values():
        if len({case.work.repository for case in cases}) >= MASS_TITLE_FROM:
            yield from cases


def _drive_by(changes: Sequence[Change]) -> Iterator[Case]:
    by_student: dict[str, dict[str, list[Change]]] = defaultdict(lambda: defaultdict(list))
    for case, work in changes:
        by_student[work.student][work.repository].append((case, work))
    for repositories in by_student.values():
        touched = [there for there in repositories.values() if _is_touched_only(there)]
        if len(touched) >= DRIVE_BY_FROM:
            yield from (case for there in touched for case, _ in there)


def _is_touched_only(there: Sequence[Change]) -> bool:
    are_known = all(work.changes is not None for _, work in there)
    return are_known and sum(case.milli_lines for case, _ in there) < DRIVE_BY_BELOW


_ALONE: dict[str, Callable[[Policy, Case, PullRequest], bool]] = {
    "churn": _churn,
    "large_change": _large_change,
    "peer_approval": _peer_approval,
    "quick_merge": _quick_merge,
    "undeclared_ai": _undeclared_ai,
    "young_project": _young_project,
}
_TOGETHER: dict[str, Callable[[Sequence[Change]], Iterator[Case]]] = {
    "drive_by": _drive_by,
    "many_small": _many_small,
    "mass_title": _mass_title,
    "same_circle": _same_circle,
}
FLAGS = tuple(sorted((*_ALONE, *_TOGETHER)))
