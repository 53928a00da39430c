"""Which columns of this room are about a person, what for, and how long; a test fails on one that is missing."""

from journal.privacy import WHILE_HERE, Personal

_TOLD = Personal("to tell a person once of each step of a claim, and to show that they were told", WHILE_HERE)

PERSONAL: dict[str, Personal] = {
    "Mail.user": _TOLD,
    "Mail.topic": _TOLD,
    "Mail.key": _TOLD,
    "Mail.deadline_at": _TOLD,
    "Mail.written_at": _TOLD,
    "Mail.sent_at": _TOLD,
}
