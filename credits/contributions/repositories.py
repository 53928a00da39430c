"""A repository's line of facts: its reach, its labels, and from when it does not count."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from credits.contributions.models import Repository, RepositoryLabel

_MOST = 100
_EXCLUDED = "excluded"


def lines(repositories: Iterable[Repository], *, now: datetime, until: datetime, own: set[str]) -> list[dict[str, Any]]:
    """The `repository` lines of facts.

    now: the university's moment; labels of a later day are not in force. until: the end of the period. own: accounts of the university's students, who are no external contributors.
    """
    repositories = list(repositories)
    labels: dict[int, list[RepositoryLabel]] = {}
    held = RepositoryLabel.objects.filter(repository__in=repositories, starts_at__lte=now)
    for row in held.order_by("label"):
        labels.setdefault(row.repository_id or 0, []).append(row)
    return [_line(repository, labels.get(repository.pk, []), until=until, own=own) for repository in repositories]


def external_contributors(repository: Repository, *, until: datetime, own: set[str]) -> int | None:
    """People outside the university with a merged change in the 24 months before `until` or the reading, whichever is earlier.

    Exact up to 100, then 100. None: its history was not read, or not back far enough to say.
    """
    if repository.people is None or repository.history_read_at is None or repository.history_from is None:
        return None
    end = min(until, repository.history_read_at)
    start = _two_years_before(end)
    first, last = start.timestamp(), end.timestamp()
    count = sum(
        any(first <= moment < last for moment in moments)
        for account, moments in repository.people.items()
        if account not in own and not account.endswith("!bot")
    )
    if count >= _MOST:
        return _MOST
    return count if repository.history_from <= start else None


def _line(repository: Repository, labels: list[RepositoryLabel], *, until: datetime, own: set[str]) -> dict[str, Any]:
    starts = [row.starts_at for row in labels if row.label == _EXCLUDED]
    if repository.excluded_from is not None:
        starts.append(repository.excluded_from)
    return {
        "type": "repository",
        "repository": repository.code,
        "name": repository.name,
        "owner": repository.owner or None,
        "private": repository.private,
        "created_at": _moment(repository.made_at),
        "external_contributors": external_contributors(repository, until=until, own=own),
        "labels": [row.label for row in labels if row.label != _EXCLUDED],
        "excluded_from": _moment(min(starts, default=None)),
    }


def _two_years_before(moment: datetime) -> datetime:
    # 29 February has no day two years before; the 28th is nearest.
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year - 2, day=day)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")
