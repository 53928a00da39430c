"""`manage.py collect [--student NUMBER] [--since DATE] [--wait] [--json]`."""

import json
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Student
from credits.contributions import reports
from credits.contributions.services import collect_account, request_collection
from journal import clock


class Command(BaseCommand):
    help = _("Queues the collection of what linked accounts contributed; with --wait runs it in this process.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--student", metavar="NUMBER", help=_("of this student only"))
        parser.add_argument("--since", metavar="DATE", help=_("read again what changed since this day"))
        parser.add_argument("--wait", action="store_true", help=_("collect here and now, without a worker"))
        parser.add_argument("--json", action="store_true", help=_("print the counts as JSON"))

    def handle(self, *, student: str | None, since: str | None, wait: bool, **options: Any) -> None:
        person = None
        if student is not None and (person := Student.objects.filter(number=student).first()) is None:
            raise CommandError(_("No student has the number %(number)s.") % {"number": student})
        moment = None if since is None else datetime.combine(_day(since), time(), clock.campus_zone())
        queued = request_collection(student=person, since=moment, send=not wait)
        report = reports.Collection(queued=len(queued))
        if wait:
            for work in queued:
                report.add(work, collect_account(work.pk))
            report.count_keys(person)
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) if options["json"] else report.as_text())
        if report.elsewhere:
            said = _("%(count)d accounts are in a worker's hands, which reads them to the end.")
            self.stderr.write(said % {"count": report.elsewhere})
        if report.errors:
            said = _("%(count)d accounts could not be read to the end; their rows say why, and what can be tried again is.")
            raise CommandError(said % {"count": len(report.errors)})


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise CommandError(_("--since: “%(text)s” is no day; write it like 2026-09-01.") % {"text": written}) from None
