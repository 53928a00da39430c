"""Which columns of this room are about a person, what for, and how long (DESIGN.md decision 8). A test fails on one that is missing."""

from journal.privacy import RECORD, Personal

_AWARD = Personal("to say whose credit an entry is; the entry itself tells of nobody", RECORD)
_RUN = Personal("to say who started the run that booked the awards", RECORD)
_LINE = Personal("to print a file for the student information system again as it was sent", RECORD)

PERSONAL: dict[str, Personal] = {
    "StudentKey.student": Personal("to open the commitments of the student's own entries", RECORD),
    "StudentKey.sealed_key": Personal("to open the commitments of the student's own entries; encrypted", RECORD),
    "AwardRun.by": _RUN,
    "Award.number": _AWARD,
    "Award.code": _AWARD,
    "Award.entry": _AWARD,
    "Award.run": _AWARD,
    "Award.claim": _AWARD,
    "Award.evidence": _AWARD,
    "Award.student": _AWARD,
    "Award.term": _AWARD,
    "Award.hundredths": _AWARD,
    "Award.category": _AWARD,
    "Award.use": _AWARD,
    "Award.course_code": _AWARD,
    "Award.awarded_at": _AWARD,
    "Award.state": _AWARD,
    "ExportLine.award": _LINE,
    "ExportLine.values": _LINE,
}

# About nobody: amounts and keyed commitments, signed heads, counts.
NOT_PERSONAL = frozenset(
    {
        "LedgerEntry.sequence",
        "LedgerEntry.kind",
        "LedgerEntry.at",
        "LedgerEntry.hundredths",
        "LedgerEntry.term",
        "LedgerEntry.award",
        "LedgerEntry.commitment",
        "LedgerEntry.previous_hash",
        "LedgerEntry.hash",
        "LedgerHead.sequence",
        "LedgerHead.hash",
        "Checkpoint.sequence",
        "Checkpoint.root",
        "Checkpoint.at",
        "Checkpoint.public_key",
        "Checkpoint.signature",
        "AwardRun.number",
        "AwardRun.term",
        "AwardRun.started_at",
        "AwardRun.finished_at",
        "AwardRun.awards_made",
        "AwardRun.hundredths",
        "ExportBatch.number",
        "ExportBatch.term",
        "ExportBatch.made_at",
        "ExportLine.batch",
        "ExportLine.line",
    }
)
