"""Valid things for tests; a test names only what matters to it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Department, LinkedAccount
from credits.contributions.models import Contribution, Repository
from credits.contributions.services import store
from credits.forges import facts
from credits.policies.models import PolicyVersion, Publication, Term
from credits.policies.services import load_policy, load_rules
from tests.accounts.factories import LinkedAccountFactory, StaffFactory, StudentFactory

__all__ = ["LinkedAccountFactory", "StaffFactory", "StudentFactory"]

POLICY = Path(__file__).resolve().parent.parent / "credits" / "policies" / "files" / "policy.yaml"
RULES = POLICY.with_name("rules.yaml")


class RepositoryFactory(DjangoModelFactory):
    """A repository with a past that was read: twelve people from outside had a change merged lately."""

    class Meta:
        model = Repository

    forge = "github"
    external_id = factory.Sequence(lambda number: str(100 + number))
    name = factory.LazyAttribute(lambda row: f"lantern/part-{row.external_id}")
    private = False
    made_at = datetime(2020, 1, 1, tzinfo=UTC)
    read_at = datetime(2026, 11, 20, tzinfo=UTC)
    people = factory.LazyFunction(
        lambda: {f"github:{900 + n}": [int(datetime(2026, 9, 1, tzinfo=UTC).timestamp())] for n in range(12)}
    )
    history_from = datetime(2020, 1, 1, tzinfo=UTC)
    history_read_at = datetime(2026, 11, 20, tzinfo=UTC)


def moment(text: str) -> datetime:
    """`2026-10-08` or a whole moment; UTC where no offset is written."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def a_pull_request(linked: LinkedAccount, repository: Repository, **changes: Any) -> facts.PullRequest:
    """A merged one of 64 source lines, by somebody independent, ripe on 25 November 2026."""
    values: dict[str, Any] = {
        "forge": linked.forge,
        "external_id": "1",
        "account": linked.account,
        "repository": repository.code,
        "number": "7",
        "title": "Fix the watcher",
        "url": "https://forge.example/lantern/7",
        "state": "accepted",
        "worked_at": moment("2026-10-08T02:00:00"),
        "counted_at": moment("2026-10-12T02:00:00"),
        "updated_at": moment("2026-10-12T02:00:00"),
        "closed_at": moment("2026-10-12T02:00:00"),
        "merged_by": "github:900",
        "approved_by": (),
        "authors": (linked.account,),
        "changes": {"source": (64, 0)},
        "spam": False,
        "ai_trailers": (),
        "head_commit": None,
        "merge_commit": None,
        "shape": None,
    }
    return facts.PullRequest(**{**values, **changes})


def stored(linked: LinkedAccount, repository: Repository, **changes: Any) -> Contribution:
    """A pull request in the store, with the facts that follow from what was read."""
    from django.db import transaction

    with transaction.atomic():
        told = a_pull_request(linked, repository, **changes)
        store.store_contributions(linked, [told], [])
    return Contribution.objects.get(forge=told.forge, kind=told.kind, external_id=told.external_id, account=told.account)


class TermFactory(DjangoModelFactory):
    """Autumn 2026."""

    class Meta:
        model = Term
        django_get_or_create = ("name",)

    name = "2026-2027-1"
    starts_at = moment("2026-09-01T00:00:00+08:00")
    ends_at = moment("2027-03-01T00:00:00+08:00")


def policy_in_force(
    term: Term | None = None, *, content: bytes | None = None, department: Department | None = None
) -> PolicyVersion:
    """The default policy, published for a term."""
    version = load_policy(name="policy.yaml", content=content or POLICY.read_bytes())
    Publication.objects.create(
        policy_version=version, term=term or TermFactory(), department=department, by=StaffFactory(), second=StaffFactory()
    )
    return version


def rules_in_force(
    term: Term | None = None, *, content: bytes | None = None, department: Department | None = None
) -> PolicyVersion:
    """The rules to begin with, with their terms and calendar, published for a term (autumn 2026)."""
    version = load_rules(name="rules.yaml", content=content or RULES.read_bytes())
    Publication.objects.create(
        policy_version=version, term=term or TermFactory(), department=department, by=StaffFactory(), second=StaffFactory()
    )
    return version
