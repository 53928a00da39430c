"""Between a roster's lines and rows: who is known already, what a line says of a row, and writing many at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.folding import folded
from accounts.models import Department, Staff, StaffRole, Student, User
from accounts.roster import Line, Roster

BATCH = 400
# Where a roster names no departments: these see their own department, the others (of the offices) the whole university.
_OF_A_DEPARTMENT = {StaffRole.Role.ADVISOR, StaffRole.Role.REVIEWER}
_Person = TypeVar("_Person", Student, Staff)


@dataclass(slots=True)
class Known:
    """What the database has of the people in a file, by folded number, name or address."""

    departments: dict[str, Department]
    students: dict[str, Student]
    staff: dict[str, Staff]
    without_number: dict[str, Staff]
    owners: dict[str, str]

    def is_staff(self, line: Line) -> bool:
        """Whether a line is about a member of staff: by its roles, or because the number is known as one's."""
        return bool(line.roles) or folded(line.number) in self.staff

    def person(self, line: Line) -> Student | Staff | None:
        """The row of a line's person. Staff that create_operator made have no number yet; their address finds them."""
        if not self.is_staff(line):
            return self.students.get(folded(line.number))
        return self.staff.get(folded(line.number)) or self.without_number.get(line.email or "")

    def owners_beside(self, lines: Iterable[Line]) -> dict[str, str]:
        """Whose each address is, by number, once those lines have given theirs up that now name another."""
        becomes = {folded(line.number): line.email for line in lines}
        return {email: number for email, number in self.owners.items() if becomes.get(number, email) == email}


def known_of(roster: Roster) -> Known:
    """Everything the import compares with, in a few queries a batch."""
    lines = [*roster.lines, *roster.faulty]
    numbers = [folded(number) for line in lines for number in (line.number, line.advisor) if number]
    emails = [line.email for line in lines if line.email]
    students = by_number(Student, numbers)
    staff = by_number(Staff, numbers)
    without_number = {
        str(one.user.email): one
        for batch in _batches(emails)
        for one in Staff.objects.filter(number="", user__email__in=batch).select_related("user")
    }
    owners = {
        str(user.email): folded(user.person.number) if user.person else f"user {user.pk}"
        for batch in _batches(emails)
        for user in User.objects.filter(email__in=batch).exclude(Q(staff__number="")).select_related("student", "staff")
    }
    departments = {folded(one.name): one for one in Department.objects.all()}
    return Known(departments, students, staff, without_number, owners)


def student_fields(known: Known, roster: Roster, line: Line) -> dict[str, Any]:
    """What a line says of a student; columns that the file does not have say nothing."""
    fields: dict[str, Any] = {
        "name": line.name,
        "department_id": known.departments[folded(line.department)].pk,
        "programme": line.programme,
        "class_name": line.class_name,
        "cohort": line.cohort,
    }
    for column in {"status", "enrolled_from", "enrolled_to"} & roster.columns:
        fields[column] = getattr(line, column)
    if "advisor" in roster.columns:
        fields["advisor_id"] = known.staff[folded(line.advisor)].pk if line.advisor else None
    return fields


def staff_fields(known: Known, line: Line) -> dict[str, Any]:
    """What a line says of a member of staff."""
    return {"name": line.name, "department_id": known.departments[folded(line.department)].pk if line.department else None}


def role_rows(known: Known, line: Line, staff: Staff) -> set[tuple[str, int | None]]:
    """Roles with their departments (None: the whole university). Operators keep the machine running, of no department."""
    rows: set[tuple[str, int | None]] = set()
    for role in line.roles:
        covered: list[int | None] = [known.departments[folded(name)].pk for name in line.covers]
        if role == StaffRole.Role.OPERATOR:
            covered = [None]
        rows |= {(role, pk) for pk in covered or [staff.department_id if role in _OF_A_DEPARTMENT else None]}
    return rows


def free_emails(known: Known, lines: Iterable[Line]) -> None:
    """Take addresses from people who get another, so that two may exchange theirs."""
    people = [(line, known.person(line)) for line in lines]
    changing = [person.user_id for line, person in people if person is not None and person.user.email not in (None, line.email)]
    for batch in _batches(changing):
        User.objects.filter(pk__in=batch).update(email=None)


def write(
    model: type[_Person], rows: Sequence[tuple[Line, _Person | None, dict[str, Any]]], *, emails: bool
) -> tuple[set[int], set[int]]:
    """Make and change people; the line numbers of the new and of the changed. emails: whether the file has addresses."""
    fresh = [(line, fields) for line, person, fields in rows if person is None]
    _make(model, fresh)
    changed: set[int] = set()
    names: set[str] = set()
    people: list[_Person] = []
    users: list[User] = []
    for line, person, fields in rows:
        if person is None:
            continue
        said = fields if person.number else {"number": line.number, **fields}
        different = {name for name, value in said.items() if getattr(person, name) != value}
        for name in different:
            setattr(person, name, said[name])
        if different:
            people.append(person)
        if emails and person.user.email != line.email:
            person.user.email = line.email
            users.append(person.user)
            different.add("email")
        names |= different
        changed |= {line.line} if different else set()
    if people:
        model.objects.bulk_update(people, sorted(name.removesuffix("_id") for name in names - {"email"}), batch_size=BATCH)
    User.objects.bulk_update(users, ["email"], batch_size=BATCH)
    return {line.line for line, _ in fresh}, changed


def _make(model: type[_Person], fresh: Sequence[tuple[Line, dict[str, Any]]]) -> None:
    users = [User(email=line.email) for line, _ in fresh]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users, batch_size=BATCH)
    people = [model(user=user, number=line.number, **fields) for user, (line, fields) in zip(users, fresh, strict=True)]
    model.objects.bulk_create(people, batch_size=BATCH)


def by_number(model: type[_Person], numbers: Sequence[str]) -> dict[str, _Person]:
    """People by folded number."""
    return {
        folded(person.number): person
        for batch in _batches(sorted(set(numbers)))
        for person in model.objects.alias(folded=Lower("number")).filter(folded__in=batch).select_related("user")
    }


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
