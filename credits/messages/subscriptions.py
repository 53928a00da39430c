"""What this room does because of the others."""

from functools import partial

from credits.messages.events import EVENTS
from credits.messages.services import write
from journal import outbox


def subscribe() -> None:
    """Called once, when Django is ready."""
    for topic in EVENTS:
        outbox.subscribe(topic, partial(write, topic))
