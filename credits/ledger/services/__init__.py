"""The verbs of this room."""

from credits.ledger.services.appending import Draft, append
from credits.ledger.services.awarding import Due, LeftOut, Preview, award_run, preview
from credits.ledger.services.batches import batch_named, make_batch
from credits.ledger.services.checkpoints import checkpoint

__all__ = [
    "Draft",
    "Due",
    "LeftOut",
    "Preview",
    "append",
    "award_run",
    "batch_named",
    "checkpoint",
    "make_batch",
    "preview",
]
