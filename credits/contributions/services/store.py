"""Store what was read: a page in one transaction with the cursor that follows it."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import LinkedAccount, Student
from credits.contributions.models import Contribution, FactsVersion, Repository
from credits.contributions.services.labels import label_repository
from credits.forges import facts
from journal import clock, outbox
from journal.work import Lease

_BATCH = 200  # rows in one statement
# Renewed with each page; a reading put aside for a limit gives the repository to others after this.
HOLD_REPOSITORY = timedelta(minutes=10)
_WRITTEN = [
    "linked_account", "repository", "number", "title", "url", "state", "worked_at", "counted_at", "read", "facts", "digest",
    "read_at", "head_commit", "shape",
]  # fmt: skip


@transaction.atomic
def store_page(held: Lease, linked: LinkedAccount, page: facts.Page, *, cursor: Any) -> Counter[str]:
    """Store a page's repositories and contributions, and how far reading came; how many were new, changed and same."""
    # What one account's reading joins, another's must not undo.
    Student.objects.lock([linked.user.student.pk])
    counts = store_contributions(linked, page.contributions, page.repositories)
    held.keep(cursor)
    return counts


def store_contributions(
    linked: LinkedAccount, told: Sequence[facts.Contribution], repositories: Sequence[facts.Repository]
) -> Counter[str]:
    """The rows of what was read, by what they are at the forge; how many were new, changed and same.

    Must run in a transaction that holds the student's lock.
    """
    # In one order, as every transaction takes them, or two would wait for each other.
    known = {one.code: store_repository(one) for one in sorted(repositories, key=lambda one: one.code)}
    for repository_code in {contribution.repository for contribution in told} - known.keys():
        known[repository_code] = _repository(repository_code)
    held = Contribution.objects.filter(account__in={one.account for one in told}, external_id__in=[one.external_id for one in told])
    rows = {(row.kind, row.external_id, row.account): row for row in held.select_related("student", "same_work_as")}
    making = _Making()
    for contribution in told:
        key = (contribution.kind, contribution.external_id, contribution.account)
        row = rows.get(key) or Contribution(
            forge=contribution.forge, kind=contribution.kind, external_id=contribution.external_id,
            account=contribution.account, student=linked.user.student,
        )  # fmt: skip
        # The account may have been unlinked and linked again: the row follows the link that reads it, not its first one.
        row.linked_account, row.repository = linked, known[contribution.repository]
        row.read = facts.dump(contribution)
        row.read_at = clock.machine_now()
        if isinstance(contribution, facts.PullRequest):
            row.head_commit, row.shape = contribution.head_commit or "", contribution.shape or ""
        making.make(row)
    return making.save()


def store_repository(told: facts.Repository) -> Repository:
    """The row of a repository, with the name it has now; its number is what stays."""
    named = Repository.objects.filter(forge=told.forge, external_id=told.external_id).values_list("name", flat=True).first()
    row, _ = Repository.objects.update_or_create(
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
    # Met, or renamed to what a list names: the latter may touch what others did there before.
    if named != row.name and label_repository(row) and named is not None:
        outbox.add("labels_changed")
    return row


class HoldLost(Exception):
    """Another reading holds the repository now: what this one has read is a part without its beginning."""


@transaction.atomic
def store_history_page(held: Lease, repository_id: int, page: facts.RepositoryPage, *, holder: str, cursor: Any) -> None:
    """Add a page to what is known of a repository's past; the last page makes it whole and re-makes the facts that hang on it.

    Raises HoldLost, and stores nothing, when another reading than `holder` has it.
    """
    rows = Contribution.objects.filter(repository=repository_id)
    is_last = page.cursor is None
    if is_last:
        # Before the repository's row, as everybody does.
        Student.objects.lock(rows.values_list("student_id", flat=True))
    store_repository(page.repository)
    repository = Repository.objects.select_for_update().get(pk=repository_id)
    if repository.history_holder != holder:
        raise HoldLost
    begun = repository.history_draft
    history = (facts.History.from_json(begun) if begun else facts.History()).with_page(page)
    if is_last:
        repository.history, repository.people = history.to_json(), history.people()
        repository.history_draft, repository.history_from = None, page.covers_from
        repository.history_read_at = clock.machine_now()
        repository.history_holder, repository.history_held_until = "", None
    else:
        repository.history_draft, repository.history_held_until = history.to_json(), clock.machine_now() + HOLD_REPOSITORY
    repository.save(
        update_fields=[
            "history", "people", "history_draft", "history_from", "history_read_at", "history_holder", "history_held_until",
        ]
    )  # fmt: skip
    if is_last:
        make_facts(rows)
        for student_id in rows.values_list("student_id", flat=True).distinct():
            outbox.add("contributions_changed", student=student_id)
    held.keep(cursor)


def make_facts(rows: QuerySet[Contribution]) -> int:
    """Make the facts of contributions anew, of what was read of each and of its repository; how many changed.

    Must run in a transaction that holds the students' locks. Facts that changed are kept as a version of their own.
    """
    making = _Making()
    for row in rows.select_related("repository", "student", "same_work_as").order_by("pk"):
        making.make(row)
    return making.save()["changed"]


def own_accounts(student: Student) -> frozenset[str]:
    """All accounts that a student holds or held."""
    held = LinkedAccount.objects.filter(user__student=student).values_list("forge", "external_id")
    return frozenset(f"{forge}:{external_id}" for forge, external_id in held)


class _Making:
    """Rows whose facts are made together: a repository's past and a student's accounts are looked up once for all of them."""

    def __init__(self) -> None:
        self._pasts: dict[int, facts.History | None] = {}
        self._own: dict[int, frozenset[str]] = {}
        self._new: dict[tuple[str, str, str], Contribution] = {}
        self._changed: dict[int, Contribution] = {}
        self._same: list[Contribution] = []

    def make(self, row: Contribution) -> None:
        """Set what follows from `read`; a page that shifted may bring a row twice, the later one holds."""
        contribution = self._with_past(row, facts.load(row.read))
        row.number, row.title, row.url = contribution.number, contribution.title, contribution.url
        row.state, row.worked_at, row.counted_at = contribution.state, contribution.worked_at, contribution.counted_at
        row.facts = facts.line(
            contribution,
            contribution_id=row.code,
            student=row.student.number,
            same_work_as=row.same_work_as.code if row.same_work_as else None,
        )
        digest = digest_of(row.facts)
        if row.pk is None:
            self._new[row.kind, row.external_id, row.account] = row
        elif digest != row.digest:
            self._changed[row.pk] = row
        else:
            self._same.append(row)
        row.digest = digest

    def save(self) -> Counter[str]:
        """Write the rows and, where facts are others than before, a version of them; how many were new, changed and same."""
        new, changed = list(self._new.values()), list(self._changed.values())
        Contribution.objects.bulk_create(new, batch_size=_BATCH)
        Contribution.objects.bulk_update([*changed, *self._same], _WRITTEN, batch_size=_BATCH)
        FactsVersion.objects.bulk_create(
            [FactsVersion(contribution=row, facts=row.facts, digest=row.digest, read_at=row.read_at) for row in [*new, *changed]],
            batch_size=_BATCH,
        )
        return Counter(new=len(new), changed=len(changed), same=len(self._same))

    def _with_past(self, row: Contribution, contribution: facts.Contribution) -> facts.Contribution:
        if not isinstance(contribution, facts.PullRequest):
            return contribution
        if row.repository_id not in self._pasts:
            stored = row.repository.history
            self._pasts[row.repository_id] = None if stored is None else facts.History.from_json(stored)
        past = self._pasts[row.repository_id]
        if past is None:
            return contribution
        if row.student_id not in self._own:
            self._own[row.student_id] = own_accounts(row.student)
        return facts.with_history(contribution, past, own=self._own[row.student_id])


def digest_of(line: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a line of facts."""
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _repository(repository_code: str) -> Repository:
    forge, _, external_id = repository_code.partition(":")
    return Repository.objects.get(forge=forge, external_id=external_id)
