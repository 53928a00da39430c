"""Connections: pages of at most 100 with cursors that stay where they are while other things come and go."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLResolveInfo

MOST = 100
Key = tuple[Any, ...]


class QueryError(GraphQLError):
    """An error with GitHub's `type`, which stands beside the message and not among the extensions."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message, extensions={"type": kind})


@dataclass(slots=True)
class Connection:
    total_count: int
    nodes: list[Any]
    cursors: list[str]
    has_next_page: bool
    has_previous_page: bool

    @property
    def issue_count(self) -> int:
        return self.total_count

    @property
    def edges(self) -> list["Edge"]:
        return [Edge(node, cursor) for node, cursor in zip(self.nodes, self.cursors, strict=True)]

    @property
    def page_info(self) -> "Connection":
        return self

    @property
    def start_cursor(self) -> str | None:
        return self.cursors[0] if self.cursors else None

    @property
    def end_cursor(self) -> str | None:
        return self.cursors[-1] if self.cursors else None


@dataclass(slots=True)
class Edge:
    node: Any
    cursor: str


def write_cursor(key: Key) -> str:
    return base64.b64encode(b"cursor:v2:" + json.dumps(key).encode()).decode()


def read_cursor(text: str) -> Key:
    try:
        return tuple(json.loads(base64.b64decode(text, validate=True).removeprefix(b"cursor:v2:")))
    except ValueError as error:
        raise QueryError(f"`{text}` does not appear to be a valid cursor.", "INVALID_CURSOR_ARGUMENTS") from error


def page(
    info: GraphQLResolveInfo,
    things: Sequence[Any],
    key: Callable[[Any], Key] | None = None,
    *,
    descending: bool = False,
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
    before: str | None = None,
    total: int | None = None,
    **_: object,
) -> Connection:
    """One page of `things`, which are in the order of their keys. Without `key` the place in the list is the key.

    total: where the forge counts more than it lists.
    """
    _check(info, first, last)
    begin, end = 0, len(things)
    if after is not None:
        begin = _place(things, key, read_cursor(after), descending, behind=True)
    if before is not None:
        end = _place(things, key, read_cursor(before), descending, behind=False)
    if first is not None:
        stop = min(end, begin + first)
    elif last is not None:
        begin, stop = max(begin, end - last), end
    else:
        begin = stop = 0
    chosen = list(things[begin:stop])
    keys = [key(one) if key else (begin + place,) for place, one in enumerate(chosen)]
    return Connection(
        total_count=len(things) if total is None else total,
        nodes=chosen,
        cursors=[write_cursor(one) for one in keys],
        has_next_page=stop < end if first is not None else before is not None and end < len(things),
        has_previous_page=begin > 0,
    )


def _place(things: Sequence[Any], key: Callable[[Any], Key] | None, wanted: Key, descending: bool, *, behind: bool) -> int:
    """Where the page begins (behind) or ends, found by halving: the thing of the cursor need not be there any more."""
    low, high = 0, len(things)
    while low < high:
        middle = (low + high) // 2
        found = key(things[middle]) if key else (middle,)
        passed = (found > wanted if descending else found < wanted) or (behind and found == wanted)
        low, high = (middle + 1, high) if passed else (low, middle)
    return low


def _check(info: GraphQLResolveInfo, first: int | None, last: int | None) -> None:
    name = info.field_name
    if first is None and last is None:
        if _asks_for_nodes(info):
            raise QueryError(
                f"You must provide a `first` or `last` value to properly paginate the `{name}` connection.",
                "MISSING_PAGINATION_BOUNDARIES",
            )
        return
    for argument, size in (("first", first), ("last", last)):
        if size is not None and size > MOST:
            raise QueryError(
                f"Requesting {size} records on the `{name}` connection exceeds the `{argument}` limit of {MOST} records.",
                "EXCESSIVE_PAGINATION",
            )
        if size is not None and size < 0:
            raise QueryError(f"`{argument}` on the `{name}` connection cannot be less than zero.", "INVALID_PAGINATION")


def _asks_for_nodes(info: GraphQLResolveInfo) -> bool:
    chosen = [one for node in info.field_nodes if node.selection_set for one in node.selection_set.selections]
    return any(isinstance(one, FieldNode) and one.name.value in ("nodes", "edges") for one in chosen)
