"""Append: entries join the end of the chain, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from credits.ledger.models import LedgerEntry, LedgerHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before it has its place: `at` is the university's moment, `hundredths` are signed."""

    kind: str
    at: datetime
    hundredths: int
    term: str
    award: str
    commitment: str


def append(drafts: Sequence[Draft]) -> list[LedgerEntry]:
    """Chain the drafts behind the last entry, in their order; however many, the statements are as few.

    Must be called inside a transaction: the head's lock lets one append after the other, until each commits or is undone.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An entry belongs to the transaction of what it records.")
    head = _locked_head()
    entries = []
    for draft in drafts:
        entry = LedgerEntry(
            sequence=head.sequence + 1, kind=draft.kind, at=draft.at, hundredths=draft.hundredths, term=draft.term,
            award=draft.award, commitment=draft.commitment, previous_hash=head.hash,
        )  # fmt: skip
        entry.hash = entry.hash_of_content()
        head.sequence, head.hash = entry.sequence, entry.hash
        entries.append(entry)
    LedgerEntry.objects.bulk_create(entries)
    head.save(update_fields=["sequence", "hash"])
    return entries


def _locked_head() -> LedgerHead:
    head = LedgerHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        LedgerHead.objects.get_or_create(pk=1)
        head = LedgerHead.objects.select_for_update().get(pk=1)
    return head
