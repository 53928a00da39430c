"""How a contribution's points came to be what they are: this one and its month, so that a falling share is seen beside a rising sum."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Count
from django.utils.translation import gettext, ngettext

from credits.contributions.models import Contribution
from credits.pages.policy import policy_of
from credits.pages.words import STATES, reason_of
from credits.policies.models import AssessedContribution
from credits.portal.reading import listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A recomputation that changed something; milli-points, None before the first one and where there are none."""

    at: datetime
    why: str
    before: int | None
    after: int | None
    month_before: int | None
    month_after: int | None
    version: int


@dataclass(frozen=True, slots=True)
class History:
    """The changes, newest first."""

    changes: tuple[Change, ...]

    @property
    def never_fell(self) -> bool:
        """Whether the month's sum only ever grew."""
        months = [change.month_after for change in self.changes if change.month_after is not None]
        return bool(months) and all((change.month_after or 0) >= (change.month_before or 0) for change in self.changes)


def history(contribution: Contribution) -> History:
    """What each assessment made of it, where it differs from the one before."""
    rows = list(
        AssessedContribution.objects.filter(contribution=contribution)
        .select_related("assessment__policy_version", "piece", "contribution")
        .annotate(together=Count("piece__contributions"))
        .order_by("assessment_id")
    )
    steps = [change for before, after in pairwise([None, *rows]) if after is not None and (change := _change(before, after))]
    return History(tuple(reversed(steps)))


def _change(before: AssessedContribution | None, after: AssessedContribution) -> Change | None:
    if before is not None and _told(before) == _told(after):
        return None
    return Change(
        at=after.assessment.made_at,
        why=_why(before, after),
        before=_points(before),
        after=_points(after),
        month_before=_month(before),
        month_after=_month(after),
        version=after.assessment.policy_version.version,
    )


def _told(row: AssessedContribution) -> tuple[object, ...]:
    return (row.state, row.reason, row.milli_points, _month(row), row.assessment.policy_version_id)


def _points(row: AssessedContribution | None) -> int | None:
    return listing.points_of(row)


def _month(row: AssessedContribution | None) -> int | None:
    return row.piece.milli_points if row is not None and row.piece is not None else None


def _why(before: AssessedContribution | None, after: AssessedContribution) -> str:
    if after.state != after.State.COUNTED:
        return f"{STATES[after.state].word} · {reason_of(after.reason, after.contribution.kind).name}"
    if before is None:
        return gettext("Counted for the first time")
    if before.state != before.State.COUNTED:
        return _why_now(before, after)
    return _why_otherwise(before, after)


def _why_now(before: AssessedContribution, after: AssessedContribution) -> str:
    """Why it counts now and did not before."""
    if before.reason != "maturing":
        return gettext("Counts from now on")
    days = policy_of(after.assessment.policy_version).maturity_days
    words = ngettext(
        "%(days)s day after acceptance, not reverted: it counts", "%(days)s days after acceptance, not reverted: it counts", days
    )
    return words % {"days": days}


def _why_otherwise(before: AssessedContribution, after: AssessedContribution) -> str:
    """Why it brings something else than before."""
    if before.assessment.policy_version_id != after.assessment.policy_version_id:
        return gettext("Version %(version)s of the policy") % {"version": after.assessment.policy_version.version}
    if before.facts_digest != after.facts_digest:
        return gettext("Facts read again had changed")
    together: int = getattr(after, "together", 0)
    if together == getattr(before, "together", 0):
        return gettext("Other work of the month changed")
    return ngettext("%(count)s item shares the month now", "%(count)s items share the month now", together) % {"count": together}
