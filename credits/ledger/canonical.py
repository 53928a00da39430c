"""The bytes that are hashed and signed, as docs/ledger.md tells them. The verifier has its own: the two share only that page."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

# What the first entry follows.
NOTHING_BEFORE = "0" * 64


def canonical(record: Mapping[str, str | int]) -> bytes:
    """Keys in order, no spaces, UTF-8: RFC 8785 for texts and whole numbers."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(record: Mapping[str, str | int]) -> str:
    """SHA-256 of the canonical bytes, 64 hex digits."""
    return hashlib.sha256(canonical(record)).hexdigest()


def digest_of_text(text: str) -> str:
    """SHA-256 of a file's text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def written(moment: datetime) -> str:
    """A moment as it stands in records: UTC, always with six digits of a second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
