"""`manage.py collect [--student NUMBER] [--since DATE] [--wait] [--json]`."""

import json
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Student
from credits.contributions import reports
from credits.contributions.services import collect_now, request_collection
from journal import clock


class Command(BaseCommand):
    help = "Queues the collection of what linked accounts contributed; with --wait runs it in this process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--student", metavar="NUMBER", help="of this student only")
        parser.add_argument("--since", metavar="DATE", type=date.fromisoformat, help="read again what changed since this day")
        parser.add_argument("--wait", action="store_true", help="collect here and now, without a worker")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *, student: str | None, since: date | None, wait: bool, **options: Any) -> None:
        person = None
        if student is not None and (person := Student.objects.filter(number=student).first()) is None:
            raise CommandError(f"No student has the number {student}.")
        moment = None if since is None else datetime.combine(since, time(), clock.campus_zone())
        queued = request_collection(student=person, since=moment, send=not wait)
        report = reports.Collection(queued=len(queued))
        if wait:
            for work in queued:
                report.add(collect_now(work))
            report.count_keys(person)
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) if options["json"] else report.as_text())
        if report.errors:
            raise CommandError(f"{len(report.errors)} accounts could not be read to the end; the rows say why and are tried again.")
