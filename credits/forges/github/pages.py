"""One account's contributions, a page a call: pull requests, reviews, issues, releases.

All is asked for as the holder of the token (`viewer`), so that a person is read under their own limit and by number.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from credits.forges import texts
from credits.forges.facts import Account, Contribution, Page, Repository, Step
from credits.forges.github import readers
from credits.forges.github.client import Client, CursorExpired, Told
from credits.forges.github.paging import SIZES, ask, reading, viewer
from credits.forges.github.pull_requests import complete

# Reviews and releases have no order by change: what happened to them later (a pull request closed, a release no longer a
# prerelease) is found by reading this much again.
LOOK_BACK = timedelta(days=365)
# Reviews are told for a year at most, which a leap year need not be. The windows stay where they are from one reading to the
# next: within each GitHub names one review of a pull request, the last.
WINDOW = timedelta(days=364)
BEGINNING = datetime(2008, 1, 1, tzinfo=UTC)  # GitHub's own, near enough
# A first page of what changed of late: GitHub counts points by what a page could hold, and there is little.
AGAIN_SIZE = SIZES[2]

Node = Mapping[str, Any]


@dataclass(slots=True)
class State:
    """Where a reading is; travels in the cursor."""

    step: str = "pull_requests"
    size: int = SIZES[0]
    after: str | None = None
    done: int = 0
    window: int = 0  # of the reviews being read
    floor: str = ""  # before this moment there is nothing to read but by change
    seen: list[str] = field(default_factory=list)  # node ids of repositories with something of the holder
    asked: list[str] = field(default_factory=list)  # of those whose releases were read
    older: list[list[str]] = field(default_factory=list)  # (node id, cursor) of repositories with more releases

    def begin(self, step: str) -> None:
        """Go on to another list."""
        self.step, self.after = step, None

    def turn(self, connection: Node, *, more: bool) -> bool:
        """Go on to the next page of a connection, if there is one and more is wanted."""
        info = connection["pageInfo"]
        self.after = info["endCursor"] if more and info["hasNextPage"] else None
        return self.after is not None

    def see(self, repository: Node) -> None:
        """Remember a repository for its releases."""
        if repository["id"] not in self.seen:
            self.seen.append(repository["id"])


@dataclass(slots=True)
class Found:
    """What a page holds so far."""

    contributions: list[Contribution] = field(default_factory=list)
    repositories: dict[str, Repository] = field(default_factory=dict)
    missing: int = 0

    def add(self, contribution: Contribution, repository: Node) -> None:
        """Keep a contribution with its repository."""
        self.contributions.append(contribution)
        held = readers.read_repository(repository)
        self.repositories[held.external_id] = held

    def page(self, cursor: str | None, step: Step) -> Page:
        """The page as it is handed out."""
        return Page(tuple(self.contributions), tuple(self.repositories.values()), cursor, step, self.missing)


@dataclass(frozen=True, slots=True)
class Reading:
    """What stays the same over all pages."""

    client: Client
    account: Account
    since: datetime | None

    def is_old(self, node: Node) -> bool:
        """Whether a node last changed before what is asked for."""
        return self.since is not None and (texts.moment(node["updatedAt"]) or self.since) < self.since

    def is_theirs(self, node: Node) -> bool:
        """Whether the holder made it, by number."""
        return readers.account_code(node["author"]) == self.account.code


def read_page(
    client: Client,
    *,
    account: Account,
    since: datetime | None,
    known: Sequence[str],
    cursor: str | None,
    elsewhere: Sequence[str] = (),
) -> Page:
    """The next page of what an account did.

    since: only what changed after this moment (reviews and releases: a year more); None: all there is. known, elsewhere: not
    needed here, GitHub knows where a person worked. cursor: of the last page; None to begin. Raises TokenRefused when the token is of another
    account than `account`, and the other errors of `credits.forges.errors`.
    """
    del known, elsewhere
    state = State(size=SIZES[0] if since is None else AGAIN_SIZE) if cursor is None else State(**json.loads(cursor))
    work = Reading(client, account, since)
    found = Found()
    try:
        step = _STEPS[state.step](work, state, found)
    except CursorExpired:
        if state.after is None:
            raise
        # The list has moved on; what is read twice is stored once.
        state.after = None
        found = Found()
        step = _STEPS[state.step](work, state, found)
    done = state.step == "end"
    return found.page(None if done else json.dumps(dataclasses.asdict(state)), step)


def _ask(work: Reading, state: State, name: str, **variables: Any) -> tuple[Told, Node]:
    told, state.size = ask(work.client, name, state.size, {"after": state.after, **variables})
    with reading():
        return told, viewer(told, work.account)


def _pull_requests(work: Reading, state: State, found: Found) -> Step:
    _, holder = _ask(work, state, "pull_requests")
    with reading():
        if not state.floor:
            _bound(work, state, holder)
        connection = holder["pullRequests"]
        nodes, more = _fresh(work, connection, found)
    for node in nodes:
        whole = complete(work.client, node)
        with reading():
            found.add(readers.read_pull_request(whole), node["repository"])
            state.see(node["repository"])
    return _turn(state, connection, len(nodes), more=more, following="reviews")


def _bound(work: Reading, state: State, holder: Node) -> None:
    """How far back reviews and releases are read, by GitHub's clock and not by ours."""
    began = texts.moment(holder["createdAt"]) or BEGINNING
    state.floor = (began if work.since is None else max(began, work.since - LOOK_BACK)).isoformat()
    now = texts.moment(holder["contributionsCollection"]["endedAt"])
    if now is None:
        raise ValueError("no present")
    state.window = _window_of(now)


def _issues(work: Reading, state: State, found: Found) -> Step:
    _, holder = _ask(work, state, "issues")
    with reading():
        connection = holder["issues"]
        nodes, more = _fresh(work, connection, found)
        for node in nodes:
            found.add(readers.read_issue(node), node["repository"])
            state.see(node["repository"])
    return _turn(state, connection, len(nodes), more=more, following="own_repositories")


def _fresh(work: Reading, connection: Node, found: Found) -> tuple[list[Node], bool]:
    """The nodes that are new enough and the holder's, and whether there may be more of them on the next page."""
    nodes = _there(connection["nodes"], found)
    fresh = [node for node in nodes if not work.is_old(node)]
    theirs = [node for node in fresh if work.is_theirs(node)]
    found.missing += len(fresh) - len(theirs)  # without its author GitHub failed to tell whose it is
    return theirs, len(fresh) == len(nodes)


def _there(nodes: Iterable[Node | None] | None, found: Found) -> list[Node]:
    listed = list(nodes or [])
    there = [node for node in listed if node is not None]
    found.missing += len(listed) - len(there)
    return there


def _turn(state: State, connection: Node, count: int, *, more: bool, following: str) -> Step:
    """Count, and go on: to the next page, or to `following` when there is none or none that is wanted."""
    with reading():
        state.done += count
        step = Step(state.step, state.done, connection["totalCount"])
        if not state.turn(connection, more=more):
            state.begin(following)
            state.done = 0
    return step


def _reviews(work: Reading, state: State, found: Found) -> Step:
    begins = BEGINNING + state.window * WINDOW
    window = {"from": begins.isoformat(), "to": (begins + WINDOW - timedelta(seconds=1)).isoformat()}
    _, holder = _ask(work, state, "reviews", **window)
    with reading():
        connection = holder["contributionsCollection"]["pullRequestReviewContributions"]
        for node in _there(connection["nodes"], found):
            review = readers.read_review(node)
            if review is not None and review.account == work.account.code:
                repository = node["pullRequestReview"]["pullRequest"]["repository"]
                found.add(review, repository)
                state.see(repository)
        state.done += len(found.contributions)
        step = Step("reviews", state.done, None)
        if not state.turn(connection, more=True):
            state.window -= 1
            if state.window < _window_of(datetime.fromisoformat(state.floor)):
                state.begin("issues")
                state.done = 0
    return step


def _window_of(moment: datetime) -> int:
    return (moment - BEGINNING) // WINDOW


def _own_repositories(work: Reading, state: State, found: Found) -> Step:
    _, holder = _ask(work, state, "own_repositories")
    return _releases(work, state, found, holder["repositories"], following="contributed_repositories")


def _contributed_repositories(work: Reading, state: State, found: Found) -> Step:
    _, holder = _ask(work, state, "contributed_repositories")
    return _releases(work, state, found, holder["repositoriesContributedTo"], following="seen_repositories")


def _releases(work: Reading, state: State, found: Found, connection: Node, *, following: str) -> Step:
    with reading():
        for node in _there(connection["nodes"], found):
            _releases_of(work, state, found, node)
        if not state.turn(connection, more=True):
            state.begin(following)
    return Step("releases", state.done, None)


def _seen_repositories(work: Reading, state: State, found: Found) -> Step:
    asked = set(state.asked)
    batch = [one for one in state.seen if one not in asked][: state.size]
    if batch:
        told = work.client.query("seen_repositories", {"ids": batch})
        with reading():
            viewer(told, work.account)
            for node in told.data["nodes"]:
                if node:  # one that is gone since is none of ours to tell
                    _releases_of(work, state, found, node)
        state.asked += [one for one in batch if one not in state.asked]
    if len(batch) < state.size:
        _finish(state)
    return Step("releases", state.done, None)


def _older_releases(work: Reading, state: State, found: Found) -> Step:
    node_id, state.after = state.older[0]
    told, _ = _ask(work, state, "releases", id=node_id)
    state.older.pop(0)
    with reading():
        node = told.data["node"]
        if node:
            _releases_of(work, state, found, node)
    _finish(state)
    return Step("releases", state.done, None)


def _releases_of(work: Reading, state: State, found: Found, node: Node) -> None:
    """Keep the holder's among a repository's releases, newest first; note where older ones begin."""
    connection = node["releases"]
    nodes = _there(connection["nodes"], found)
    for release in (readers.read_release(one, node) for one in nodes):
        if release is not None and release.account == work.account.code:
            found.add(release, node)
    if node["id"] not in state.asked:
        state.asked.append(node["id"])
        state.done += 1
    floor = datetime.fromisoformat(state.floor)
    newer = all((texts.moment(one["createdAt"]) or floor) >= floor for one in nodes)
    if newer and connection["pageInfo"]["hasNextPage"]:
        state.older.append([node["id"], connection["pageInfo"]["endCursor"]])


def _finish(state: State) -> None:
    state.begin("older_releases" if state.older else "end")


_STEPS: Mapping[str, Callable[[Reading, State, Found], Step]] = {
    "pull_requests": _pull_requests,
    "reviews": _reviews,
    "issues": _issues,
    "own_repositories": _own_repositories,
    "contributed_repositories": _contributed_repositories,
    "seen_repositories": _seen_repositories,
    "older_releases": _older_releases,
}
