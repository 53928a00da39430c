"""The verbs of this room."""

from credits.contributions.services.collect import collect_account, collect_everyone, request_collection
from credits.contributions.services.labels import load_labels

__all__ = ["collect_account", "collect_everyone", "load_labels", "request_collection"]
