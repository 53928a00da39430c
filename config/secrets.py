"""Keys that development makes for itself and production must be given."""

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
        key = Fernet.generate_key().decode() if name == "TOKEN_KEYS" else secrets.token_urlsafe(50)
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
