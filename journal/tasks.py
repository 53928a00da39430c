"""Celery's doors to the journal."""

from celery import shared_task

from journal import outbox, work


@shared_task(name="journal.hand_out")
def hand_out() -> None:
    """Give waiting outbox messages to their subscribers."""
    outbox.hand_out()


@shared_task(name="journal.sweep")
def sweep() -> None:
    """Every 10 seconds: hand out again what was lost."""
    outbox.hand_out()
    work.sweep()
