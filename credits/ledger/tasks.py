"""Celery's doors to this room."""

from celery import shared_task

from credits.ledger import services


@shared_task(name="credits.ledger.checkpoint")
def checkpoint() -> None:
    """Every day: the signed head."""
    services.checkpoint()
