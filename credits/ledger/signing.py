"""Ed25519 under `LEDGER_SIGNING_KEY`: the newest key signs, and what older ones signed still holds."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

# Says what is signed, so that no other text under the same key can be taken for a checkpoint.
_BEFORE = b"OpenCredits ledger checkpoint 1\n"


def public_key() -> str:
    """Hex of the key that everybody may check with."""
    return _public(_keys()[0])


def sign(message: bytes) -> str:
    """Hex of the signature over a checkpoint's bytes, by the newest key."""
    return _keys()[0].sign(_BEFORE + message).hex()


def holds(message: bytes, *, signature: str, by: str) -> bool:
    """Whether one of our keys, the public one of which is `by`, signed the message."""
    key = next((key for key in _keys() if _public(key) == by), None)
    if key is None:
        return False
    try:
        key.public_key().verify(bytes.fromhex(signature), _BEFORE + message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def _keys() -> list[Ed25519PrivateKey]:
    return [Ed25519PrivateKey.from_private_bytes(raw) for raw in settings.LEDGER_SIGNING_KEYS]
