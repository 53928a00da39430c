"""Celery's doors to this room."""

from celery import shared_task

from credits.claims import services


@shared_task(name="credits.claims.fall_due")
def fall_due() -> None:
    """Every ten seconds: what the clocks move."""
    services.fall_due()
