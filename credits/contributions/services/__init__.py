"""The verbs of this room."""

from credits.contributions.services.collect import (
    Collected,
    collect_account,
    collect_everyone,
    read_again,
    request_collection,
)
from credits.contributions.services.labels import begin_labels, load_labels

__all__ = [
    "Collected",
    "begin_labels",
    "collect_account",
    "collect_everyone",
    "load_labels",
    "read_again",
    "request_collection",
]
