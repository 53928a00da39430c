"""`manage.py stop_broker`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import broker


class Command(BaseCommand):
    help = "Ends the embedded broker; what is queued is kept."

    def handle(self, **_: Any) -> None:
        broker.stop(settings.STATE_DIR)
