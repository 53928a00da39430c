"""What commands print about contributions."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Student
from credits.contributions import repositories
from credits.contributions.models import Contribution, Repository
from credits.contributions.services import Collected
from journal import clock
from journal.models import Work

# Keys of SCORING.md section 3 that a forge tells, by kind. Left out: those where null says "none" or "not yet".
_TOLD = {
    "pull_request": ("authors", "changes", "approved_by", "spam", "reverts_own", "ai_trailers", "title", "url"),
    "review": ("counted_at", "pull_request_author", "pull_request_closed", "comments", "body_characters", "title", "url"),
    "issue": ("title", "url"),
    "release": ("counted_at", "draft", "prerelease", "title", "url"),
}
_TOLD_IF_ACCEPTED = {"pull_request": ("counted_at", "merged_by"), "issue": ("counted_at", "closed_by", "completed")}


@dataclass(slots=True)
class Collection:
    """What `collect` reports."""

    queued: int
    requests: int = 0
    points: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    elsewhere: int = 0  # accounts that a worker has in hand or has just read
    keys: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, work: Work, done: Collected | None) -> None:
        """One account's reading; None: it was not this process's to do."""
        if done is None:
            self._leave(work)
            return
        self.requests += done.requests
        self.points += done.points
        self.counts += done.counts
        if done.trouble:
            self.errors.append(done.trouble)
        if done.missing:
            self.errors.append(f"{done.missing} artefacts were listed and not shown")

    def _leave(self, work: Work) -> None:
        work.refresh_from_db()
        if work.is_held or work.state == Work.State.DONE:
            self.elsewhere += 1
        else:
            self.errors.append(f"waits until {work.next_try_at.isoformat(timespec='seconds')}: {work.last_error}")

    def count_keys(self, student: Student | None) -> None:
        """How often each key that a forge tells was filled and how often null, in the rows of whom it was for."""
        rows = Contribution.objects.all() if student is None else Contribution.objects.of(student)
        for kind, state, facts in rows.values_list("kind", "state", "facts").iterator():
            told = _TOLD[kind] + (_TOLD_IF_ACCEPTED.get(kind, ()) if state == Contribution.State.ACCEPTED else ())
            self._count(facts, told)
        held = Repository.objects.filter(contributions__in=rows).distinct()
        now = clock.now()
        for line in repositories.lines(held, now=now, until=now, own=set()):
            self._count(line, ("name", "owner", "private", "created_at", "external_contributors"))

    def _count(self, facts: dict[str, Any], told: tuple[str, ...]) -> None:
        for key in told:
            self.keys.setdefault(key, Counter(filled=0, null=0))["null" if facts[key] is None else "filled"] += 1

    def as_json(self) -> dict[str, Any]:
        """The shape of `collect --json`."""
        return {
            "queued": self.queued,
            "requests": self.requests,
            "points": self.points,
            "contributions": {name: self.counts[name] for name in ("new", "changed", "same")},
            "errors": self.errors,
            "keys": {key: dict(counts) for key, counts in sorted(self.keys.items())},
        }

    def as_text(self) -> str:
        """The same for a person."""
        counts = {name: self.counts[name] for name in ("new", "changed", "same")}
        return _(
            "%(queued)d accounts, %(requests)d requests; contributions: %(new)d new, %(changed)d changed, %(same)d as they were; "
            "%(errors)d errors"
        ) % {"queued": self.queued, "requests": self.requests, "errors": len(self.errors), **counts}


def contribution_lines(student: Student | None) -> Iterator[dict[str, Any]]:
    """The lines of `export_contributions`, by id."""
    rows = Contribution.objects.all() if student is None else Contribution.objects.of(student)
    for row in rows.select_related("repository", "student").order_by("forge", "kind", "external_id", "account").iterator():
        yield {
            "student": row.student.number,
            "forge": row.forge,
            "kind": row.kind,
            "external_id": row.external_id,
            "repository": row.repository.name,
            "number": row.number,
            "url": row.url,
            "state": row.state,
            "facts": row.facts,
            "read_at": row.read_at.isoformat(),
            "digest": row.digest,
        }
