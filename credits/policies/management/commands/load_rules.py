"""`manage.py load_rules FILE.yaml`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.management.files import why
from credits.policies.errors import PolicyError
from credits.policies.services import load_rules


class Command(BaseCommand):
    help = _("Loads recognition rules: terms and calendar hold at once, the rules once published.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=_("the rules as YAML"))

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            version = load_rules(name=str(file), content=file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}:1: {why(error)}") from None
        except PolicyError as error:
            raise CommandError(str(error)) from None
        said = (
            _("%(version)s is loaded; terms and calendar stay those of %(newer)s") if version.newer else _("%(version)s is loaded")
        )
        self.stdout.write(said % {"version": version, "newer": version.newer})
