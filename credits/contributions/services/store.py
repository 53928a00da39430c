"""Store what was read: a page in one transaction with the cursor that follows it."""

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts.models import LinkedAccount, Student
from credits.contributions.models import Contribution, FactsVersion, Repository, code
from credits.contributions.services.labels import label_repository
from credits.forges import facts
from journal import clock, outbox
from journal.work import Lease


@transaction.atomic
def store_page(held: Lease, linked: LinkedAccount, page: facts.Page, *, cursor: Any) -> Counter[str]:
    """Store a page's repositories and contributions, and how far reading came; how many were new, changed and same."""
    known = {repository.code: store_repository(repository) for repository in page.repositories}
    counts: Counter[str] = Counter()
    for contribution in page.contributions:
        repository = known.get(contribution.repository) or _repository(contribution.repository)
        counts[_store(linked, repository, contribution)] += 1
    held.keep(cursor)
    return counts


def store_repository(told: facts.Repository) -> Repository:
    """The row of a repository, with the name it has now; its number is what stays."""
    row, made = Repository.objects.update_or_create(
        forge=told.forge,
        external_id=told.external_id,
        defaults={
            "name": told.name,
            "owner": told.owner or "",
            "private": told.private,
            "made_at": told.created_at,
            "read_at": clock.machine_now(),
        },
    )
    if made:
        label_repository(row)
    return row


@transaction.atomic
def store_history_page(held: Lease, repository: Repository, page: facts.RepositoryPage, *, cursor: Any) -> None:
    """Add a page to what is known of a repository's past; the last page makes it whole and re-makes the facts that hang on it."""
    store_repository(page.repository)
    begun = repository.history_draft
    history = (facts.History.from_json(begun) if begun else facts.History()).with_page(page)
    repository.history_draft = history.to_json()
    fields = ["history_draft"]
    if page.cursor is None:
        repository.history, repository.people = repository.history_draft, history.people()
        repository.history_draft, repository.history_from = None, page.covers_from
        repository.history_read_at, repository.history_held_until = clock.machine_now(), None
        fields += ["history", "people", "history_from", "history_read_at", "history_held_until"]
    repository.save(update_fields=fields)
    if page.cursor is None:
        make_facts(Contribution.objects.filter(repository=repository))
        for student_id in Contribution.objects.filter(repository=repository).values_list("student_id", flat=True).distinct():
            outbox.add("contributions_changed", student=student_id)
    held.keep(cursor)


def make_facts(rows: Any) -> int:
    """Make the facts of contributions anew, of what was read of each and of its repository; how many changed.

    Must run in a transaction. Facts that changed are kept as a version of their own.
    """
    changed = 0
    own: dict[int, frozenset[str]] = {}
    for row in rows.select_related("repository", "student", "same_work_as").order_by("pk"):
        if row.student_id not in own:
            own[row.student_id] = own_accounts(row.student)
        changed += _make(row, own[row.student_id])
    return changed


def own_accounts(student: Student) -> frozenset[str]:
    """All accounts that a student holds or held."""
    return frozenset(linked.account for linked in LinkedAccount.objects.of(student.user))


def _store(linked: LinkedAccount, repository: Repository, contribution: facts.Contribution) -> str:
    student = linked.user.student
    key = {"forge": contribution.forge, "kind": contribution.kind, "external_id": contribution.external_id}
    row = Contribution.objects.filter(**key, account=contribution.account).select_related("repository", "student").first()
    is_new = row is None
    row = row or Contribution(**key, account=contribution.account, student=student)
    # The account may have been unlinked and linked again: the row follows the link that reads it, not its first one.
    row.linked_account, row.repository = linked, repository
    row.read = facts.dump(contribution)
    row.read_at = clock.machine_now()
    if isinstance(contribution, facts.PullRequest):
        row.head_commit, row.shape = contribution.head_commit or "", contribution.shape or ""
    changed = _make(row, own_accounts(student))
    return "new" if is_new else "changed" if changed else "same"


def _make(row: Contribution, own: frozenset[str]) -> bool:
    """Set what follows from `read`, save it, and keep a version if the facts are others than before; whether they are."""
    contribution = facts.load(row.read)
    if isinstance(contribution, facts.PullRequest) and row.repository.history is not None:
        contribution = facts.with_history(contribution, facts.History.from_json(row.repository.history), own=own)
    row.number, row.title, row.url = contribution.number, contribution.title, contribution.url
    row.state, row.worked_at, row.counted_at = contribution.state, contribution.worked_at, contribution.counted_at
    row.facts = facts.line(
        contribution,
        contribution_id=code(row.forge, row.kind, row.external_id, row.account),
        student=row.student.number,
        same_work_as=row.same_work_as.code if row.same_work_as else None,
    )
    digest = digest_of(row.facts)
    changed = digest != row.digest
    row.digest = digest
    row.save()
    if changed:
        FactsVersion.objects.create(contribution=row, facts=row.facts, digest=digest, read_at=row.read_at)
    return changed


def digest_of(line: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a line of facts."""
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _repository(repository_code: str) -> Repository:
    forge, _, external_id = repository_code.partition(":")
    return Repository.objects.get(forge=forge, external_id=external_id)


def beginning(moment: datetime | None) -> datetime:
    """Where a reading begins when nothing says so: before any forge."""
    return moment or datetime(2008, 1, 1, tzinfo=UTC)
