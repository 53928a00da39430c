"""Entries for tests that are about the chain and not about whose award it is."""

from datetime import UTC, datetime

from django.db import transaction

from credits.ledger.models import LedgerEntry
from credits.ledger.services import Draft, append


def a_draft(**changes) -> Draft:
    values = {
        "kind": LedgerEntry.Kind.AWARD,
        "at": datetime(2026, 12, 1, 8, tzinfo=UTC),
        "hundredths": 50,
        "term": "2026-2027-1",
        "award": "a" * 32,
        "commitment": "c" * 64,
    }
    return Draft(**values | changes)


def appended(count: int) -> list[LedgerEntry]:
    """So many entries, each of another award."""
    with transaction.atomic():
        return append([a_draft(award=f"{number:032x}", hundredths=50 + number) for number in range(count)])
