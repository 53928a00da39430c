"""The whole way from facts to results."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .case import Case, cases_of
from .credit import credit_hundredths, to_next_tier
from .facts import KINDS, Facts
from .flags import flags_of
from .marks import is_weak, marks_of
from .pieces import PieceResult, pieces_of
from .policy import Policy
from .result import ContributionResult, Result, StudentResult
from .rules import COUNTED, REASONS, SAME_WORK, STATES, reason_of, worse_twins


def score(policy: Policy, facts: Facts) -> Result:
    """What the facts are worth under the policy. The same for the same facts in any order."""
    cases = cases_of(policy, facts)
    reasons = {case.id: reason_of(case, policy, facts.period) for case in cases}
    for twin in worse_twins(cases, {id_ for id_, reason in reasons.items() if reason is None}):
        reasons[twin] = SAME_WORK
    counted = [case for case in cases if reasons[case.id] is None]
    marks = marks_of(policy, counted)
    flags = flags_of(policy, counted)
    pieces, milli_points = pieces_of(policy, counted, {id_ for id_, found in marks.items() if is_weak(found)})
    contributions = tuple(
        _not_counted(case, reason)
        if (reason := reasons[case.id]) is not None
        else _counted(case, milli_points[case.id], marks[case.id], flags.get(case.id, set()))
        for case in cases
    )
    return Result(
        contributions=contributions,
        pieces=tuple(pieces),
        students=tuple(_students(policy, sorted(facts.students), pieces, contributions)),
    )


def _counted(case: Case, milli_points: int, marks: tuple[str, ...], flags: set[str]) -> ContributionResult:
    return ContributionResult(
        contribution=case.id,
        student=case.work.student,
        state=COUNTED,
        reason=None,
        milli_lines=case.milli_lines,
        authors=case.authors,
        project_permille=case.project.permille,
        piece=f"{case.work.student}/{case.work.kind}/{case.month}",
        pool=is_weak(marks),
        milli_points=milli_points,
        marks=marks,
        flags=tuple(sorted(flags)),
    )


def _not_counted(case: Case, reason: str) -> ContributionResult:
    return ContributionResult(
        contribution=case.id,
        student=case.work.student,
        state=REASONS[reason],
        reason=reason,
        milli_lines=0,
        authors=None,
        project_permille=None,
        piece=None,
        pool=False,
        milli_points=0,
        marks=(),
        flags=(),
    )


def _students(
    policy: Policy,
    students: Sequence[str],
    pieces: Iterable[PieceResult],
    contributions: Iterable[ContributionResult],
) -> Iterable[StudentResult]:
    by_kind: Mapping[str, dict[str, int]] = {student: dict.fromkeys(KINDS, 0) for student in students}
    from_pool: dict[str, int] = defaultdict(int)
    states: Mapping[str, dict[str, int]] = {student: dict.fromkeys(STATES, 0) for student in students}
    for piece in pieces:
        by_kind[piece.student][piece.kind] += piece.milli_points
        from_pool[piece.student] += piece.from_pool
    for contribution in contributions:
        states[contribution.student][contribution.state] += 1
    for student in students:
        milli_points = sum(by_kind[student].values())
        yield StudentResult(
            student=student,
            milli_points=milli_points,
            by_kind=by_kind[student],
            from_pool=from_pool[student],
            credit_hundredths=credit_hundredths(policy, milli_points),
            to_next_tier=to_next_tier(policy, milli_points),
            **states[student],
        )
