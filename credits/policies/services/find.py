"""Terms and people by the names that commands are given."""

from accounts.models import Department, Student
from credits.policies.errors import NotFound
from credits.policies.models import Term


def term_named(name: str) -> Term:
    """Raises NotFound."""
    term = Term.objects.filter(name=name).first()
    if term is None:
        raise NotFound(name)
    return term


def department_named(name: str) -> Department:
    """Raises NotFound."""
    department = Department.objects.filter(name=name).first()
    if department is None:
        raise NotFound(name)
    return department


def student_named(number: str) -> Student:
    """Raises NotFound."""
    student = Student.objects.filter(number=number).first()
    if student is None:
        raise NotFound(number)
    return student
