"""Texts on one form, so that two that look the same are the same (FAULTS.md W17)."""

import unicodedata

# Controls and formats: zero-width spaces and joiners, byte order marks, direction marks and overrides.
_UNSEEN = {"Cc", "Cf"}


def seen(text: str) -> str:
    """What a reader sees of a name: no invisible characters, single spaces, composed (NFC)."""
    spaced = " ".join(text.split())
    return unicodedata.normalize("NFC", "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNSEEN)).strip()


def narrow(text: str) -> str:
    """The same with full-width digits and letters as plain ones (NFKC), for numbers and dates."""
    return unicodedata.normalize("NFKC", seen(text)).strip()


def folded(text: str) -> str:
    """A number, address or key word as it is compared: narrow, in lower case."""
    return narrow(text).lower()
