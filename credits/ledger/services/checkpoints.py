"""Checkpoint: the ledger as it ends now, signed, so that nobody can write it anew and keep the signature."""

import structlog
from django.db import IntegrityError, transaction

from credits.ledger import signing
from credits.ledger.canonical import canonical
from credits.ledger.merkle import Tree
from credits.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from journal import audit, clock

log = structlog.get_logger(__name__)


def checkpoint() -> Checkpoint:
    """The checkpoint over all entries there are; made when the last one does not reach so far."""
    head = LedgerHead.objects.filter(pk=1).first()
    sequence = 0 if head is None else head.sequence
    made = Checkpoint.objects.filter(pk=sequence).first()
    try:
        # The tree is grown before the transaction: what it reads never changes, and nobody has to wait for it.
        return made or _signed(sequence, _root(sequence))
    except IntegrityError:
        # Somebody else made the same one meanwhile.
        return Checkpoint.objects.get(pk=sequence)


def _root(sequence: int) -> str:
    tree = Tree()
    hashes = LedgerEntry.objects.filter(sequence__lte=sequence).values_list("hash", flat=True)
    for entry_hash in hashes.iterator():
        tree.add(bytes.fromhex(entry_hash))
    return tree.root().hex()


@transaction.atomic
def _signed(sequence: int, root: str) -> Checkpoint:
    row = Checkpoint(sequence=sequence, root=root, at=clock.machine_now(), public_key=signing.public_key())
    row.signature = signing.sign(canonical(row.signed()))
    row.save(force_insert=True)
    audit.add("checkpoint_signed", about=row, root=root)
    # A log that leaves this machine is one more place outside the database where the head is kept.
    log.info("ledger_checkpoint", checkpoint=row.line().decode().strip())
    return row
