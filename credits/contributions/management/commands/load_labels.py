"""`manage.py load_labels FILE.csv`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.management.files import why
from credits.contributions.services import load_labels
from credits.contributions.services.labels import BadLabels


class Command(BaseCommand):
    help = _("Loads the university's lists: forge,repository,label,from,reason. All of the file or nothing.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=_("the lists as CSV"))

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                loaded = load_labels(lines)
        except BadLabels as error:
            raise CommandError("\n".join(f"{file}:{line}: {problem}" for line, problem in error.problems)) from None
        except OSError as error:
            raise CommandError(f"{file}:1: {why(error)}") from None
        except UnicodeDecodeError:
            raise CommandError(_("%(file)s:1: the file is not text in UTF-8; save it as CSV in UTF-8") % {"file": file}) from None
        counts = {"new": loaded.new, "changed": loaded.changed, "same": loaded.same}
        self.stdout.write(_("%(new)d new, %(changed)d changed, %(same)d as they were") % counts)
        for line, repository in loaded.unmet.items():
            said = _("%(file)s:%(line)d: %(repository)s is not known here yet; its label holds as soon as it is met")
            self.stdout.write(said % {"file": file, "line": line, "repository": repository})
