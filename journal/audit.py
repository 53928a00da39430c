"""The audit log: a row in the transaction of what it records; if it cannot be written, neither is the change."""

import hashlib
import json
from typing import Any

from django.db import models, transaction

from journal import clock
from journal.models import AuditHead, AuditRow


def add(
    verb: str, *, by: models.Model | None = None, about: models.Model | None = None, reason: str = "", **details: Any
) -> AuditRow:
    """Record that `by` (None: the system) did `verb` to `about`. `details` must be JSON.

    Must be called inside a transaction: the head's lock orders the rows until it commits.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit row belongs to the transaction of what it records.")
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
    row = AuditRow(
        at=clock.machine_now(), verb=verb, reason=reason, details=json.loads(json.dumps(details, ensure_ascii=False)),
        previous_hash=head.hash, **_named("by", by), **_named("about", about),
    )  # fmt: skip
    row.hash = hash_of(row)
    row.save()
    head.hash = row.hash
    head.save(update_fields=["hash"])
    return row


def hash_of(row: AuditRow) -> str:
    """SHA-256 over the canonical JSON of the row, the hash of the one before included."""
    fields = ["verb", "by_kind", "by_id", "about_kind", "about_id", "reason", "details", "previous_hash"]
    record = {"at": row.at.isoformat(), **{name: getattr(row, name) for name in fields}}
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def first_broken() -> AuditRow | None:
    """The first row whose hash does not fit, or None when the chain holds."""
    previous = "0" * 64
    for row in AuditRow.objects.iterator():
        if row.previous_hash != previous or row.hash != hash_of(row):
            return row
        previous = row.hash
    return None


def _named(role: str, instance: models.Model | None) -> dict[str, str]:
    if instance is None:
        return {}
    return {
        f"{role}_kind": instance._meta.label_lower,  # noqa: SLF001 (Django's public name for it)
        f"{role}_id": str(instance.pk),
    }
