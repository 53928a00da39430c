"""The access log: each look by staff at a student's evidence, which the student can see (DESIGN.md decision 8)."""

from django.db import models, transaction

from journal import clock
from journal.models import AccessRow


def seen(*, by: models.Model, role: str, whose: models.Model, what: models.Model) -> None:
    """Record that `by` looked at `what`, which is about `whose`; once an hour is enough."""
    now = clock.machine_now()
    told = {**_named("by", by), **_named("what", what), "hour": now.replace(minute=0, second=0, microsecond=0)}
    # Asked first: a page that is only read again writes nothing.
    if not AccessRow.objects.filter(**told).exists():
        with transaction.atomic():
            AccessRow.objects.get_or_create(**told, defaults={"role": role, "at": now, **_named("whose", whose)})


def looks_at(what: models.Model) -> models.QuerySet[AccessRow]:
    """Who looked at it, the latest first; pages show the role and the time, never the name."""
    return AccessRow.objects.filter(**_named("what", what))


def _named(part: str, instance: models.Model) -> dict[str, str]:
    return {
        f"{part}_kind": instance._meta.label_lower,  # noqa: SLF001 (Django's public name for it)
        f"{part}_id": str(instance.pk),
    }
