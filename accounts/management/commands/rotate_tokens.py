"""`manage.py rotate_tokens`: after a new key was put first in TOKEN_KEYS; then the old one can be taken out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import services
from accounts.tokens import Unreadable


class Command(BaseCommand):
    help = _("Encrypts all stored forge tokens anew under the first key of TOKEN_KEYS.")

    def handle(self, **_options: Any) -> None:
        try:
            rotated = services.rotate_tokens()
        except Unreadable as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_("The tokens of %(count)d accounts are under the first key now") % {"count": rotated})
