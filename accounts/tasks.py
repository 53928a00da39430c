"""Celery's doors to accounts."""

from celery import shared_task

from accounts import services
from journal import work


@shared_task(name="accounts.send_reset")
def send_reset(work_id: int) -> None:
    """Mail a link for a new password."""
    with work.lease(work_id) as held:
        if held is not None:
            services.send_reset(user_id=held.work.payload["user"])
