"""Does it count? (SCORING.md section 4.) The first rule that applies decides; its reason says which, and with it the state."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from .case import Case, Standing
from .facts import Issue, Period, PullRequest, Release, Review
from .policy import Policy
from .values import BOT

COUNTED = "counted"
NOT_COUNTED = "not_counted"
WAITING = "waiting"
INCOMPLETE = "incomplete"
STATES = (COUNTED, NOT_COUNTED, WAITING, INCOMPLETE)

SAME_WORK = "same_work"

# Reason → state, in the order of the rules.
REASONS: Mapping[str, str] = {
    "bot": NOT_COUNTED,
    "not_linked": NOT_COUNTED,
    "private": NOT_COUNTED,
    "excluded_project": NOT_COUNTED,
    "small_project": NOT_COUNTED,
    "unknown_project": INCOMPLETE,
    "not_enrolled": NOT_COUNTED,
    "not_accepted_yet": WAITING,
    "not_accepted": NOT_COUNTED,
    "unknown_time": INCOMPLETE,
    "outside_period": NOT_COUNTED,
    "maturing": WAITING,
    "spam": NOT_COUNTED,
    "reverted": NOT_COUNTED,
    "reverts_own": NOT_COUNTED,
    "nothing_written": NOT_COUNTED,
    "unknown_authors": INCOMPLETE,
    "not_independent": NOT_COUNTED,
    "unknown_acceptance": INCOMPLETE,
    "unknown_author": INCOMPLETE,
    "unknown_closer": INCOMPLETE,
    "not_substantive": NOT_COUNTED,
    "not_completed": NOT_COUNTED,
    "not_released": NOT_COUNTED,
    "unknown_substance": INCOMPLETE,
    SAME_WORK: NOT_COUNTED,
}


def reason_of(case: Case, policy: Policy, period: Period | None) -> str | None:
    """Why it does not count by rules 1 to 20; None if it passes them."""
    for rule in _RULES:
        reason = rule(case, policy, period)
        if reason is not None:
            return reason
    return None


def _account(case: Case, _policy: Policy, _period: Period | None) -> str | None:
    """Rules 1 and 2."""
    if case.work.account.endswith(BOT):
        return "bot"
    if case.work.account not in case.student.accounts:
        return "not_linked"
    return None


def _project(case: Case, _policy: Policy, _period: Period | None) -> str | None:
    """Rules 3 to 7."""
    repository = case.project.repository
    if repository.private:
        return "private"
    if case.project.is_excluded:
        return "excluded_project"
    if repository.excluded_from is not None and case.work.worked_at >= repository.excluded_from:
        return "excluded_project"
    if case.project.permille == 0:
        return "unknown_project" if repository.external_contributors is None else "small_project"
    return None


def _enrolment(case: Case, _policy: Policy, _period: Period | None) -> str | None:
    """Rule 8."""
    enrolled = case.student.enrolled
    if enrolled is None or any(span.holds(case.work.worked_at) for span in enrolled):
        return None
    return "not_enrolled"


def _state(case: Case, _policy: Policy, _period: Period | None) -> str | None:
    """Rules 9 and 10."""
    return {"open": "not_accepted_yet", "refused": "not_accepted", "accepted": None}[case.work.state]


def _time(case: Case, policy: Policy, period: Period | None) -> str | None:
    """Rules 11 to 13, only with a period."""
    if period is None:
        return None
    counted_at = case.work.counted_at
    if counted_at is None:
        return "unknown_time"
    if not period.holds(counted_at):
        return "outside_period"
    if policy.matures_at(counted_at) > period.now:
        return "maturing"
    return None


def _change(case: Case, _policy: Policy, _period: Period | None) -> str | None:
    """Rules 14 to 18, about pull requests."""
    work = case.work
    if not isinstance(work, PullRequest):
        return None
    applies = {
        "spam": bool(work.spam),
        "reverted": work.reverted_at is not None,
        "reverts_own": bool(work.reverts_own),
        "nothing_written": case.milli_lines == 0,
        "unknown_authors": work.authors is None,
    }
    return next((reason for reason, does in applies.items() if does), None)


def _independence(case: Case, _policy: Policy, _period: Period | None) -> str | None:
    """Rule 19: somebody who is neither the student nor a fellow author let it in."""
    work = case.work
    if isinstance(work, PullRequest):
        return _accepted(case, knows_all=work.merged_by is not None and work.approved_by is not None)
    if isinstance(work, Review):
        return _met(case, work.pull_request_author, "unknown_author")
    if isinstance(work, Issue):
        return _met(case, work.closed_by, "unknown_closer")
    return _needs_community(case)


def _needs_community(case: Case) -> str | None:
    return {True: None, False: "not_independent", None: "unknown_project"}[case.project.is_community]


def _accepted(case: Case, *, knows_all: bool) -> str | None:
    """A pull request's table. A peer is enough only where others than the university's own would notice."""
    acceptors = case.acceptors()
    if Standing.FREE in acceptors:
        return None
    if Standing.PEER in acceptors and case.project.is_community:
        return None
    if not knows_all:
        return "unknown_acceptance"
    return _needs_community(case) if Standing.PEER in acceptors else "not_independent"


def _met(case: Case, person: str | None, unknown: str) -> str | None:
    """A review's and an issue's table; person: whose pull request it was, who closed the issue."""
    if case.project.is_community is False:
        return "not_independent"
    if person is None:
        return unknown
    if case.standing(person) is Standing.NOBODY:
        return "not_independent"
    return _needs_community(case)


def _substance(case: Case, policy: Policy, _period: Period | None) -> str | None:
    """Rule 20: what a review, an issue, a release must be; what the known values do not settle waits."""
    work = case.work
    if isinstance(work, Review):
        return _review_substance(work, policy)
    if isinstance(work, Issue):
        return {True: None, False: "not_completed", None: "unknown_substance"}[work.completed]
    if isinstance(work, Release):
        if work.draft or work.prerelease:
            return "not_released"
        if work.draft is None or work.prerelease is None:
            return "unknown_substance"
    return None


def _review_substance(review: Review, policy: Policy) -> str | None:
    if review.pull_request_closed is False:
        return "not_substantive"
    enough = (
        None if review.comments is None else review.comments >= 1,
        None if review.body_characters is None else review.body_characters >= policy.review_body_characters,
    )
    if True in enough:
        return None
    return "unknown_substance" if None in enough else "not_substantive"


_RULES: tuple[Callable[[Case, Policy, Period | None], str | None], ...] = (
    _account,
    _project,
    _enrolment,
    _state,
    _time,
    _change,
    _independence,
    _substance,
)


def worse_twins(cases: Iterable[Case], passing: set[str]) -> set[str]:
    """Rule 21: the contributions, of those that pass all other rules, that the same work in a better one leaves without points.

    passing: the ids that pass the other rules. Those that do not pass still join others.
    """
    worse: set[str] = set()
    for twins in _sets_of_same_work({case.id: case for case in cases}):
        ranked = sorted((case for case in twins if case.id in passing), key=_best_first)
        worse.update(case.id for case in ranked[1:])
    return worse


def _best_first(case: Case) -> tuple[object, ...]:
    return (-case.worth, -case.milli_lines, case.work.worked_at, case.id)


def _sets_of_same_work(cases: Mapping[str, Case]) -> Iterable[list[Case]]:
    """The cases of one student that `same_work_as` joins, in either direction and through others."""
    above: dict[str, str] = {}  # a forest: id → the id it hangs from; roots are missing

    def top(id_: str) -> str:
        while id_ in above:
            # Halving the path keeps long chains short.
            above[id_] = above.get(above[id_], above[id_])
            id_ = above[id_]
        return id_

    for case in cases.values():
        other = cases.get(case.work.same_work_as or "")
        if other is not None and other.student is case.student:
            one, two = top(case.id), top(other.id)
            if one != two:
                above[one] = two
    sets = defaultdict(list)
    for id_, case in cases.items():
        sets[top(id_)].append(case)
    return sets.values()
