"""Work rows: done once however often a message arrives, taken up again after a death at any line.

What is raised within `work.lease` is caught there: tests look only once they have left it.
"""

import time
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

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
        pass

    assert first is not None
    assert second is None


def test_what_a_dead_worker_held_is_free_again_when_its_lease_has_ended():
    row = a_row()
    with work.lease(row.pk) as held:
        held.keep({"page": 3})
        # The process dies here: nothing is given back, only time passes.
        Work.objects.update(lease_until=clock.machine_now() - timedelta(seconds=1))

        with work.lease(row.pk) as next_one:
            pass

    assert next_one.work.cursor == {"page": 3}


def test_who_lost_the_lease_cannot_store_any_more():
    row = a_row()
    with work.lease(row.pk) as late:
        Work.objects.update(lease_until=clock.machine_now() - timedelta(seconds=1))
        with work.lease(row.pk), pytest.raises(work.LeaseLost) as refused, transaction.atomic():
            late.keep({"page": 4})

    assert refused.type is work.LeaseLost
    assert Work.objects.get().cursor is None


def test_who_lost_the_lease_does_not_close_what_another_holds():
    row = a_row()
    late = work.lease(row.pk)
    late.__enter__()
    Work.objects.update(lease_until=clock.machine_now() - timedelta(seconds=1))

    with work.lease(row.pk):
        late.__exit__(None, None, None)
        row.refresh_from_db()

    assert (row.state, row.is_held) == ("open", True)
    assert Work.objects.get().state == "done"


def test_who_lost_the_lease_does_not_give_back_what_another_holds():
    row = a_row()
    late = work.lease(row.pk)
    late.__enter__()
    Work.objects.update(lease_until=clock.machine_now() - timedelta(seconds=1))

    with work.lease(row.pk):
        late.__exit__(ValueError, ValueError("too late"), None)
        row.refresh_from_db()

    assert (row.last_error, row.is_held) == ("", True)


def test_whoever_stores_shows_life():
    row = a_row()

    with work.lease(row.pk) as held:
        Work.objects.update(lease_until=clock.machine_now() + timedelta(seconds=1))
        held.keep({"page": 1})
        row.refresh_from_db()

    assert row.lease_until > clock.machine_now() + timedelta(seconds=5)


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


def test_work_that_moves_is_never_given_up():
    row = a_row()

    for page in range(7):
        Work.objects.update(next_try_at=clock.machine_now())
        with work.lease(row.pk) as held:
            held.keep({"page": page})
            raise ValueError("after each page")

    row.refresh_from_db()
    assert (row.state, row.cursor) == ("open", {"page": 6})


def test_a_try_that_failed_for_no_mistake_of_ours_counts_and_waits():
    row = a_row()

    with work.lease(row.pk) as held:
        held.retry("the forge is down")

    row.refresh_from_db()
    assert (row.state, row.attempts, row.is_held) == ("open", 1, False)
    assert row.next_try_at > clock.machine_now()
    assert "the forge is down" in row.last_error


def test_waiting_without_having_moved_is_no_failure_either():
    row = a_row()

    with work.lease(row.pk) as held:
        held.later(60, "limit reached")

    row.refresh_from_db()
    assert (row.state, row.attempts) == ("open", 0)


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


@pytest.mark.parametrize(
    ("seconds_ago", "swept"),
    [
        ({"sent_at": 31}, 1),  # its message is lost
        ({"sent_at": 20}, 0),  # it may still come
        ({"sent_at": 20, "lease_until": 1}, 1),
        ({"sent_at": 20, "next_try_at": 1}, 1),
    ],
)
def test_the_sweep_sends_again_what_is_lost_what_ended_and_what_has_come_due(seconds_ago, swept):
    row = a_row()
    now = clock.machine_now()
    Work.objects.filter(pk=row.pk).update(next_try_at=now - timedelta(seconds=60))
    Work.objects.filter(pk=row.pk).update(**{name: now - timedelta(seconds=ago) for name, ago in seconds_ago.items()})

    assert work.sweep() == swept


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
        pass
    assert held is not None
    row.refresh_from_db()
    assert row.state == "done"


def test_what_is_done_once_more_begins_at_its_beginning():
    row = a_row()

    with work.lease(row.pk) as held:
        held.keep({"page": 5})
        a_row()

    row.refresh_from_db()
    assert (row.state, row.cursor) == ("open", None)


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
        pass

    assert held is None


def test_two_open_rows_of_one_work_are_refused():
    row = a_row()

    with pytest.raises(IntegrityError), transaction.atomic():
        Work.objects.create(task=row.task, key=row.key, queue="notify")


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


def test_the_heartbeat_keeps_no_lease_that_another_has_taken_over(monkeypatch):
    monkeypatch.setattr(work, "BEAT_SECONDS", 0.1)
    row = a_row()

    with work.lease(row.pk):
        Work.objects.update(lease_token=uuid.uuid4(), lease_until=row.created_at)
        time.sleep(1)

    row.refresh_from_db()
    assert row.lease_until == row.created_at


def test_a_lease_outlives_the_wait_for_a_locked_database():
    """One beat that waits as long as SQLite lets it must not cost the lease."""
    waits = settings.DATABASES["default"]["OPTIONS"].get("timeout", 0)

    assert work.BEAT_SECONDS + waits < work.LEASE_SECONDS
