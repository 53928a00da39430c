"""A repository's past: what was merged, what was taken back, and what landed without "merged"."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credits.forges import patches, texts
from credits.forges.errors import Missing
from credits.forges.facts import Landing, Merged, Repository, RepositoryPage, Revert
from credits.forges.github import readers
from credits.forges.github.client import Client, CursorExpired
from credits.forges.github.paging import SIZES, ask, reading

# 5,000 merged pull requests and 5,000 commits; `covers_from` says how far back they reach.
MOST_PAGES = 50
# GitHub itself, as the committer of what was merged by its button: no push of the project's own.
WEB_FLOW = f"{readers.FORGE}:19864447"
DIFF = "application/vnd.github.diff"

Node = Mapping[str, Any]


@dataclass(slots=True)
class State:
    """Where a reading is; travels in the cursor."""

    name: str
    covers_from: str
    step: str = "merged"
    size: int = SIZES[0]
    after: str | None = None
    pages: int = 0


def read_repository(client: Client, *, repository: Repository, since: datetime, cursor: str | None) -> RepositoryPage:
    """The next page of a repository's past, back to `since`.

    The repository is found by its name and held against its number; where the name leads elsewhere, by its number. Raises
    Missing when it is gone or private.
    """
    state = State(repository.name, since.isoformat()) if cursor is None else State(**json.loads(cursor))
    try:
        return _read(client, repository, since, state)
    except CursorExpired:
        if state.after is None:
            raise
        state.after = None
        return _read(client, repository, since, state)


def patch_id(client: Client, *, repository: Repository, number: str) -> str | None:
    """The patch id of a pull request's change (`patches.patch_id`); None when nothing changed. Raises Missing for one too large."""
    answer = client.get(f"/repos/{repository.name}/pulls/{number}", accept=DIFF)
    return patches.patch_id(answer.text())


def _read(client: Client, repository: Repository, since: datetime, state: State) -> RepositoryPage:
    node = _node(client, repository, since, state)
    with reading():
        told = readers.read_repository(node)
        state.name = told.name
        if state.step == "merged":
            return _merged(told, node, since, state)
        return _history(told, node, since, state)


def _node(client: Client, repository: Repository, since: datetime, state: State) -> Node:
    node = _by_name(client, repository, since, state)
    if node is None:
        # Renamed, and the name taken or forgotten: the number leads to it.
        payload = client.get(f"/repositories/{repository.external_id}").json()
        with reading():
            found = readers.read_rest_repository(payload)
        if found.external_id != repository.external_id or found.name == state.name:
            raise Missing("a repository that is not there")
        state.name = found.name
        node = _by_name(client, repository, since, state)
    if node is None:
        raise Missing("a repository that is not there")
    return node


def _by_name(client: Client, repository: Repository, since: datetime, state: State) -> Node | None:
    owner, _, name = state.name.partition("/")
    variables: dict[str, Any] = {"owner": owner, "name": name, "after": state.after}
    if state.step == "history":
        variables["since"] = since.isoformat()
    try:
        told, state.size = ask(client, state.step, state.size, variables)
    except Missing:
        return None
    with reading():
        node: Node | None = told.data["repository"]
        return node if node is not None and str(node["databaseId"]) == repository.external_id else None


def _merged(told: Repository, node: Node, since: datetime, state: State) -> RepositoryPage:
    connection = node["pullRequests"]
    nodes = [one for one in connection["nodes"] or [] if one is not None]
    read = [one for one in nodes if one["mergedAt"] is not None and (texts.moment(one["mergedAt"]) or since) >= since]
    reverts = [revert for one in read if (revert := readers.read_revert(one, told.name)) is not None]
    # Nothing is merged after it last changed: from the last node on, all is older than it.
    reached = texts.moment(nodes[-1]["updatedAt"]) if nodes else None
    if not _turn(state, connection, reached, since):
        state.step, state.after, state.pages = "history", None, 0
    return _page(told, state, merged=[readers.read_merged(one) for one in read], reverts=reverts)


def _history(told: Repository, node: Node, since: datetime, state: State) -> RepositoryPage:
    # A repository without a commit has no branch; a default branch may point at a tag's object.
    connection = ((node["defaultBranchRef"] or {}).get("target") or {}).get("history")
    if connection is None:
        return _page(told, state, done=True)
    nodes = [one for one in connection["nodes"] or [] if one is not None]
    reverts = [revert for one in nodes if (revert := readers.read_commit_revert(one)) is not None]
    landings = [pair for one in nodes for pair in readers.read_landings(one, told.name) if pair[1].committer != WEB_FLOW]
    reached = texts.moment(nodes[-1]["committedDate"]) if nodes else None
    done = not _turn(state, connection, reached, since)
    return _page(told, state, reverts=reverts, landings=landings, done=done)


def _turn(state: State, connection: Node, reached: datetime | None, since: datetime) -> bool:
    """Go on to the next page unless all is read, or enough."""
    state.pages += 1
    info = connection["pageInfo"]
    if not info["hasNextPage"] or (reached is not None and reached < since):
        return False
    if state.pages >= MOST_PAGES:
        if reached is not None:
            state.covers_from = max(datetime.fromisoformat(state.covers_from), reached).isoformat()
        return False
    state.after = info["endCursor"]
    return True


def _page(
    told: Repository,
    state: State,
    *,
    merged: list[Merged] | None = None,
    reverts: list[Revert] | None = None,
    landings: list[tuple[str, Landing]] | None = None,
    done: bool = False,
) -> RepositoryPage:
    return RepositoryPage(
        repository=told,
        merged=tuple(merged or ()),
        reverts=tuple(reverts or ()),
        landings=tuple(landings or ()),
        cursor=None if done else json.dumps(dataclasses.asdict(state)),
        covers_from=datetime.fromisoformat(state.covers_from),
    )
