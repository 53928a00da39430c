"""`manage.py doctor [--token-file FILE]`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from config import doctor
from config.doctor import tokens
from config.doctor.findings import State


class Command(BaseCommand):
    help = _("Tries what an installation needs, and says a remedy for each part that does not work.")
    # What the checks would stumble over is what is looked at here.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        what = _("a line a forge, “github TOKEN” and “gitee TOKEN”: for ten read-only calls each")
        parser.add_argument("--token-file", type=Path, metavar="FILE", help=what)

    def handle(self, *, token_file: Path | None, **_options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                held = tokens.read(token_file) if token_file else {}
            except tokens.BadTokens as error:
                raise CommandError(str(error)) from None
            troubles = 0
            for finding in doctor.examine(tokens=held):
                self.stdout.write(str(finding))
                troubles += finding.state is State.TROUBLE
            if troubles:
                raise CommandError(
                    _("Something is wrong in %(count)s places; each line with ✗ says what to do.") % {"count": troubles}
                )
