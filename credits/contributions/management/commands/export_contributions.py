"""`manage.py export_contributions [--student NUMBER]`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Student
from credits.contributions import reports


class Command(BaseCommand):
    help = _("Prints each stored contribution as a line of JSON.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--student", metavar="NUMBER", help=_("of this student only"))

    def handle(self, *, student: str | None, **_options: Any) -> None:
        person = None
        if student is not None and (person := Student.objects.filter(number=student).first()) is None:
            raise CommandError(_("No student has the number %(number)s.") % {"number": student})
        for line in reports.contribution_lines(person):
            self.stdout.write(json.dumps(line, ensure_ascii=False, sort_keys=True))
