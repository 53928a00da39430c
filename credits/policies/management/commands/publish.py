"""`manage.py publish ID@VERSION --term TERM [--department D] --by STAFF --second STAFF`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from accounts.models import Staff
from credits.policies.errors import PolicyError
from credits.policies.models import PolicyVersion
from credits.policies.services import publish
from credits.policies.services.find import rules_of


class Command(BaseCommand):
    help = "Puts a loaded version of a policy or of rules in force for a term; two people publish."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", metavar="ID@VERSION")
        parser.add_argument("--term", required=True)
        parser.add_argument("--department")
        parser.add_argument("--by", required=True, metavar="STAFF", help="number or e-mail of a policy owner")
        parser.add_argument("--second", required=True, metavar="STAFF", help="number or e-mail of another one, or of a registrar")

    def handle(self, *, version: str, term: str, department: str | None, by: str, second: str, **_: Any) -> None:
        try:
            publication = publish(version=version, term=term, department=department, by=_staff(by), second=_staff(second))
        except PolicyError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{version} is in force for {term}{f', {department}' if department else ''}")
        published = publication.policy_version
        if published.kind == PolicyVersion.Kind.RULES and not rules_of(published).rounds_of(term):
            # No mistake by itself: for a term long past only the office opens claims, and it needs no round.
            self.stdout.write(f"It has no round for {term}: students cannot claim until a version with one is published.")


def _staff(name: str) -> Staff:
    found = Staff.objects.filter(Q(number=name) | Q(user__email__iexact=name)).first()
    if found is None:
        raise CommandError(f"No member of staff has the number or e-mail {name}.")
    return found
