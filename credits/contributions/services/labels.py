"""The university's lists: which words a repository carries, and from when."""

import csv
from dataclasses import dataclass
from datetime import datetime, time
from typing import TextIO

from django.db import transaction
from django.utils.translation import gettext as _

from credits.contributions.models import Repository, RepositoryLabel
from journal import audit, clock, outbox

COLUMNS = ("forge", "repository", "label", "from", "reason")
FORGES = ("github", "gitee")


class BadLabels(Exception):
    """Every bad line of the file, as (line, what is wrong); nothing was changed."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"{line}: {problem}" for line, problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file did: rows new, changed, and as they were."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class _Row:
    forge: str
    repository: str
    label: str
    starts_at: datetime
    reason: str


def load_labels(file: TextIO) -> Loaded:
    """Take a file of labels (`forge,repository,label,from,reason`), all of it or nothing; run twice, it changes nothing.

    `from` is a day of the university or a moment with offset. Raises BadLabels with every bad line.
    """
    rows = _read(file)
    with transaction.atomic():
        counts = {"new": 0, "changed": 0, "same": 0}
        touched = []
        for row in rows:
            held = RepositoryLabel.objects.filter(forge=row.forge, name=row.repository, label=row.label).first()
            if held is not None and (held.starts_at, held.reason) == (row.starts_at, row.reason):
                counts["same"] += 1
                continue
            counts["new" if held is None else "changed"] += 1
            held = held or RepositoryLabel(forge=row.forge, name=row.repository, label=row.label)
            held.starts_at, held.reason = row.starts_at, row.reason
            held.repository = held.repository or Repository.objects.filter(forge=row.forge, name=row.repository).first()
            held.save()
            touched.append(f"{row.forge}:{row.repository}:{row.label}")
        if touched:
            audit.add("labels_loaded", labels=touched)
            outbox.add("labels_changed")
    return Loaded(**counts)


def label_repository(repository: Repository) -> None:
    """Give a repository that was just met the labels that lists hold for its name; from now on they follow its number."""
    RepositoryLabel.objects.filter(forge=repository.forge, name=repository.name, repository=None).update(repository=repository)


def _read(file: TextIO) -> list[_Row]:
    reader = csv.DictReader(file, strict=True)
    names = tuple(name.strip() for name in reader.fieldnames or ())
    problems = [(1, _("unknown column: %(name)s") % {"name": name}) for name in names if name not in COLUMNS]
    problems += [(1, _("missing column: %(name)s") % {"name": name}) for name in COLUMNS if name not in names]
    problems += [(1, _("a column twice: %(name)s") % {"name": name}) for name in COLUMNS if names.count(name) > 1]
    if problems:
        raise BadLabels(problems)
    reader.fieldnames = list(names)
    rows: list[_Row] = []
    seen: dict[tuple[str, str, str], int] = {}
    try:
        for record in reader:
            row = _row(record, reader.line_num, problems)
            if row is None:
                continue
            key = (row.forge, row.repository, row.label)
            if key in seen:
                problems.append((reader.line_num, _("the same label as in line %(line)d") % {"line": seen[key]}))
            seen.setdefault(key, reader.line_num)
            rows.append(row)
    except csv.Error as error:
        problems.append((reader.line_num, str(error)))
    if problems:
        raise BadLabels(problems)
    return rows


def _row(record: dict[str, str], line: int, problems: list[tuple[int, str]]) -> _Row | None:
    before = len(problems)
    if None in record or None in record.values():
        problems.append((line, _("%(number)d values are expected") % {"number": len(COLUMNS)}))
        return None
    value = {name: text.strip() for name, text in record.items()}
    if value["forge"] not in FORGES:
        problems.append((line, _("forge: github or gitee is expected, not “%(value)s”") % {"value": value["forge"]}))
    owner, slash, name = value["repository"].partition("/")
    if not (owner and slash and name) or "/" in name or any(map(str.isspace, value["repository"])):
        problems.append((line, _("repository: owner/name is expected, not “%(value)s”") % {"value": value["repository"]}))
    if not value["label"] or any(map(str.isspace, value["label"])):
        problems.append((line, _("label: one word is expected, not “%(value)s”") % {"value": value["label"]}))
    starts_at = _moment(value["from"])
    if starts_at is None:
        problems.append((line, _("from: a day like 2026-09-01 is expected, not “%(value)s”") % {"value": value["from"]}))
    if not value["reason"]:
        problems.append((line, _("reason: a list needs a reason")))
    if len(problems) > before or starts_at is None:
        return None
    return _Row(value["forge"], value["repository"], value["label"], starts_at, value["reason"])


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return datetime.combine(moment.date(), time(), clock.campus_zone()) if len(text) == len("2026-09-01") else None
    return moment
