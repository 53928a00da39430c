"""Forge tokens at rest: encrypted under `TOKEN_KEYS`, the newest first, and bound to the account they belong to."""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Unreadable(Exception):
    """No key of `TOKEN_KEYS` fits, or the secret was copied from another row."""


class SecretField(models.TextField):
    """A text that the database only ever sees encrypted.

    The plain value is a `Secret`, so that neither `repr` nor a log shows it; look-ups by value are refused.
    """

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return value
        return _keys().encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        if not value:
            return value
        try:
            return _keys().decrypt(value.encode()).decode()
        except InvalidToken:
            raise Unreadable("No key in TOKEN_KEYS fits a stored token: put the key back that it was written with.") from None

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise TypeError("A secret cannot be looked up by its value.")


def sealed(secret: str, *, belongs_to: str) -> str:
    """What is stored of a secret: it says whose it is, so that a copy in another row is no use."""
    return json.dumps([belongs_to, secret])


def opened(stored: str, *, belongs_to: str) -> str:
    """The secret in what `sealed` gave. Raises Unreadable when it belongs to another account."""
    owner, secret = json.loads(stored)
    if owner != belongs_to:
        raise Unreadable("A stored token belongs to another account than its row says.")
    return str(secret)


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.TOKEN_KEYS])
