"""`manage.py load_rules FILE.yaml`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credits.policies.errors import PolicyError
from credits.policies.services import load_rules


class Command(BaseCommand):
    help = "Loads recognition rules: terms and calendar hold at once, the rules once published."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_: Any) -> None:
        try:
            version = load_rules(name=str(file), content=file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}:1: {error.strerror}") from None
        except PolicyError as error:
            raise CommandError(str(error)) from None
        newer = version.newer
        self.stdout.write(f"{version} is loaded{f'; terms and calendar stay those of {newer}' if newer else ''}")
