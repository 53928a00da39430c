"""Work rows: done once however often a message arrives, taken up again after a death at any line."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from journal import clock, work
from journal.models import Work

pytestmark = pytest.mark.django_db(transaction=True)


def a_row(key: str = "1") -> Work:
    return work.add("somewhere.unknown", key=key, queue="notify", payload={"of": 1})


def test_adding_the_same_work_twice_makes_one_open_row():
    first, second = a_row(), a_row()

    assert first.pk == second.pk


def test_a_message_delivered_ten_times_does_the_work_once():
    row = a_row()
    done = 0

    for _ in range(10):
        with work.lease(row.pk) as held:
            if held is not None:
                done += 1

    assert done == 1
    assert Work.objects.get().state == "done"


def test_a_second_worker_gets_nothing_while_the_first_holds_the_row():
    row = a_row()

    with work.lease(row.pk) as first, work.lease(row.pk) as second:
        assert first is not None
        assert second is None


def test_what_a_dead_worker_held_is_free_again_when_its_lease_has_ended():
    row = a_row()
    with work.lease(row.pk) as held:
        held.keep({"page": 3})
        # The process dies here: nothing is given back, only time passes.
        Work.objects.update(lease_until=clock.machine_now() - timedelta(seconds=1))

        with work.lease(row.pk) as next_one:
            assert next_one.work.cursor == {"page": 3}


def test_who_lost_the_lease_cannot_store_any_more():
    row = a_row()
    with work.lease(row.pk) as late:
        Work.objects.update(lease_until=clock.machine_now() - timedelta(seconds=1))
        with work.lease(row.pk), pytest.raises(work.LeaseLost), transaction.atomic():
            late.keep({"page": 4})

    assert Work.objects.get().cursor is None


def test_an_error_leaves_the_row_open_for_a_later_try_with_its_cause():
    row = a_row()

    with work.lease(row.pk) as held:
        held.keep({"page": 2})
        raise ValueError("the forge said no")

    row.refresh_from_db()
    assert (row.state, row.cursor) == ("open", {"page": 2})
    assert row.next_try_at > clock.machine_now()
    assert "the forge said no" in row.last_error


def test_work_that_never_moves_is_given_up_after_six_tries():
    row = a_row()

    for _ in range(6):
        Work.objects.update(next_try_at=clock.machine_now())
        with work.lease(row.pk):
            raise ValueError("always")

    row.refresh_from_db()
    assert row.state == "dead"


def test_waiting_is_no_failure_and_keeps_the_cursor():
    row = a_row()

    with work.lease(row.pk) as held:
        held.keep({"page": 5})
        held.later(60, "limit reached")

    row.refresh_from_db()
    assert (row.state, row.attempts, row.cursor) == ("open", 0, {"page": 5})
    assert row.next_try_at > clock.machine_now() + timedelta(seconds=50)


def test_the_sweep_sends_again_what_a_dead_worker_held():
    row = a_row()
    long_ago = clock.machine_now() - timedelta(minutes=1)
    Work.objects.filter(pk=row.pk).update(sent_at=long_ago, lease_until=clock.machine_now() - timedelta(seconds=1))

    assert work.sweep() == 1
    assert work.sweep() == 0


def test_the_sweep_leaves_alone_what_is_in_hand_or_not_yet_due():
    held, later = a_row("held"), a_row("later")
    now = clock.machine_now()
    Work.objects.filter(pk=held.pk).update(sent_at=None, lease_until=now + timedelta(seconds=10))
    Work.objects.filter(pk=later.pk).update(sent_at=None, next_try_at=now + timedelta(minutes=5))

    assert work.sweep() == 0


def test_what_changed_while_it_was_being_done_is_done_once_more():
    row = a_row()

    with work.lease(row.pk):
        a_row()

    row.refresh_from_db()
    assert row.state == "open"
    with work.lease(row.pk) as held:
        assert held is not None
    row.refresh_from_db()
    assert row.state == "done"


def test_what_is_asked_twice_before_it_began_is_done_once():
    row = a_row()
    a_row()

    with work.lease(row.pk):
        pass

    row.refresh_from_db()
    assert row.state == "done"


def test_work_for_later_is_not_done_before():
    row = work.add("somewhere.unknown", key="later", queue="notify", payload={}, after_seconds=60)

    with work.lease(row.pk) as held:
        assert held is None


def until(condition) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_database_that_fails_for_a_moment_does_not_end_the_heartbeat(monkeypatch, caplog):
    monkeypatch.setattr(work, "BEAT_SECONDS", 0.1)
    row = a_row()

    with work.lease(row.pk), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_work RENAME TO journal_work_elsewhere")
        until(lambda: "lease_not_extended" in caplog.text)
        cursor.execute("ALTER TABLE journal_work_elsewhere RENAME TO journal_work")
        row.refresh_from_db()
        Work.objects.update(lease_until=row.created_at)
        until(lambda: Work.objects.get().is_held)

    row.refresh_from_db()
    assert row.state == "done"


def test_a_lease_outlives_the_wait_for_a_locked_database():
    """One beat that waits as long as SQLite lets it must not cost the lease."""
    waits = settings.DATABASES["default"]["OPTIONS"].get("timeout", 0)

    assert work.BEAT_SECONDS + waits < work.LEASE_SECONDS
