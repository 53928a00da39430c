"""What ties an entry to a person without telling whom: HMAC-SHA256 under a key of the student's own."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

from accounts.models import Student
from accounts.tokens import opened, sealed
from credits.ledger.canonical import canonical
from credits.ledger.models import StudentKey


def commitment(key: bytes, record: Mapping[str, str | int]) -> str:
    """64 hex digits over the canonical bytes of the personal side."""
    return hmac.new(key, canonical(record), hashlib.sha256).hexdigest()


def keys_of(students: Iterable[Student]) -> dict[int, bytes]:
    """Each student's key by the student's pk; who has none yet gets one. The caller holds the students' rows locked."""
    people = {student.pk for student in students}
    held = {row.student_id: row for row in StudentKey.objects.filter(student__in=people)}
    new = [
        StudentKey(student_id=pk, sealed_key=sealed(secrets.token_hex(32), belongs_to=_whose(pk))) for pk in people - held.keys()
    ]
    held |= {row.student_id: row for row in StudentKey.objects.bulk_create(new)}
    return {pk: unsealed(row) for pk, row in held.items()}


def unsealed(row: StudentKey) -> bytes:
    """The key in plain. Raises Unreadable when no key of `TOKEN_KEYS` fits."""
    return bytes.fromhex(opened(row.sealed_key, belongs_to=_whose(row.student_id)))


def _whose(student_id: int) -> str:
    return f"ledger student {student_id}"
