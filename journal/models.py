"""Rows that only grow (audit, access), that wait to be told (outbox), and that wait to be done (work)."""

from typing import Any, Never, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal import clock


class AuditRowQuerySet(models.QuerySet["AuditRow"]):
    """Read and add; nothing else."""

    def update(self, **_: Any) -> Never:
        raise TypeError("Audit rows are never changed.")

    def delete(self) -> Never:
        raise TypeError("Audit rows are never deleted.")


class AuditRow(models.Model):
    """Who did what, on what, when and why. Each row carries the hash of the one before."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=64, db_index=True)
    by_kind = models.CharField(max_length=64, blank=True)
    by_id = models.CharField(max_length=64, blank=True)
    about_kind = models.CharField(max_length=64, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit row")
        verbose_name_plural = _("audit log")
        ordering = ["pk"]
        indexes = [models.Index(fields=["about_kind", "about_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Audit rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> Never:
        raise TypeError("Audit rows are never deleted.")


class AuditHead(models.Model):
    """The one row whose lock puts audit rows in order; `hash` is that of the last one."""

    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("end of the audit log")
        verbose_name_plural = _("end of the audit log")

    def __str__(self) -> str:
        return self.hash


class AccessRow(models.Model):
    """Somebody looked at what is somebody else's: who, in which role, whose, at what. One row an hour, however often."""

    by_kind = models.CharField(max_length=64)
    by_id = models.CharField(max_length=64)
    role = models.CharField(max_length=40)
    whose_kind = models.CharField(max_length=64)
    whose_id = models.CharField(max_length=64)
    what_kind = models.CharField(max_length=64)
    what_id = models.CharField(max_length=64)
    # The machine's hour in which it was looked at first, and that moment.
    hour = models.DateTimeField()
    at = models.DateTimeField(default=clock.machine_now)

    class Meta:
        verbose_name = _("look at a student's evidence")
        verbose_name_plural = _("access log")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["by_kind", "by_id", "what_kind", "what_id", "hour"], name="one_look_an_hour"),
        ]
        indexes = [models.Index(fields=["whose_kind", "whose_id"]), models.Index(fields=["what_kind", "what_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.role} {self.what_kind} {self.what_id}"


class OutboxMessage(models.Model):
    """What must happen after a commit, written by that commit; handed to the rooms that subscribed."""

    topic = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.machine_now)
    handled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.machine_now)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("message to a room")
        verbose_name_plural = _("outbox")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(handled_at=None), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class WorkQuerySet(models.QuerySet["Work"]):
    """How work is found."""

    def open(self) -> Self:
        """Neither done nor given up."""
        return self.filter(state=Work.State.OPEN)

    def free(self) -> Self:
        """Open and due, and nobody holds a lease that still lives."""
        now = clock.machine_now()
        return self.open().filter(next_try_at__lte=now).filter(Q(lease_until=None) | Q(lease_until__lte=now))


class Work(models.Model):
    """Something to be done in the background. The row is the truth; a Celery message only carries its id."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DEAD = "dead"

    task = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    queue = models.CharField(max_length=32)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    cursor = models.JSONField(null=True, blank=True)
    # Starts without progress; a kept cursor sets it back, so that only work that never moves is given up.
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    # Asked for once more since it was taken up: what it read may be out of date, so it is done once more.
    again = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.machine_now)
    sent_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(default=clock.machine_now)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("work in the background")
        verbose_name_plural = _("work in the background")
        constraints = [
            models.UniqueConstraint(fields=["task", "key"], condition=Q(state="open"), name="one_open_work_a_key"),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="open"), name="work_open")]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"

    @property
    def is_held(self) -> bool:
        """Whether a worker has it in hand and has shown life lately."""
        return self.lease_until is not None and self.lease_until > clock.machine_now()
