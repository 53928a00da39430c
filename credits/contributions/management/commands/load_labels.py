"""`manage.py load_labels FILE.csv`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credits.contributions.services import load_labels
from credits.contributions.services.labels import BadLabels


class Command(BaseCommand):
    help = "Loads the university's lists: forge,repository,label,from,reason. All of the file or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                loaded = load_labels(lines)
        except BadLabels as error:
            raise CommandError("\n".join(f"{file}:{line}: {problem}" for line, problem in error.problems)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}:1: {error}") from None
        self.stdout.write(f"{loaded.new} new, {loaded.changed} changed, {loaded.same} as they were")
        for line, repository in loaded.unmet.items():
            self.stdout.write(f"{file}:{line}: {repository} is not known here yet; its label holds as soon as it is met")
