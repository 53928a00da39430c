"""How a personal column is declared (DESIGN.md decision 8), and those of the journal. A test fails on one that is missing."""

from dataclasses import dataclass

WHILE_HERE = "while the person is of the university"
RECORD = "as long as academic records are kept"
PROOF = "as long as an award rests on it, else until the person leaves"


@dataclass(frozen=True, slots=True)
class Personal:
    """Why a column is kept and until when."""

    purpose: str
    retention: str


_AUDIT = Personal("to show later who did what, on what and why", "for ever: the rows are a chain")
_LOOK = Personal("to let students see by role who of staff looked at their evidence", WHILE_HERE)
_WAITING = Personal("to do what a commit asked for; keys of rows, no names", "as long as the row that it is about")

PERSONAL: dict[str, Personal] = {
    "AuditRow.by_id": _AUDIT,
    "AuditRow.about_id": _AUDIT,
    "AuditRow.reason": _AUDIT,
    "AuditRow.details": _AUDIT,
    "AccessRow.by_id": _LOOK,
    "AccessRow.role": _LOOK,
    "AccessRow.whose_id": _LOOK,
    "AccessRow.what_id": _LOOK,
    "OutboxMessage.payload": _WAITING,
    "Work.key": _WAITING,
    "Work.payload": _WAITING,
}

# About nobody: kinds, moments, hashes, and how the machine does its work.
NOT_PERSONAL = frozenset(
    {
        *(f"AuditRow.{name}" for name in ("at", "verb", "by_kind", "about_kind", "previous_hash", "hash")),
        "AuditHead.hash",
        *(f"AccessRow.{name}" for name in ("by_kind", "whose_kind", "what_kind", "hour", "at")),
        *(f"OutboxMessage.{name}" for name in ("topic", "created_at", "handled_at", "attempts", "next_try_at", "last_error")),
        *(
            f"Work.{name}"
            for name in ("task", "queue", "state", "cursor", "attempts", "last_error", "again", "created_at", "sent_at")
        ),
        *(f"Work.{name}" for name in ("next_try_at", "lease_token", "lease_until", "finished_at")),
    }
)
