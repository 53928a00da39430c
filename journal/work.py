"""Work rows with leases: done once however often a message arrives, taken up again after a kill at any line."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Never

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.db.models import F, Q

from journal import clock
from journal.models import Work
from journal.sending import send

log = structlog.get_logger(__name__)

LEASE_SECONDS = 15
BEAT_SECONDS = 5
_GIVE_UP_AFTER = 6
_SEND_AGAIN_SECONDS = 30


class LeaseLost(Exception):
    """Somebody else has taken the work over: what this process still does would be done twice."""


class Later(Exception):
    """Raised by `Lease.later`: the work goes on at the row's next try."""


class Failed(Exception):
    """Raised by `Lease.retry`: a try without success, for a reason that is no mistake of ours."""


def add(task: str, *, key: str, queue: str, payload: dict[str, Any], after_seconds: float = 0, hand_out: bool = True) -> Work:
    """The open row of (task, key), made if there is none; its message leaves after the commit.

    A row that is there already is done once more if somebody has it in hand: what it read may be older than the caller's change.
    after_seconds: it is due only then. hand_out: False for a caller who does the work itself, in this process.
    """
    now = clock.machine_now()
    while True:
        work, made = Work.objects.get_or_create(
            task=task,
            key=key,
            state=Work.State.OPEN,
            defaults={"queue": queue, "payload": payload, "sent_at": now, "next_try_at": now + timedelta(seconds=after_seconds)},
        )
        # The update locks the row until the caller commits, so that no worker begins on what is about to change.
        if made or Work.objects.open().filter(pk=work.pk).update(again=True):
            break
    if made and hand_out and not after_seconds:
        transaction.on_commit(lambda: send(task, work.pk, queue=queue))
    return work


class Lease:
    """A row that this process holds."""

    def __init__(self, work: Work, token: uuid.UUID) -> None:
        self.work = work
        self._token = token

    def keep(self, cursor: Any) -> None:
        """Store how far it came, in the caller's transaction, and show life.

        Raises LeaseLost when another process took over; the caller's transaction must fall with it.
        """
        self.work.cursor = cursor
        self._write(cursor=cursor, attempts=0, lease_until=_lease_end())

    def later(self, seconds: float, reason: str) -> Never:
        """Give the row back until its next try; leaves the `lease` block."""
        self._write(
            lease_token=None, lease_until=None, attempts=0, last_error=reason[:2000],
            next_try_at=clock.machine_now() + timedelta(seconds=seconds),
        )  # fmt: skip
        raise Later

    def retry(self, reason: str) -> Never:
        """Count a failed try; the next one comes later each time, and after six without progress there is none."""
        raise Failed(reason)

    def _write(self, **changes: Any) -> None:
        if not Work.objects.filter(pk=self.work.pk, lease_token=self._token, state=Work.State.OPEN).update(**changes):
            raise LeaseLost(str(self.work))


@contextmanager
def lease(work_id: int) -> Iterator[Lease | None]:
    """Hold a row while the block runs: None when it is done, not due, or in somebody else's hands.

    Leaving the block closes the row. An error leaves it open for a later try, and after six tries without progress it is dead.
    """
    token = uuid.uuid4()
    taken = (
        Work.objects.free()
        .filter(pk=work_id)
        .update(lease_token=token, lease_until=_lease_end(), attempts=F("attempts") + 1, again=False)
    )
    if not taken:
        yield None
        return
    held = Lease(Work.objects.get(pk=work_id), token)
    try:
        with _beating(work_id, token):
            yield held
        _finish(held.work, token)
    except Later:
        return
    except LeaseLost:
        log.warning("lease_lost", work=work_id)
    except Failed as error:
        _put_back(work_id, token, error)
    except Exception as error:
        log.exception("work_failed", work=work_id, task=held.work.task)
        _put_back(work_id, token, error)


def sweep() -> int:
    """Send messages again for what is due and in nobody's hands: lost messages, ended leases, next tries; how many were sent."""
    now = clock.machine_now()
    not_lately = Q(sent_at=None) | Q(sent_at__lte=now - timedelta(seconds=_SEND_AGAIN_SECONDS))
    due_since = Q(next_try_at__gt=F("sent_at")) | Q(lease_until__gt=F("sent_at"))
    lost = list(Work.objects.free().filter(not_lately | due_since).values_list("pk", "task", "queue")[:1000])
    Work.objects.filter(pk__in=[pk for pk, _, _ in lost]).update(sent_at=now)
    for pk, task, queue in lost:
        send(task, pk, queue=queue)
    return len(lost)


def _finish(work: Work, token: uuid.UUID) -> None:
    mine = Work.objects.open().filter(pk=work.pk, lease_token=token)
    if mine.filter(again=False).update(
        state=Work.State.DONE, finished_at=clock.machine_now(), last_error="", lease_token=None, lease_until=None
    ):
        return
    once_more = mine.update(
        again=False, cursor=None, attempts=0, next_try_at=clock.machine_now(), lease_token=None, lease_until=None
    )
    if not once_more:
        raise LeaseLost(str(work))
    transaction.on_commit(lambda: send(work.task, work.pk, queue=work.queue))


def _put_back(work_id: int, token: uuid.UUID, error: Exception) -> None:
    mine = Work.objects.filter(pk=work_id, lease_token=token, state=Work.State.OPEN)
    attempts = mine.values_list("attempts", flat=True).first()
    if attempts is None:
        return
    mine.update(
        state=Work.State.DEAD if attempts >= _GIVE_UP_AFTER else Work.State.OPEN,
        next_try_at=clock.machine_now() + timedelta(seconds=5 * 2**attempts),
        last_error=repr(error)[:2000], lease_token=None, lease_until=None,
    )  # fmt: skip


@contextmanager
def _beating(work_id: int, token: uuid.UUID) -> Iterator[None]:
    """Extend the lease while the process lives, so that a slow answer of a forge is no death and a kill is seen in seconds.

    A lease that somebody else has taken over meanwhile is not extended: its old holder is told at its next step.
    """
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                close_old_connections()
                Work.objects.filter(pk=work_id, lease_token=token).update(lease_until=_lease_end())
            except (DatabaseError, InterfaceError) as error:
                # A database that is away for a moment is no death either: the next beat tries a connection of its own.
                log.warning("lease_not_extended", work=work_id, error=str(error))
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, name=f"lease-{work_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _lease_end() -> Any:
    return clock.machine_now() + timedelta(seconds=LEASE_SECONDS)
