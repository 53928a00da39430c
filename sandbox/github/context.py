"""What every resolver works with: who asks, where the pages are, and things that only GraphQL has."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLResolveInfo as Info

from sandbox.github.connections import Connection, page
from sandbox.limits import Window
from sandbox.store import Forge, node_id
from sandbox.world.things import Account, Commit, Issue, PullRequest, Release, Repository, Review

Resolver = Callable[..., Any]
Fields = dict[str, Resolver]


@dataclass(slots=True)
class Context:
    forge: Forge
    viewer: Account
    web: str  # base address of the web pages
    window: Window
    points: int
    nodes: int


@dataclass(slots=True)
class ClosedEvent:
    issue: Issue | PullRequest
    actor: Account | None
    closer: PullRequest | None
    created_at: str | None


@dataclass(slots=True)
class MergedEvent:
    pull: PullRequest
    actor: Account | None
    created_at: str | None


@dataclass(slots=True)
class CommitOf:
    pull: PullRequest
    commit: Commit


@dataclass(slots=True)
class Contributed:
    """A contribution as a profile shows it."""

    user: Account
    occurred_at: str
    thing: Review | PullRequest | Issue
    is_restricted: bool = False


def forge_of(info: Info) -> Forge:
    forge: Forge = info.context.forge
    return forge


def created(one: Any) -> tuple[str, int]:
    return (one.created_at, one.id)


def updated(one: Any) -> tuple[str, int]:
    return (one.updated_at, one.id)


def ordered(
    info: Info,
    name: object,
    things: Callable[[], list[Any]],
    *,
    order_by: Any = None,
    descending: bool = False,
    states: Any = None,
    **args: Any,
) -> Connection:
    """A page in the asked order, of the asked states. Orders are kept until something is added.

    name: what the list is, to keep it by.
    """
    by_update = order_by is not None and order_by["field"] == "UPDATED_AT"
    key = updated if by_update else created
    if order_by is not None:
        descending = order_by["direction"] == "DESC"
    wanted = tuple(states or ())

    def make() -> list[Any]:
        kept = [one for one in things() if not wanted or one.state.upper() in wanted]
        return sorted(kept, key=key, reverse=descending)

    return page(info, forge_of(info).keep((name, by_update, descending, wanted), make), key, descending=descending, **args)


def small(one: Any, *_: object) -> int | None:
    """`databaseId` is a 32-bit number: beyond it GitHub says null, `fullDatabaseId` has it all."""
    identity: int = one.id
    return identity if identity < 2**31 else None


def url(thing: Any, web: str) -> str:
    """The page of a thing."""
    match thing:
        case Account():
            path = thing.login
        case Repository():
            path = thing.full_name
        case PullRequest():
            path = f"{thing.repository.full_name}/pull/{thing.number}"
        case Issue():
            path = f"{thing.repository.full_name}/issues/{thing.number}"
        case Release():
            path = f"{thing.repository.full_name}/releases/tag/{thing.tag}"
        case Review():
            path = f"{thing.pull_request.repository.full_name}/pull/{thing.pull_request.number}#pullrequestreview-{thing.id}"
        case Contributed():
            return url(thing.thing, web)
        case _:
            raise TypeError(type(thing))
    return f"{web}/{path}"


def snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda match: f"_{match[1].lower()}", name)


URL: Fields = {"url": lambda one, info: url(one, info.context.web), "resourcePath": lambda one, _: url(one, "")}
ID: Fields = {"id": lambda one, _: node_id(one), "databaseId": small, "fullDatabaseId": lambda one, _: str(one.id)}
TEXT: Fields = {"bodyText": lambda one, _: one.body}
