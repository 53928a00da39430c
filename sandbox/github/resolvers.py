"""The roots of a query, and the schema with all its answers. What no table names is the attribute of the same name."""

from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType, build_schema
from graphql import GraphQLResolveInfo as Info

from sandbox.github import people, pulls, repositories
from sandbox.github.connections import Connection, QueryError, page
from sandbox.github.context import ClosedEvent, Context, Contributed, Fields, MergedEvent, Resolver, forge_of, snake
from sandbox.github.search import search
from sandbox.store import Thing
from sandbox.world.draw import text_of
from sandbox.world.things import Account, Commit, Issue, PullRequest, Release, Remark, Repository, Review

_MOST_IDS = 100
_MOST_FOUND = 1_000


def _user(_: None, info: Info, login: str) -> Account:
    found = forge_of(info).logins.get(login.lower())
    if found is None or found.type != "User":
        raise QueryError(f"Could not resolve to a User with the login of '{login}'.", "NOT_FOUND")
    return found


def _node(_: None, info: Info, **args: str) -> Thing:
    found = forge_of(info).nodes.get(args["id"])
    if found is None or _hidden(found):
        raise QueryError(f"Could not resolve to a node with the global id of '{args['id']}'", "NOT_FOUND")
    return found


def _hidden(thing: Thing) -> bool:
    if isinstance(thing, Account):
        return False
    where = (
        thing.pull_request.repository if isinstance(thing, Review) else thing if isinstance(thing, Repository) else thing.repository
    )
    return where.private


def _nodes(_: None, info: Info, ids: list[str]) -> list[Thing | QueryError]:
    """An id that leads nowhere is an error in its place; the others are there."""
    if len(ids) > _MOST_IDS:
        raise QueryError(f"You may not provide more than {_MOST_IDS} node ids; you provided {len(ids)}.", "ARGUMENT_LIMIT")

    def found(one: str) -> Thing | QueryError:
        try:
            return _node(None, info, id=one)
        except QueryError as failure:
            return failure

    return [found(one) for one in ids]


def _repository(_: None, info: Info, owner: str, name: str, *, follow_renames: bool = True) -> Repository:
    full_name = f"{owner}/{name}"
    found = forge_of(info).repository(full_name) or (forge_of(info).moved(full_name) if follow_renames else None)
    if found is None:
        raise QueryError(f"Could not resolve to a Repository with the name '{full_name}'.", "NOT_FOUND")
    return found


def _search(_: None, info: Info, query: str, **args: Any) -> Connection:
    found = search(forge_of(info), query) if str(args.pop("type")).startswith("ISSUE") else []
    return page(info, found[:_MOST_FOUND], total=len(found), **args)


def _rate_limit(_: None, info: Info, **__: object) -> dict[str, Any]:
    context: Context = info.context
    window = context.window
    return {
        "cost": context.points,
        "limit": window.limit,
        "nodeCount": context.nodes,
        "remaining": window.remaining,
        "resetAt": text_of(datetime.fromtimestamp(window.ends, UTC)),
        "used": window.used,
    }


def _named(owner: Account, info: Info, name: str, **_: object) -> Repository:
    return _repository(None, info, owner.login, name)


_QUERY: Fields = {
    "id": lambda *_: "Q_sandbox",
    "viewer": lambda _, info: info.context.viewer,
    "user": _user,
    "node": _node,
    "nodes": _nodes,
    "repository": _repository,
    "search": _search,
    "rateLimit": _rate_limit,
}
FIELDS: dict[str, Fields] = {"Query": _QUERY, **people.FIELDS, **repositories.FIELDS, **pulls.FIELDS}
_TYPES: dict[type, str] = {
    Repository: "Repository",
    PullRequest: "PullRequest",
    Issue: "Issue",
    Review: "PullRequestReview",
    Remark: "PullRequestReviewComment",
    Release: "Release",
    Commit: "Commit",
    ClosedEvent: "ClosedEvent",
    MergedEvent: "MergedEvent",
}
_CONTRIBUTED: dict[type, str] = {
    Review: "CreatedPullRequestReviewContribution",
    PullRequest: "CreatedPullRequestContribution",
    Issue: "CreatedIssueContribution",
}


def _type_of(thing: Any, *_: object) -> str:
    if isinstance(thing, Account):
        return thing.type
    return _CONTRIBUTED[type(thing.thing)] if isinstance(thing, Contributed) else _TYPES[type(thing)]


def _attribute(name: str) -> Resolver:
    attribute = snake(name)

    def read(thing: Any, _: Info, **__: object) -> Any:
        return thing[name] if isinstance(thing, dict) else getattr(thing, attribute)

    return read


def bind(text: str) -> GraphQLSchema:
    """The schema with its answers; arguments reach them in snake case."""
    schema = build_schema(text, assume_valid=True)
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _type_of
        elif isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            given = FIELDS.get(name, {})
            for field_name, field in kind.fields.items():
                field.resolve = given.get(field_name) or _attribute(field_name)
                for argument_name, argument in field.args.items():
                    argument.out_name = snake(argument_name)
    for owner in ("User", "Organization"):
        schema.type_map[owner].fields["repository"].resolve = _named  # type: ignore[attr-defined]
    return schema
