"""Which columns of this room are about a person, what for, and how long (DESIGN.md decision 8). A test fails on one that is missing."""

from journal.privacy import PROOF, Personal

_WORK = Personal("to score what a student did in public, and to compute it again in an appeal", PROOF)
_OTHERS = Personal("to know that somebody independent accepted the work; forge numbers only, no names", PROOF)
_READING = Personal("to read a linked account to its end, and to show its holder how far that is", "until the account is unlinked")

PERSONAL: dict[str, Personal] = {
    "Repository.owner": _OTHERS,
    "Repository.people": _OTHERS,
    "Repository.history": _OTHERS,
    "Repository.history_draft": _OTHERS,
    **dict.fromkeys(
        (
            f"Contribution.{name}"
            for name in (
                "student",
                "linked_account",
                "account",
                "forge",
                "kind",
                "external_id",
                "repository",
                "number",
                "title",
                "url",
            )
        ),
        _WORK,
    ),
    **dict.fromkeys(
        (f"Contribution.{name}" for name in ("state", "worked_at", "counted_at", "read", "facts", "digest", "same_work_as")), _WORK
    ),
    **dict.fromkeys((f"FactsVersion.{name}" for name in ("contribution", "facts", "digest")), _WORK),
    **dict.fromkeys((f"Sync.{name}" for name in ("linked_account", "repository", "trouble", "unshown")), _READING),
}

# About nobody: repositories, labels, moments, digests of changes, counts.
NOT_PERSONAL = frozenset(
    {
        *(f"Repository.{name}" for name in ("forge", "external_id", "name", "private", "made_at", "excluded_from", "read_at")),
        *(f"Repository.history_{name}" for name in ("from", "read_at", "missed_at", "holder", "held_until")),
        *(f"RepositoryLabel.{name}" for name in ("forge", "name", "repository", "label", "starts_at", "begun_at", "reason")),
        *(f"Contribution.{name}" for name in ("read_at", "head_commit", "shape", "patch_id")),
        "FactsVersion.read_at",
        *(
            f"Sync.{name}"
            for name in ("work", "step", "steps_done", "steps_total", "requests", "points", "started_at", "finished_at")
        ),
        *(f"Sync.{name}" for name in ("watermark", "gap_since", "gap_readings", "trouble_at")),
    }
)
