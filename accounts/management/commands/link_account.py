"""`manage.py link_account STUDENT_NUMBER FORGE --token-file FILE`: for migrations and tests."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.errors import AccountsError, ForgeRefused
from accounts.linking.grant import Grant
from accounts.linking.proof import read_holder
from accounts.management.files import why
from accounts.models import Forge, Student
from accounts.services import give_consent, link


class Command(BaseCommand):
    help = _("Records a consent given outside, proves the token against the forge's /user, then links.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("student", metavar="STUDENT_NUMBER", help=_("the student who holds the account"))
        parser.add_argument("forge", metavar="FORGE", choices=Forge.values, help=_("github or gitee"))
        # A file, because a token in the command line stands in the process list and the shell's history.
        parser.add_argument(
            "--token-file", required=True, type=Path, metavar="FILE", help=_("holds the access token and nothing else")
        )

    def handle(self, *, student: str, forge: str, token_file: Path, **_options: Any) -> None:
        found = Student.objects.select_related("user").filter(number=student).first()
        if found is None:
            raise CommandError(_("No student has the number %(number)s.") % {"number": student})
        give_consent(user=found.user, given="outside, recorded by link_account")
        try:
            token = _token(token_file)
            linked = link(user=found.user, forge=forge, holder=read_holder(forge, token), grant=Grant(access=token))
        except ForgeRefused:
            said = _("%(forge)s does not take the token in %(file)s: it is wrong, revoked or has ended. Nothing was linked. "
                     "Put one that holds into the file.")  # fmt: skip
            raise CommandError(said % {"forge": Forge(forge).label, "file": token_file}) from None
        except AccountsError as error:
            raise CommandError(error.said) from None
        done = {"account": linked.account, "login": linked.login, "number": found.number}
        self.stdout.write(_("%(account)s (%(login)s) is linked to %(number)s") % done)


def _token(path: Path) -> str:
    try:
        token = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CommandError(f"{path}: {why(error)}") from None
    except UnicodeDecodeError:
        token = ""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise CommandError(_("%(path)s: a file with one token and nothing else is needed") % {"path": path})
    return token
