"""Celery messages are hints: losing one costs a sweep's time, never the work."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def send(task: str, *args: int, queue: str) -> None:
    """Send a message, or leave it to the sweep when the broker cannot be reached."""
    try:
        current_app.send_task(task, args=list(args), queue=queue)
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", task=task, error=str(error))
