"""`manage.py invite [--all] --out FILE.csv`."""

import csv
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts import services
from accounts.management.files import why
from accounts.services.invite import mail_invitations
from accounts.services.passwords import FreshLink

# Cells that a spreadsheet would take for a formula (FAULTS.md W13); import_roster takes the apostrophe off again.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


class Command(BaseCommand):
    help = _("Makes one-time links with which people of the roster set their first password, writes them to a file and mails them.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help=_("also those whose earlier link still holds; that one ends"))
        parser.add_argument(
            "--out", type=Path, required=True, help=_("where to write them as CSV: number,name,email,link,expires_at")
        )

    def handle(self, *, out: Path, **options: Any) -> None:
        try:
            # Whoever reads the file can set these passwords, so it is its owner's alone.
            file = os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{out}: {why(error)}") from None
        with file:
            links = services.invite(again=options["all"])
            rows = csv.writer(file)
            rows.writerow(["number", "name", "email", "link", "expires_at"])
            rows.writerows([_safe(cell) for cell in _row(link)] for link in links)
        done = mail_invitations(links)
        counts = {"links": len(links), "mailed": done.mailed, "without": done.without_address}
        self.stdout.write(_("%(links)d links, %(mailed)d mailed, %(without)d without an address") % counts)
        if done.refused:
            said = _("%(count)d mails were refused by the mail server; their links stand in %(file)s.")
            raise CommandError(said % {"count": len(done.refused), "file": out})


def _row(link: FreshLink) -> list[str]:
    person = link.user.person
    number = person.number if person is not None else ""
    return [number, str(link.user), link.user.email or "", link.url, link.expires_at.isoformat(timespec="seconds")]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_START) else cell
