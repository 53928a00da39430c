"""Terms and people by the names that commands are given."""

from accounts.models import Student
from credits.policies.errors import NotFound
from credits.policies.models import Term


def term_named(name: str) -> Term:
    """Raises NotFound."""
    term = Term.objects.filter(name=name).first()
    if term is None:
        raise NotFound(name)
    return term


def student_named(number: str) -> Student:
    """Raises NotFound."""
    student = Student.objects.filter(number=number).first()
    if student is None:
        raise NotFound(number)
    return student
