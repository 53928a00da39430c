"""`manage.py import_roster FILE.csv [--dry-run] [--skip-bad] [--json]`."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext as translated

from accounts import roster, services
from accounts.errors import RosterRefused
from accounts.management.files import why
from accounts.services.import_roster import Imported


class Command(BaseCommand):
    help = _("Imports students, staff and departments from the university's roster; the same file twice changes nothing.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=_("the roster as CSV"))
        parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
        parser.add_argument(
            "--skip-bad", action="store_true", help=_("leave bad lines and unknown columns out instead of stopping")
        )
        parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))

    def handle(self, *, file: Path, dry_run: bool, skip_bad: bool, json: bool, **_options: Any) -> None:
        try:
            content = file.read_bytes()
            read = roster.read(content)
        except OSError as error:
            raise CommandError(f"{file}: {why(error)}") from None
        except RosterRefused as error:
            raise CommandError(f"{file}: {error}") from None
        digest = hashlib.sha256(content).hexdigest()
        done = services.import_roster(roster=read, digest=digest, skip_bad=skip_bad, dry_run=dry_run)
        if json:
            self.stdout.write(_json(read, done, dry_run=dry_run))
        else:
            self._say(file, read, done, dry_run=dry_run)
        if done.problems and not skip_bad:
            bad = len({problem.line for problem in done.problems})
            said = _("%(file)s: %(bad)d bad lines, so nothing was changed; mend them, or leave them out with --skip-bad.")
            raise CommandError(said % {"file": file, "bad": bad})

    def _say(self, file: Path, read: roster.Roster, done: Imported, *, dry_run: bool) -> None:
        how = {"file": file, "encoding": read.encoding, "delimiter": translated(read.delimiter)}
        self.stdout.write(_("%(file)s: %(encoding)s, separated by %(delimiter)s") % how)
        for problem in done.problems:
            self.stderr.write(f"{file}: {problem}")
        if done.written or dry_run:
            self.stdout.write(_("students: %(new)d new, %(changed)d changed, %(same)d as they were") % asdict(done.students))
            self.stdout.write(_("staff: %(new)d new, %(changed)d changed, %(same)d as they were") % asdict(done.staff))
            self.stdout.write(_("departments: %(new)d new") % {"new": done.departments})
        if dry_run:
            self.stdout.write(_("nothing was changed (--dry-run)"))


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
