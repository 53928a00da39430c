"""A person's public events: they tell where to look, and nothing of them becomes a fact."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from credits.forges import texts
from credits.forges.gitee.client import PER_PAGE, Client

_PULL_REQUEST = re.compile(r"/pulls?/(\d{1,9})\b")
# Stands for "a pull request that the event does not name".
NOT_NAMED = 0


class Seen:
    """Repositories by name, each with the numbers of the pull requests on which the person remarked."""

    def __init__(self, numbers: Mapping[str, list[int]]) -> None:
        self.numbers = {name: list(held) for name, held in numbers.items()}

    def add(self, event: Mapping[str, Any]) -> None:
        """Take in an event. Its type and payload are not documented: whatever looks like a remark on a pull request is one."""
        name = (event.get("repo") or {}).get("full_name")
        if not name:
            return
        held = self.numbers.setdefault(name, [])
        kind = str(event.get("type"))
        if "Comment" not in kind and "Review" not in kind and "Note" not in kind:
            return
        number = _number(event.get("payload") or {})
        if number is None and "Issue" in kind:
            return
        number = NOT_NAMED if number is None else number
        if number not in held:
            held.append(number)


def read_events(client: Client, *, login: str, before: int | None, since: datetime | None, seen: Seen) -> int | None:
    """Take in a page of events; where the next begins, None when there is none or all that follow are older than `since`."""
    scrolled = {} if before is None else {"prev_id": before}
    events = client.whole(f"/users/{login}/events/public", limit=PER_PAGE, **scrolled)
    for event in events:
        at = texts.moment(event.get("created_at"))
        if since is not None and at is not None and at < since:
            return None
        seen.add(event)
    ids = [int(event["id"]) for event in events]
    # The list is scrolled, not paged: an empty page ends it, and one that does not go further back would never end.
    return min(ids) if ids and (before is None or min(ids) < before) else None


def _number(payload: Mapping[str, Any]) -> int | None:
    pull = payload.get("pull_request")
    number = pull.get("number") if isinstance(pull, Mapping) else None
    if number is not None:
        return int(number)
    return next((int(found[1]) for text in _texts(payload) if (found := _PULL_REQUEST.search(text))), None)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if isinstance(item, Mapping) or name.endswith("url"):
                yield from _texts(item)
