"""`manage.py create_operator EMAIL`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts import services
from accounts.errors import NotAnOperator


class Command(BaseCommand):
    help = "Makes the first person on an empty installation, an operator, and prints a one-time link to set the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **_: Any) -> None:
        try:
            validate_email(email)
            link = services.create_operator(email=email)
        except ValidationError:
            raise CommandError(f"{email} is no e-mail address.") from None
        except NotAnOperator:
            raise CommandError(f"{email} is a student's address; use another for an operator.") from None
        self.stdout.write(link.url)
        self.stderr.write(f"The link works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC.")
