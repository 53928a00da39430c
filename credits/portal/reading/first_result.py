"""What the last of the first steps shows: the best contribution, one that brings nothing, or where to begin."""

from dataclasses import dataclass

from accounts.models import Student
from credits.contributions.models import Contribution, RepositoryLabel
from credits.policies.models import AssessedContribution
from credits.portal.reading.contribution import Explanation, explain

_BEGINNERS_LABEL = "beginner"  # the word with which staff list projects that welcome newcomers
_MOST_PROJECTS = 6


@dataclass(frozen=True, slots=True)
class FirstResult:
    """best: counted, with points; zero: not counted; waiting: only without either; projects: only for somebody with nothing."""

    best: Explanation | None
    zero: Explanation | None
    waiting: Explanation | None
    found: int
    projects: tuple[RepositoryLabel, ...]


def first_result(student: Student) -> FirstResult:
    """Of a student's current assessments."""
    assessed = AssessedContribution.objects.filter(assessment__student=student, assessment__is_current=True).select_related(
        "contribution__repository"
    )
    best = assessed.filter(milli_points__gt=0).order_by("-milli_points", "-pk").first()
    zero = assessed.filter(state=AssessedContribution.State.NOT_COUNTED).order_by("-contribution__worked_at").first()
    found = Contribution.objects.of(student)
    waiting = None if best or zero else found.order_by("-worked_at", "-pk").first()
    projects = (
        () if best or zero else tuple(RepositoryLabel.objects.filter(label=_BEGINNERS_LABEL).order_by("name")[:_MOST_PROJECTS])
    )
    return FirstResult(
        best=explain(best.contribution) if best else None,
        zero=explain(zero.contribution) if zero else None,
        waiting=explain(waiting) if waiting else None,
        found=found.count(),
        projects=projects,
    )
