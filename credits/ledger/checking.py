"""Whether all that stands in the database still fits: entries, checkpoints, and whose award each entry is."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.tokens import Unreadable
from credits.claims.models import Claim
from credits.ledger import signing
from credits.ledger.canonical import NOTHING_BEFORE, canonical, written
from credits.ledger.commitments import commitment, unsealed
from credits.ledger.merkle import Tree
from credits.ledger.models import Award, Checkpoint, LedgerEntry, LedgerHead, StudentKey

# Few at a time: each comes with the evidence that its award was granted on.
_CHUNK = 100


class DoesNotFit(Exception):
    """The first entry that does not fit, by its `sequence`, and what is wrong with it."""

    def __init__(self, sequence: int, what: str) -> None:
        super().__init__(what)
        self.sequence = sequence


@dataclass(slots=True)
class Checked:
    """How much was found to hold, and the first that does not (None: all does)."""

    entries: int = 0
    awards: int = 0
    credit_hundredths: int = 0
    checkpoints: int = 0
    problem: DoesNotFit | None = None


def check() -> Checked:
    """Walk the ledger from its first entry to its head, also while it grows; memory does not grow with it."""
    checked = Checked()
    try:
        _walk(checked)
    except DoesNotFit as error:
        checked.problem = error
    return checked


def _walk(checked: Checked) -> None:
    # In this order: the head that is read last counts all that was seen before, however much is appended meanwhile.
    signed = Checkpoint.objects.aggregate(last=Max("sequence"))["last"]
    last = LedgerEntry.objects.aggregate(last=Max("sequence"))["last"] or 0
    head = LedgerHead.objects.filter(pk=1).first() or LedgerHead()
    if last > head.sequence:
        raise DoesNotFit(head.sequence + 1, _("put in: the head says that the ledger ends before it"))

    checkpoints = {row.sequence: row for row in Checkpoint.objects.filter(sequence__lte=signed or 0)}
    tree, previous = Tree(), NOTHING_BEFORE
    _check_checkpoint(checkpoints.pop(0, None), tree, checked)
    # Closed whatever is found: a cursor that is closed later would disturb whoever uses the connection then.
    with closing(_entries(head.sequence)) as entries:
        for entry in entries:
            _check_link(entry, checked.entries + 1, previous)
            _check_award(entry, checked)
            previous = entry.hash
            tree.add(bytes.fromhex(entry.hash))
            checked.entries += 1
            checked.credit_hundredths += entry.hundredths
            _check_checkpoint(checkpoints.pop(entry.sequence, None), tree, checked)
    if (checked.entries, previous) != (head.sequence, head.hash):
        raise DoesNotFit(checked.entries + 1, _("missing: the head says that the ledger goes on to entry %d") % head.sequence)
    if checkpoints:
        raise DoesNotFit(checked.entries + 1, _("missing: a checkpoint counts %d entries") % max(checkpoints))
    without = Claim.objects.filter(standing__gt=0, award=None).order_by("pk").first()
    if without is not None:
        raise DoesNotFit(checked.entries + 1, _("missing: credit stands on claim %s, and no entry is for it") % without)


def _entries(last: int) -> Generator[LedgerEntry, None, None]:
    rows = LedgerEntry.objects.filter(sequence__lte=last).order_by("sequence")
    beside = ("student__ledger_key", "term", "evidence", "claim__policy_version", "claim__rules_version")
    yield from rows.select_related(*(f"award_record__{name}" for name in beside)).iterator(_CHUNK)


def _check_link(entry: LedgerEntry, expected: int, previous: str) -> None:
    if entry.sequence != expected:
        raise DoesNotFit(expected, _("missing: entry %d follows where it should stand") % entry.sequence)
    if entry.hash != entry.hash_of_content():
        raise DoesNotFit(entry.sequence, _("changed: its content does not give its hash"))
    if entry.previous_hash != previous:
        raise DoesNotFit(entry.sequence, _("does not follow the one before: one of the two was changed"))


def _check_award(entry: LedgerEntry, checked: Checked) -> None:
    """An award's entry stands for just what the award beside it says."""
    if entry.kind != LedgerEntry.Kind.AWARD:
        return
    award: Award | None = getattr(entry, "award_record", None)
    if award is None:
        raise DoesNotFit(entry.sequence, _("its award is missing"))
    told = (award.code, award.hundredths, award.term.name, written(award.awarded_at))
    if told != (entry.award, entry.hundredths, entry.term, written(entry.at)):
        raise DoesNotFit(entry.sequence, _("its award %s was changed") % award.number)
    if award.claim.standing != award.hundredths:
        raise DoesNotFit(entry.sequence, _("the amount that stands on its claim %s was changed") % award.claim)
    key: StudentKey | None = getattr(award.student, "ledger_key", None)
    try:
        opens = key is not None and commitment(unsealed(key), award.committed()) == entry.commitment
    except Unreadable as error:
        raise DoesNotFit(entry.sequence, str(error)) from None
    if not opens:
        raise DoesNotFit(
            entry.sequence, _("its commitment does not open: award %s, or what it was granted on, was changed") % award.number
        )
    checked.awards += 1


def _check_checkpoint(checkpoint: Checkpoint | None, tree: Tree, checked: Checked) -> None:
    """The one that counts just the entries of the tree, if there is one."""
    if checkpoint is None:
        return
    if checkpoint.root != tree.root().hex():
        raise DoesNotFit(checkpoint.sequence, _("this entry or one before was written anew: the checkpoint here has another root"))
    signed = canonical(checkpoint.signed())
    if not signing.holds(signed, signature=checkpoint.signature, by=checkpoint.public_key):
        raise DoesNotFit(checkpoint.sequence, _("the signature of the checkpoint here does not hold under our keys"))
    checked.checkpoints += 1
