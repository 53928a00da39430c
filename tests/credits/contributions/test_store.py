"""What two readings at once must not do to each other."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from accounts.models import Student
from credits.contributions.models import Repository
from credits.contributions.services import store
from credits.forges import facts
from journal import work
from tests.factories import LinkedAccountFactory, RepositoryFactory, moment

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def a_lease():
    row = work.add("somewhere.unknown", key="reading", queue="notify", payload={}, hand_out=False)
    with work.lease(row.pk) as held:
        yield held


def a_page(repository: Repository, number: str, *, cursor: str | None) -> facts.RepositoryPage:
    """A part of a past: one merged pull request by somebody from outside."""
    return facts.RepositoryPage(
        repository=facts.Repository(
            forge="github", external_id=repository.external_id, name=repository.name, owner=None, private=False, created_at=None
        ),
        merged=(facts.Merged(number, f"github:{number}", moment("2026-10-01"), None),),
        reverts=(),
        landings=(),
        cursor=cursor,
        covers_from=moment("2020-01-01"),
    )


def test_a_reading_that_lost_its_hold_stores_nothing_of_its_part():
    repository = RepositoryFactory(history_holder="the other reading", people={"github:1": [1]}, history_draft=None)

    with a_lease() as held, pytest.raises(store.HoldLost):
        store.store_history_page(held, repository.pk, a_page(repository, "9", cursor=None), holder="this reading", cursor=None)

    repository.refresh_from_db()
    assert repository.people == {"github:1": [1]}
    assert repository.history_holder == "the other reading"


def test_pages_of_one_reading_make_one_past():
    repository = RepositoryFactory(history_holder="this reading")

    with a_lease() as held:
        store.store_history_page(held, repository.pk, a_page(repository, "8", cursor="more"), holder="this reading", cursor=1)
        store.store_history_page(held, repository.pk, a_page(repository, "9", cursor=None), holder="this reading", cursor=None)

    repository.refresh_from_db()
    assert sorted(repository.people) == ["github:8", "github:9"]
    assert (repository.history_holder, repository.history_held_until) == ("", None)


def test_each_page_renews_the_hold():
    repository = RepositoryFactory(history_holder="this reading", history_held_until=moment("2020-01-01"))

    with a_lease() as held:
        store.store_history_page(held, repository.pk, a_page(repository, "8", cursor="more"), holder="this reading", cursor=1)

    repository.refresh_from_db()
    assert repository.history_held_until > repository.read_at


def test_two_accounts_of_a_student_wait_for_each_other():
    """What one account's reading joined must not be undone by a page that another's had begun before."""
    linked = LinkedAccountFactory()
    page = facts.Page((), (), None, facts.Step("issues", 0, None))
    is_stored = threading.Event()

    def the_other() -> None:
        with a_lease() as held:
            store.store_page(held, linked, page, cursor=None)
        is_stored.set()
        connection.close()

    with transaction.atomic():
        Student.objects.lock([linked.user.student.pk])
        thread = threading.Thread(target=the_other)
        thread.start()
        came_through = is_stored.wait(1)
    thread.join(20)

    assert not came_through
    assert is_stored.is_set()
