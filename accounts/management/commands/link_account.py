"""`manage.py link_account STUDENT_NUMBER FORGE --token-file FILE`: for migrations and tests."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import AccountsError
from accounts.linking.grant import Grant
from accounts.linking.proof import read_holder
from accounts.models import Forge, Student
from accounts.services import give_consent, link


class Command(BaseCommand):
    help = "Records a consent given outside, proves the token against the forge's /user, then links."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("student", metavar="STUDENT_NUMBER")
        parser.add_argument("forge", metavar="FORGE", choices=Forge.values)
        # A file, because a token in the command line stands in the process list and the shell's history.
        parser.add_argument(
            "--token-file", required=True, type=Path, metavar="FILE", help="holds the access token and nothing else"
        )

    def handle(self, *, student: str, forge: str, token_file: Path, **_: Any) -> None:
        found = Student.objects.select_related("user").filter(number=student).first()
        if found is None:
            raise CommandError(f"No student has the number {student}.")
        give_consent(user=found.user, given="outside, recorded by link_account")
        try:
            token = _token(token_file)
            linked = link(user=found.user, forge=forge, holder=read_holder(forge, token), grant=Grant(access=token))
        except AccountsError as error:
            raise CommandError(f"{error.what} {error.next_step}") from None
        self.stdout.write(f"{linked.account} ({linked.login}) is linked to {found.number}")


def _token(path: Path) -> str:
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from None
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise CommandError(f"{path}: a file with one token and nothing else is needed")
    return token
