"""`manage.py verify_ledger [--json]`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from credits.ledger import checking, signing


class Command(BaseCommand):
    help = _(
        "Checks each entry of the ledger, each checkpoint, and the award beside each entry; names the first that does not fit."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))

    def handle(self, **options: Any) -> None:
        checked = checking.check()
        problem = checked.problem
        if options["json"]:
            told = {
                "verified": problem is None,
                "entries": checked.entries,
                "awards": checked.awards,
                "credit_hundredths": checked.credit_hundredths,
                "checkpoints": checked.checkpoints,
                "public_key": signing.public_key(),
                "first_bad": None if problem is None else {"sequence": problem.sequence, "what": str(problem)},
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, sort_keys=True))
        if problem is not None:
            raise CommandError(_("Entry %(sequence)d: %(what)s") % {"sequence": problem.sequence, "what": problem})
        if not options["json"]:
            holds = _("%(entries)d entries, %(awards)d awards and %(checkpoints)d checkpoints hold.")
            counts = {"entries": checked.entries, "awards": checked.awards, "checkpoints": checked.checkpoints}
            self.stdout.write(holds % counts)
