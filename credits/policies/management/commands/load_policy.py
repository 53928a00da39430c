"""`manage.py load_policy FILE.yaml`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.management.files import why
from credits.policies.errors import PolicyError
from credits.policies.services import load_policy


class Command(BaseCommand):
    help = _("Loads a scoring policy as a draft; `publish` puts it in force.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=_("the policy as YAML"))

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            version = load_policy(name=str(file), content=file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}:1: {why(error)}") from None
        except PolicyError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_("%(version)s is loaded") % {"version": version})
