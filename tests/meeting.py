"""Two transactions that meet: one stands open while the other arrives, so that a missing lock shows each time."""

from collections.abc import Callable
from threading import Thread
from typing import Any

from django.db import connection, transaction

_PATIENCE_SECONDS = 30
# Where one transaction writes at a time, the second can do nothing but wait; whether it does, nobody can ask.
_SQLITE_SECONDS = 0.3


def meet(first: Callable[[], Any], second: Callable[[], Any]) -> list[Exception]:
    """`second` arrives in another connection before what `first` did is committed; what the second raised."""
    with transaction.atomic():
        first()
        thread, raised = at_once(second)
        wait_for(thread)
    thread.join(_PATIENCE_SECONDS)
    assert not thread.is_alive()
    return raised


def at_once(call: Callable[[], Any]) -> tuple[Thread, list[Exception]]:
    """The call begun in another connection, and what it raised."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 (told to the test)
            raised.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread, raised


def wait_for(thread: Thread) -> None:
    """Until it has come to its end, or stands before a lock."""
    if connection.vendor != "postgresql":
        thread.join(_SQLITE_SECONDS)
        return
    while thread.is_alive() and not _somebody_waits():
        thread.join(0.01)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # Within a transaction the view would not change.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return cursor.fetchone() is not None
