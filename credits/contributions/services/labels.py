"""The university's lists: which words a repository carries, and from when."""

import csv
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TextIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Forge
from credits.contributions.models import Repository, RepositoryLabel
from journal import audit, clock, outbox

COLUMNS = ("forge", "repository", "label", "from", "reason")


class BadLabels(Exception):
    """Every bad line of the file, as (line, what is wrong); nothing was changed."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"{line}: {problem}" for line, problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file did: rows new, changed, and as they were; `unmet` by line those whose repository is not known here yet."""

    new: int
    changed: int
    same: int
    unmet: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    forge: str
    repository: str
    label: str
    starts_at: datetime
    reason: str

    @property
    def place(self) -> tuple[str, str]:
        return place(self.forge, self.repository)


def place(forge: str, name: str) -> tuple[str, str]:
    """A repository's name for comparing: to the forges, `Lantern/Oil` and `lantern/oil` are one."""
    return forge, name.lower()


def load_labels(file: TextIO) -> Loaded:
    """Take a file of labels (`forge,repository,label,from,reason`), all of it or nothing; run twice, it changes nothing.

    `from` is a day of the university or a moment with offset. Raises BadLabels with every bad line.
    """
    rows = _read(file)
    with transaction.atomic():
        counts = {"new": 0, "changed": 0, "same": 0}
        touched, unmet = [], {}
        known, listed = _known(), {(*place(row.forge, row.name), row.label): row for row in RepositoryLabel.objects.all()}
        for row in rows:
            held = listed.get((*row.place, row.label)) or RepositoryLabel(forge=row.forge, name=row.repository, label=row.label)
            said = {
                "starts_at": row.starts_at,
                "reason": row.reason,
                "repository_id": held.repository_id or known.get(row.place),
            }
            if said["repository_id"] is None:
                unmet[row.line] = f"{row.forge} {row.repository}"
            is_new = held.pk is None
            if _write(held, said):
                counts["new" if is_new else "changed"] += 1
                touched.append(f"{row.forge}:{row.repository}:{row.label}")
            else:
                counts["same"] += 1
        if touched:
            audit.add("labels_loaded", labels=touched)
            outbox.add("labels_changed")
    return Loaded(**counts, unmet=unmet)


def label_repository(repository: Repository) -> bool:
    """Give a repository the labels that lists hold for its name and nobody has; from now on they follow its number.

    Whether there were any.
    """
    waiting = RepositoryLabel.objects.filter(forge=repository.forge, name__iexact=repository.name, repository=None)
    return bool(waiting.update(repository=repository))


@transaction.atomic
def begin_labels() -> list[int]:
    """The repositories of which a label's day has come since this was asked last, by their keys; each label is told once."""
    begun = RepositoryLabel.objects.select_for_update().filter(begun_at=None, starts_at__lte=clock.now())
    rows = dict(begun.values_list("pk", "repository"))
    RepositoryLabel.objects.filter(pk__in=rows).update(begun_at=clock.now())
    return [repository for repository in rows.values() if repository is not None]


def _known() -> dict[tuple[str, str], int]:
    """Repositories by name; of two that had the same one, that which had it last."""
    rows = Repository.objects.order_by("read_at").values_list("forge", "name", "pk")
    return {place(forge, name): pk for forge, name, pk in rows.iterator()}


def _write(held: RepositoryLabel, said: dict[str, Any]) -> bool:
    """Make a row say what a line says; whether it said something else before, or was not there."""
    if held.pk is not None and all(getattr(held, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(held, name, value)
    # Whoever loads a list has everybody assessed; only what begins later is left to the sweep.
    held.begun_at = clock.now() if held.starts_at <= clock.now() else None
    held.save()
    return True


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
            key = (*row.place, row.label)
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
    if value["forge"] not in Forge.values:
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
    return _Row(line, value["forge"], value["repository"], value["label"], starts_at, value["reason"])


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return datetime.combine(moment.date(), time(), clock.campus_zone()) if len(text) == len("2026-09-01") else None
    return moment
