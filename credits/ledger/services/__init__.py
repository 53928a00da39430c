"""The verbs of this room."""

from credits.ledger.services.append import Draft, append
from credits.ledger.services.checkpoint import checkpoint

__all__ = ["Draft", "append", "checkpoint"]
