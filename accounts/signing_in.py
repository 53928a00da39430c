"""Who is at the door: an e-mail address or a number, and a password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models.functions import Lower
from django.http import HttpRequest

from accounts.folding import folded
from accounts.models import Staff, Student, User


def find_user(name: str) -> User | None:
    """The sign-in row of an e-mail address or of a student's or member of staff's number, in any case and width."""
    wanted = folded(name)
    if not wanted:
        return None
    if "@" in wanted:
        return User.objects.alias(folded=Lower("email")).filter(folded=wanted).first()
    for people in (Student.objects.all(), Staff.objects.all()):
        person = people.alias(folded=Lower("number")).filter(folded=wanted).select_related("user").first()
        if person is not None:
            return person.user
    return None


class UniversityBackend(BaseBackend):
    """Passwords of people of the roster; there is no other way in."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 (Django's signature)
        name: Any = None,
        password: Any = None,
        **_: Any,
    ) -> User | None:
        """The person, or None; an unknown name takes as long as a wrong password."""
        if not isinstance(name, str) or not isinstance(password, str) or not name or not password:
            return None
        user = find_user(name)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, with what every page asks of them."""
        return User.objects.filter(pk=user_id, is_active=True).select_related("student", "staff").first()
