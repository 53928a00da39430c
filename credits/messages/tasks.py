"""Celery's doors to this room."""

from celery import shared_task

from credits.messages import services


@shared_task(name="credits.messages.send")
def send(work_id: int) -> None:
    """One mail."""
    services.send(work_id)
