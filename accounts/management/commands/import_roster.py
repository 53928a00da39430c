"""`manage.py import_roster FILE.csv [--dry-run] [--skip-bad] [--json]`."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import roster, services
from accounts.errors import RosterRefused
from accounts.services.import_roster import Imported


class Command(BaseCommand):
    help = "Imports students, staff and departments from the university's roster; the same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--skip-bad", action="store_true", help="leave bad lines and unknown columns out instead of stopping")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file: Path, dry_run: bool, skip_bad: bool, json: bool, **_: Any) -> None:
        try:
            content = file.read_bytes()
            read = roster.read(content)
        except (OSError, RosterRefused) as error:
            raise CommandError(f"{file}: {error}") from None
        digest = hashlib.sha256(content).hexdigest()
        done = services.import_roster(roster=read, digest=digest, skip_bad=skip_bad, dry_run=dry_run)
        if json:
            self.stdout.write(_json(read, done, dry_run=dry_run))
        else:
            self._say(file, read, done, dry_run=dry_run)
        if done.problems and not skip_bad:
            bad = len({problem.line for problem in done.problems})
            raise CommandError(f"{file}: {bad} bad lines, so nothing was changed; mend them, or leave them out with --skip-bad.")

    def _say(self, file: Path, read: roster.Roster, done: Imported, *, dry_run: bool) -> None:
        self.stdout.write(f"{file}: {read.encoding}, separated by {read.delimiter}")
        for problem in done.problems:
            self.stderr.write(f"{file}: {problem}")
        if done.written or dry_run:
            for people, count in (("students", done.students), ("staff", done.staff)):
                self.stdout.write(f"{people}: {count.new} new, {count.changed} changed, {count.same} as they were")
            self.stdout.write(f"departments: {done.departments} new")
        if dry_run:
            self.stdout.write("nothing was changed (--dry-run)")


def _json(read: roster.Roster, done: Imported, *, dry_run: bool) -> str:
    return json.dumps(
        {
            "encoding": read.encoding,
            "delimiter": read.delimiter,
            "students": asdict(done.students),
            "staff": asdict(done.staff),
            "departments": {"new": done.departments},
            "bad": [asdict(problem) for problem in done.problems],
            "dry_run": dry_run,
            "written": done.written,
        },
        ensure_ascii=False,
    )
