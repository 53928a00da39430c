"""`manage.py export_facts --term TERM [--student NUMBER]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from credits.policies import facts
from credits.policies.errors import PolicyError
from credits.policies.services.find import student_named, term_named


class Command(BaseCommand):
    help = _("Prints the FACTS.jsonl that assess read: python -m credits.scoring on it gives what was stored.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", required=True, help=_("the name of a term, like 2026-2027-1"))
        parser.add_argument("--student", metavar="NUMBER", help=_("of this student only"))

    def handle(self, *, term: str, student: str | None, **_options: Any) -> None:
        try:
            held = term_named(term)
            person = None if student is None else student_named(student)
        except PolicyError as error:
            raise CommandError(str(error)) from None
        for line in facts.as_assessed(held, student=person).lines():
            self.stdout.write(facts.text(line))
