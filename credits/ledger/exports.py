"""The ledger and its signed head as files that anybody can check without us (docs/ledger.md)."""

from collections.abc import Iterator
from itertools import islice

from credits.ledger.models import Checkpoint, LedgerEntry

# So much of each entry's hash stands beside the head, so that a verifier can name the entry that differs.
_FINGERPRINT = 8
_FINGERPRINTS_A_LINE = 1000


def ledger_lines() -> Iterator[bytes]:
    """Each entry as its line, first to last."""
    for entry in LedgerEntry.objects.order_by("sequence").iterator():
        yield entry.line()


def checkpoint_lines(checkpoint: Checkpoint) -> Iterator[bytes]:
    """The signed head, and behind it the fingerprint of each entry that it counts."""
    yield checkpoint.line()
    counted = LedgerEntry.objects.filter(sequence__lte=checkpoint.sequence).order_by("sequence")
    hashes = counted.values_list("hash", flat=True).iterator()
    while line := "".join(entry_hash[:_FINGERPRINT] for entry_hash in islice(hashes, _FINGERPRINTS_A_LINE)):
        yield line.encode() + b"\n"
