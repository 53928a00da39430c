"""`manage.py publish ID@VERSION --term TERM [--department D] --by STAFF --second STAFF`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Staff
from credits.policies.errors import PolicyError
from credits.policies.models import PolicyVersion
from credits.policies.services import publish
from credits.policies.services.find import rules_of


class Command(BaseCommand):
    help = _("Puts a loaded version of a policy or of rules in force for a term; two people publish.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", metavar="ID@VERSION", help=_("as the command that loaded it said"))
        parser.add_argument("--term", required=True, help=_("the name of a term, like 2026-2027-1"))
        parser.add_argument("--department", help=_("the name of a department; without it for the whole university"))
        parser.add_argument("--by", required=True, metavar="STAFF", help=_("number or e-mail of a policy owner"))
        second = _("number or e-mail of another one, or of a registrar")
        parser.add_argument("--second", required=True, metavar="STAFF", help=second)

    def handle(self, *, version: str, term: str, department: str | None, by: str, second: str, **_options: Any) -> None:
        try:
            publication = publish(version=version, term=term, department=department, by=_staff(by), second=_staff(second))
        except PolicyError as error:
            raise CommandError(str(error)) from None
        where = ", ".join(filter(None, (term, department)))
        self.stdout.write(_("%(version)s is in force for %(where)s") % {"version": version, "where": where})
        published = publication.policy_version
        if published.kind == PolicyVersion.Kind.RULES and not rules_of(published).rounds_of(term):
            # No mistake by itself: for a term long past only the office opens claims, and it needs no round.
            said = _("It has no round for %(term)s: students cannot claim until a version with one is published.")
            self.stdout.write(said % {"term": term})


def _staff(name: str) -> Staff:
    found = Staff.objects.filter(Q(number=name) | Q(user__email__iexact=name)).first()
    if found is None:
        raise CommandError(_("No member of staff has the number or e-mail %(name)s.") % {"name": name})
    return found
