"""`manage.py export_claims --term TERM [--facts CLAIM]`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from credits.claims.models import Claim
from credits.policies.errors import PolicyError
from credits.policies.models import Term
from credits.policies.services.find import term_named


class Command(BaseCommand):
    help = _("Prints the claims of a term as JSON lines; with --facts the frozen FACTS.jsonl of one of them.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term", help=_("the name of a term, like 2026-2027-1"))
        parser.add_argument("--facts", metavar="CLAIM", help=_("the number of a claim"))

    def handle(self, *, term: str | None, facts: str | None, **_options: Any) -> None:
        if term is None and facts is None:
            raise CommandError(_("name a term with --term, or a claim with --facts"))
        sent = Claim.objects.exclude(number=None).select_related("student")
        if term is not None:
            sent = sent.filter(term=self._term(term))
        if facts is not None:
            self._print_facts(sent.filter(number=facts).first(), facts)
            return
        for claim in sent.order_by("number"):
            evidence = claim.evidence.last()
            line = {
                "claim": claim.number,
                "student": claim.student.number,
                "state": claim.state,
                "asked": claim.asked,
                "computed": claim.computed,
                "proposed": claim.proposed,
                "approved": claim.approved,
                "facts_digest": evidence.digest if evidence is not None else None,
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _term(self, name: str) -> Term:
        try:
            return term_named(name)
        except PolicyError as error:
            raise CommandError(str(error)) from None

    def _print_facts(self, claim: Claim | None, number: str) -> None:
        if claim is None:
            raise CommandError(_("%(number)s: no such claim") % {"number": number})
        evidence = claim.evidence.last()
        self.stdout.write(evidence.facts if evidence is not None else "", ending="")
