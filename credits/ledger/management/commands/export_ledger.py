"""`manage.py export_ledger [--out FILE] [--checkpoint FILE]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.management.files import why
from credits.ledger import exports, services
from credits.ledger.files import whole_file


class Command(BaseCommand):
    help = _("Prints the ledger as lines of JSON; python -m credits.ledger.verify checks them without this program.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, metavar="FILE", help=_("instead of the standard output"))
        kept = _("also the signed head: keep it where nobody here can change it")
        parser.add_argument("--checkpoint", type=Path, metavar="FILE", help=kept)

    def handle(self, *, out: Path | None, checkpoint: Path | None, **_options: Any) -> None:
        try:
            if checkpoint is not None:
                head = services.checkpoint()
                with whole_file(checkpoint) as file:
                    file.writelines(exports.checkpoint_lines(head))
            with whole_file(out) as file:
                file.writelines(exports.ledger_lines())
        except OSError as error:
            raise CommandError(f"{error.filename}: {why(error)}") from None
