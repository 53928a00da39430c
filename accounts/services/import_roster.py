"""Write a roster: departments, staff with their roles, students; the same file twice changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.folding import folded
from accounts.models import Department, Staff, StaffRole, Student
from accounts.roster import Line, Problem, Roster
from accounts.roster.columns import named
from accounts.services.roster_rows import (
    BATCH,
    Known,
    by_number,
    free_emails,
    known_of,
    role_rows,
    staff_fields,
    student_fields,
    write,
)
from journal import audit, outbox

_WEIGHING = ("enrolled_from", "enrolled_to", "department_id")


@dataclass(slots=True)
class Count:
    """How many people were new, changed, or as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(slots=True)
class Imported:
    """What an import did, or (`written` False) would have done."""

    problems: tuple[Problem, ...]
    students: Count = field(default_factory=Count)
    staff: Count = field(default_factory=Count)
    departments: int = 0
    written: bool = False


@transaction.atomic
def import_roster(*, roster: Roster, digest: str, skip_bad: bool = False, dry_run: bool = False) -> Imported:
    """Make the database say what the file says; people whom it does not name stay as they are.

    digest: SHA-256 of the file, for the audit row. Any problem stops the whole import, unless `skip_bad` leaves those lines out.
    """
    known = known_of(roster)
    lines, problems = _good(known, roster)
    done = Imported(problems)
    if problems and not skip_bad:
        return done
    free_emails(known, lines if "email" in roster.columns else [])
    done.departments = _departments(known, lines)
    staff_lines = [line for line in lines if known.is_staff(line)]
    new, changed = _staff(known, roster, staff_lines)
    done.students = _students(known, roster, [line for line in lines if not known.is_staff(line)])
    if "roles" in roster.columns:
        # Behind all other rows: it writes audit rows, and who holds the end of the audit log waits for no row any more.
        changed |= _roles(known, staff_lines) - new
    done.staff = Count(len(new), len(changed), len(staff_lines) - len(new) - len(changed))
    counts = {
        f"{people}_{what}": getattr(count, what)
        for people, count in (("students", done.students), ("staff", done.staff))
        for what in ("new", "changed")
    }
    if done.departments or any(counts.values()):
        left_out = len({problem.line for problem in problems})
        audit.add("roster_imported", digest=digest, lines=len(lines), left_out=left_out, departments=done.departments, **counts)
    done.written = not dry_run
    transaction.set_rollback(dry_run)
    return done


def _good(known: Known, roster: Roster) -> tuple[list[Line], tuple[Problem, ...]]:
    """The lines that can be written, and all problems in the order of their lines.

    Looked at until nothing new is found: a line that falls out may have been another one's advisor, or have freed an address.
    """
    lines, problems = list(roster.lines), list(roster.problems)
    while found := list(_against(known, lines, asked=lines)):
        problems += found
        bad = {problem.line for problem in found}
        lines = [line for line in lines if line.line not in bad]
    problems += _against(known, lines, asked=roster.faulty)
    return lines, tuple(sorted(problems, key=lambda problem: problem.line))


def _against(known: Known, lines: Sequence[Line], *, asked: Sequence[Line]) -> Iterator[Problem]:
    """What is wrong with the lines asked about, only beside the database and the good lines."""
    advisors = {folded(line.number) for line in lines if known.is_staff(line)} | known.staff.keys()
    owners = known.owners_beside(lines)
    for line in asked:
        number = folded(line.number)
        if number in known.students and line.roles:
            yield Problem(line.line, named("roles"), _("“%(value)s” is a student's number") % {"value": line.number})
        if number in known.staff and not line.roles and (line.programme or line.class_name or line.cohort):
            yield Problem(
                line.line, named("student_number"), _("“%(value)s” is the number of a member of staff") % {"value": line.number}
            )
        if line.advisor and folded(line.advisor) not in advisors:
            said = _("“%(value)s” is no member of staff, here or in the file")
            yield Problem(line.line, named("advisor"), said % {"value": line.advisor})
        is_anothers = owners.get(line.email or "", number) != number or (line.email in known.without_number and not line.roles)
        if number and line.email and is_anothers:
            # Nobody is merged by an e-mail address (FAULTS.md W9).
            yield Problem(line.line, named("email"), _("“%(value)s” belongs to somebody else") % {"value": line.email})


def _departments(known: Known, lines: Sequence[Line]) -> int:
    """Make those that are named and unknown; how many."""
    wanted = {folded(name): name for line in reversed(lines) for name in (line.department, *line.covers) if name}
    new = [Department(name=name) for key, name in sorted(wanted.items()) if key not in known.departments]
    known.departments |= {folded(department.name): department for department in Department.objects.bulk_create(new)}
    return len(new)


def _staff(known: Known, roster: Roster, lines: Sequence[Line]) -> tuple[set[int], set[int]]:
    """The lines of those who are new, and of those who changed."""
    known_rows = [(line, known.staff.get(folded(line.number)) or known.without_number.get(line.email or "")) for line in lines]
    rows = [(line, staff, staff_fields(known, line)) for line, staff in known_rows]
    new, changed = write(Staff, rows, emails="email" in roster.columns)
    known.staff |= by_number(Staff, [folded(line.number) for line in lines])
    return new, changed


def _roles(known: Known, lines: Sequence[Line]) -> set[int]:
    """Give and take roles; whose changed is signed out everywhere, and each change has its audit row. The lines that did."""
    people = [(line, known.staff[folded(line.number)]) for line in lines]
    held: dict[int, set[tuple[str, int | None]]] = {}
    rows = StaffRole.objects.filter(staff__in=[staff.pk for _, staff in people])
    for pk, name, covered in rows.values_list("staff", "role", "department"):
        held.setdefault(pk, set()).add((name, covered))
    changed: dict[int, dict[str, Any]] = {}
    for line, staff in people:
        before, after = held.get(staff.pk, set()), role_rows(known, line, staff)
        if before == after:
            continue
        changed[line.line] = {
            "about": staff,
            "before": sorted(map(list, before), key=str),
            "after": sorted(map(list, after), key=str),
        }
        for role, department in before - after:
            StaffRole.objects.filter(staff=staff, role=role, department=department).delete()
        StaffRole.objects.bulk_create(StaffRole(staff=staff, role=role, department_id=pk) for role, pk in after - before)
        staff.user.session_round += 1
        staff.user.save(update_fields=["session_round"])
    for told in changed.values():
        audit.add("roles_changed", **told)
    return set(changed)


def _students(known: Known, roster: Roster, lines: Sequence[Line]) -> Count:
    rows = [(line, known.students.get(folded(line.number)), student_fields(known, roster, line)) for line in lines]
    # Looked at before they are written: afterwards the rows say what the file says.
    reassessed = [student.pk for _, student, fields in rows if student is not None and _weighs(student, fields)]
    Student.objects.lock(student.pk for _, student, _ in rows if student is not None)
    new, changed = write(Student, rows, emails="email" in roster.columns)
    for start in range(0, len(reassessed), BATCH):
        outbox.add("roster_changed", students=reassessed[start : start + BATCH])
    return Count(len(new), len(changed), len(lines) - len(new) - len(changed))


def _weighs(student: Student, fields: dict[str, Any]) -> bool:
    """Whether a change is one of those by which work counts otherwise: when the student was enrolled, and whose policy holds."""
    return any(fields[name] != getattr(student, name) for name in _WEIGHING if name in fields)
