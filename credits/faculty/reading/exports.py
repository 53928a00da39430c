"""What waits for a file for the student information system, and the files that were made."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from credits.ledger.models import Award, ExportBatch
from credits.pages import labels
from credits.policies.models import Term


@dataclass(frozen=True, slots=True)
class Waiting:
    """Awards of a term that no file has taken."""

    term: Term
    title: str
    count: int
    hundredths: int


def waiting() -> list[Waiting]:
    """By term, the latest first."""
    found = []
    for term in Term.objects.filter(awards__isnull=False).distinct().order_by("-starts_at"):
        sums = Award.objects.waiting(term).order_by().aggregate(count=Count("pk"), hundredths=Sum("hundredths"))
        if sums["count"]:
            found.append(Waiting(term, labels.term_title(term), sums["count"], sums["hundredths"]))
    return found


def batches() -> "QuerySet[ExportBatch]":
    """The latest first, with how many lines each has and their sum."""
    counted = ExportBatch.objects.select_related("term").annotate(count=Count("lines"), hundredths=Sum("lines__award__hundredths"))
    return counted.order_by("-pk")[:20]
