"""Export batch: the awards that wait go into one file for the student information system, each into just one."""

from itertools import count

from django.db import transaction

from credits.ledger.errors import NoSuchBatch, NothingWaits
from credits.ledger.models import Award, ExportBatch, ExportLine
from credits.ledger.records import record_of
from credits.policies.models import Term
from journal import audit

_CHUNK = 500


@transaction.atomic
def make_batch(*, term: Term) -> ExportBatch:
    """A batch of all that waits in the term. Killed before its end there is none, and killed after it, it can be printed again.

    Raises NothingWaits.
    """
    # Two at once make one batch after the other; the second finds nothing that waits. `no_key`: an award run, which has the end of the
    # audit log by then, points to the term too.
    Term.objects.select_for_update(no_key=True).get(pk=term.pk)
    if not Award.objects.waiting(term).exists():
        raise NothingWaits
    number = f"{term.name}-B{ExportBatch.objects.filter(term=term).count() + 1:02}"
    batch = ExportBatch.objects.create(number=number, term=term)
    places = count(1)
    # A few at a time: each takes those that the ones before have left waiting.
    while awards := list(Award.objects.waiting(term).in_full().order_by("entry")[:_CHUNK]):
        lines = [ExportLine(batch=batch, award=award, line=place) for award, place in zip(awards, places, strict=False)]
        for line in lines:
            line.values = record_of(line.award, batch=batch.number, line=line.number)
        ExportLine.objects.bulk_create(lines)
        Award.objects.filter(pk__in=[award.pk for award in awards]).update(state=Award.State.EXPORTED)
    audit.add("export_batch_made", about=batch, number=number, lines=next(places) - 1)
    return batch


def batch_named(number: str, *, term: Term) -> ExportBatch:
    """Raises NoSuchBatch."""
    batch = ExportBatch.objects.filter(number=number, term=term).first()
    if batch is None:
        raise NoSuchBatch(number)
    return batch
