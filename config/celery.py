"""The Celery application: workers and beat (schedule and queues stand in the settings)."""

import os
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import beat_init, celeryd_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("opencredits")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Schedule(PersistentScheduler):
    """Beat's schedule. Its file is opened before any signal of beat's, so what its folder needs is done here."""

    def setup_schedule(self) -> None:
        settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
        super().setup_schedule()


@celeryd_init.connect
@beat_init.connect
def start_broker(**_: Any) -> None:
    """Where no Redis is named, the first worker or beat starts the embedded broker."""
    if not settings.REDIS_URL:
        from config.broker import ensure

        ensure(settings.STATE_DIR)
