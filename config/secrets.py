"""Keys that development makes for itself and production must be given."""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured


def kept(name: str, folder: Path, *, may_make: bool) -> str:
    """The key `name` kept in `folder`/keys, made on the first call.

    Raises ImproperlyConfigured where keys may not be made: production is given them, or a restart would lose every token.
    """
    if not may_make:
        raise ImproperlyConfigured(f"Set {name}: it is required in production (DEBUG and DEMO are off).")
    path = folder / "keys" / name.lower()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Several processes may start at once: each offers a finished file, the first link wins, all read the same key.
    if not path.exists():
        key = _made(name)
        offer = path.with_name(f"{path.name}.{os.getpid()}")
        offer.touch(mode=0o600)
        offer.write_text(key)
        try:
            os.link(offer, path)
        except FileExistsError:
            pass
        finally:
            offer.unlink()
    return path.read_text().strip()


def signing_keys(text: str) -> list[bytes]:
    """The Ed25519 keys of `LEDGER_SIGNING_KEY`: each the Base64 of its 32 bytes (RFC 8032's private key), comma-separated.

    Raises ImproperlyConfigured for anything else, and says how one is made.
    """
    try:
        keys = [base64.b64decode(key.strip(), validate=True) for key in text.split(",")]
    except binascii.Error:
        keys = []
    if not keys or any(len(key) != 32 for key in keys):  # noqa: PLR2004 (RFC 8032)
        raise ImproperlyConfigured("LEDGER_SIGNING_KEY is the Base64 of 32 random bytes: make one with `openssl rand -base64 32`.")
    return keys


def _made(name: str) -> str:
    if name == "TOKEN_KEYS":
        return Fernet.generate_key().decode()
    if name == "LEDGER_SIGNING_KEY":
        return base64.b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(50)
