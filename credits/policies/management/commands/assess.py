"""`manage.py assess --term TERM [--student NUMBER] [--json]`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from credits.policies.errors import PolicyError
from credits.policies.services import assess
from credits.policies.services.find import student_named, term_named


class Command(BaseCommand):
    help = _("Assesses everyone with something to assess under the policy in force.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", required=True, help=_("the name of a term, like 2026-2027-1"))
        parser.add_argument("--student", metavar="NUMBER", help=_("of this student only"))
        parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))

    def handle(self, *, term: str, student: str | None, **options: Any) -> None:
        try:
            assessed = assess(term=term_named(term), student=None if student is None else student_named(student))
        except PolicyError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(assessed.as_json(), ensure_ascii=False, sort_keys=True))
        else:
            said = {"term": term, "policy": assessed.policy, "students": len(assessed.milli_points), "changed": assessed.changed}
            self.stdout.write(_("%(term)s under %(policy)s: %(students)d students, %(changed)d changed") % said)
