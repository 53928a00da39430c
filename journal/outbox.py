"""The outbox: what a later room must do because of an earlier one, written by the commit that caused it."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction

from journal import clock
from journal.models import OutboxMessage
from journal.sending import send

log = structlog.get_logger(__name__)

Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)
_GIVE_UP_AFTER = 8


def subscribe(topic: str, handler: Handler) -> None:
    """Call `handler(payload)` for each message of `topic`, at least once, in the transaction that marks it handled.

    A handler changes rows of its own room or adds work; it does no HTTP, mail or file.
    """
    if handler not in _handlers[topic]:
        _handlers[topic].append(handler)


def add(topic: str, *, after_seconds: float = 0, **payload: Any) -> None:
    """Write a message in the caller's transaction; it is handed out after the commit, or that much later."""
    due = clock.machine_now() + timedelta(seconds=after_seconds)
    OutboxMessage.objects.create(topic=topic, payload=payload, next_try_at=due)
    if not after_seconds:
        transaction.on_commit(lambda: send("journal.hand_out", queue="notify"))


def hand_out() -> int:
    """Give each waiting message to its subscribers; how many were handled."""
    waiting = OutboxMessage.objects.filter(handled_at=None, attempts__lt=_GIVE_UP_AFTER, next_try_at__lte=clock.machine_now())
    return sum(_handle(pk) for pk in waiting.values_list("pk", flat=True))


def _handle(pk: int) -> bool:
    try:
        with transaction.atomic():
            message = OutboxMessage.objects.select_for_update(skip_locked=True).filter(pk=pk, handled_at=None).first()
            if message is None:
                return False
            for handler in _handlers[message.topic]:
                handler(message.payload)
            message.handled_at = clock.machine_now()
            message.save(update_fields=["handled_at"])
    except Exception as error:
        # One bad message must not hold up the others; it is tried again, later each time, and stays in the table.
        log.exception("outbox_handler_failed", message=pk)
        attempts = OutboxMessage.objects.values_list("attempts", flat=True).get(pk=pk) + 1
        OutboxMessage.objects.filter(pk=pk).update(
            attempts=attempts, last_error=repr(error)[:2000], next_try_at=clock.machine_now() + timedelta(seconds=5 * 2**attempts)
        )
        return False
    return True
