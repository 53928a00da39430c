"""Forge tokens at rest: encrypted under `TOKEN_KEYS`, the newest first, and bound to the account they belong to."""

import json
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.utils.translation import gettext as _

# Every Fernet token begins so: version 0x80 and the upper bytes of the time.
_FERNET_MARK = "gAAAA"


class Unreadable(Exception):
    """No key of `TOKEN_KEYS` fits, or the secret was copied from another row."""


class SecretField(models.TextField):
    """Holds what `sealed` gave. Plain text is refused, and so are look-ups by value.

    It stays sealed in the model too, so that neither a traceback nor a log can show it; `opened` is the one door.
    """

    def get_prep_value(self, value: Any) -> Any:
        if value and not str(value).startswith(_FERNET_MARK):
            raise ValueError("A secret is sealed before it is stored.")
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError("A secret cannot be looked up by its value.")


def sealed(secret: str, *, belongs_to: str) -> str:
    """The secret encrypted under the newest key; whose it is stands inside, so that a copy in another row is no use."""
    return _keys().encrypt(json.dumps([belongs_to, secret]).encode()).decode()


def opened(stored: str, *, belongs_to: str, within: timedelta | None = None) -> str:
    """The secret in what `sealed` gave. Raises Unreadable when no key fits, it belongs to another, or was sealed longer ago than `within`."""
    owner, secret = json.loads(_decrypted(stored, within))
    if owner != belongs_to:
        raise Unreadable("A stored token belongs to another account than its row says.")
    return str(secret)


def resealed(stored: str) -> str:
    """The same secret under the newest key. Raises Unreadable when no key fits."""
    try:
        return _keys().rotate(stored.encode()).decode()
    except InvalidToken:
        raise _no_key() from None


def _decrypted(stored: str, within: timedelta | None) -> bytes:
    try:
        return _keys().decrypt(stored.encode(), ttl=int(within.total_seconds()) if within else None)
    except InvalidToken:
        raise _no_key() from None


def _no_key() -> Unreadable:
    return Unreadable(_("No key in TOKEN_KEYS fits a stored token: put back the key that it was written with."))


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.TOKEN_KEYS])
