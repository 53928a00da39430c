"""`manage.py export_credits --term TERM --format csv|xlsx|json [--batch new|ID] [--out FILE]`."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.management.files import why
from credits.ledger import records
from credits.ledger.errors import LedgerError
from credits.ledger.files import whole_file
from credits.ledger.services import batch_named, make_batch
from credits.policies.errors import PolicyError
from credits.policies.models import Term
from credits.policies.services.find import term_named


class Command(BaseCommand):
    help = _("Prints the awards of a term for the student information system.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", required=True, help=_("the name of a term, like 2026-2027-1"))
        parser.add_argument("--format", required=True, choices=["csv", "xlsx", "json"], help=_("of the file"))
        parser.add_argument("--batch", metavar="new|ID", help=_("new: a batch of all that waits; ID: print that batch again"))
        parser.add_argument("--out", type=Path, metavar="FILE", help=_("instead of the standard output"))

    def handle(self, *, term: str, batch: str | None, out: Path | None, **options: Any) -> None:
        try:
            held = term_named(term)
            name, told = _told(held, batch)
        except (LedgerError, PolicyError) as error:
            raise CommandError(str(error)) from None
        try:
            with whole_file(out) as file:
                file.write(records.as_bytes(told, options["format"], name=name))
        except OSError as error:
            said = f"{error.filename}: {why(error)}"
            if batch == "new":
                said += " " + _("The batch is made; print it again with --batch %s.") % name
            raise CommandError(said) from None
        # The standard output may be the file itself.
        self.stderr.write(_totals(name, told))


def _told(term: Term, batch: str | None) -> tuple[str, list[records.Record]]:
    """The name of what is printed, and its lines."""
    if batch is None:
        return term.name, list(records.of_term(term))
    made = make_batch(term=term) if batch == "new" else batch_named(batch, term=term)
    return made.number, list(records.of_batch(made))


def _totals(name: str, told: list[records.Record]) -> str:
    """Lines, sum of credit, and the sum of each department."""
    sums: Counter[str] = Counter()
    for record in told:
        sums[str(record["department"])] += int(record["credit_hundredths"])
    counted = _("%(name)s: %(lines)d awards, %(credit).2f credits")
    each = _("%(department)s: %(credit).2f")
    lines = [counted % {"name": name, "lines": len(told), "credit": sums.total() / 100}]
    lines += [each % {"department": department, "credit": hundredths / 100} for department, hundredths in sorted(sums.items())]
    return "\n  ".join(lines)
