"""What this room does because of an earlier one."""

from typing import Any

from credits.contributions.services import request_collection
from journal import outbox


def subscribe() -> None:
    """Called once, when Django is ready."""
    outbox.subscribe("account_linked", _linked)


def _linked(payload: dict[str, Any]) -> None:
    request_collection(linked_account=payload["linked_account"])
