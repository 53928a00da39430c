"""`manage.py create_operator EMAIL`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts import services
from accounts.errors import IsOtherStaff, NotAnOperator


class Command(BaseCommand):
    help = _("Makes the first person on an empty installation, an operator, and prints a one-time link to set the password.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help=_("the address to which the link belongs"))

    def handle(self, *, email: str, **_options: Any) -> None:
        try:
            validate_email(email)
            link = services.create_operator(email=email)
        except ValidationError:
            raise CommandError(_("%(email)s is no e-mail address.") % {"email": email}) from None
        except (NotAnOperator, IsOtherStaff) as error:
            raise CommandError(f"{email}: {error.said}") from None
        self.stdout.write(link.url)
        self.stderr.write(_("The link works once, until %(until)s UTC.") % {"until": f"{link.expires_at:%Y-%m-%d %H:%M}"})
