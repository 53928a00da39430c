"""Celery's doors to this room."""

from celery import shared_task

from credits.contributions import services


@shared_task(name="credits.contributions.collect_account")
def collect_account(work_id: int) -> None:
    """One linked account."""
    services.collect_account(work_id)


@shared_task(name="credits.contributions.collect_everyone")
def collect_everyone() -> None:
    """Every night."""
    services.collect_everyone()
