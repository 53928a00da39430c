"""Mirrors: the same work at two places, by head commit or by patch (SCORING.md section 10)."""

from typing import Any

from django.db import transaction
from django.db.models import Count

from accounts.models import LinkedAccount, Student
from credits.contributions import forges
from credits.contributions.models import Contribution, Kind
from credits.contributions.services import store
from credits.forges.errors import Missing
from journal.work import Lease


def find(account: LinkedAccount, client: Any, held: Lease) -> None:
    """Join a student's pull requests that are the same work; the later one names the earliest.

    A patch is asked for only where two changes touch the same paths by the same lines: one more request a pull request would
    cost more than all the rest of a collection.
    """
    student = account.user.student
    for row in _patches_wanted(student, account):
        try:
            patch_id = forges.module(row.forge).patch_id(client, repository=forges.told(row.repository), number=row.number)
        except Missing:
            continue
        Contribution.objects.filter(pk=row.pk).update(patch_id=patch_id or "")
    with transaction.atomic():
        Student.objects.lock([student.pk])
        _join(student)
        held.keep(held.work.cursor)


def _patches_wanted(student: Student, account: LinkedAccount) -> list[Contribution]:
    """The account's pull requests whose shape another one of the student has too, and whose patch was not read."""
    mine = Contribution.objects.of(student).filter(kind=Kind.PULL_REQUEST).exclude(shape="")
    twice = mine.values("shape").annotate(times=Count("head_commit", distinct=True)).filter(times__gt=1).values("shape")
    return list(mine.filter(linked_account=account, patch_id="", shape__in=twice).select_related("repository").order_by("pk"))


def _join(student: Student) -> None:
    first: dict[tuple[str, str], Contribution] = {}
    changed = []
    for row in Contribution.objects.of(student).filter(kind=Kind.PULL_REQUEST).order_by("worked_at", "pk"):
        names = [("commit", row.head_commit), ("patch", row.patch_id)]
        earlier = next((first[name] for name in names if name[1] and name in first), None)
        for name in names:
            if name[1]:
                first.setdefault(name, earlier or row)
        if row.same_work_as_id != (earlier.pk if earlier else None):
            Contribution.objects.filter(pk=row.pk).update(same_work_as=earlier)
            changed.append(row.pk)
    store.make_facts(Contribution.objects.filter(pk__in=changed))
