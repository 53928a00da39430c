"""The ten calls with which an operator sees that GitHub answers as the readers expect."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from credits.forges import texts, trial
from credits.forges.github import readers
from credits.forges.github.client import Client

_A_FEW = 10
# GitHub's own for such tries; asked only where the holder has no public work.
_ELSEWHERE = {"nameWithOwner": "octocat/Hello-World", "id": None, "databaseId": None}

Node = Mapping[str, Any]


def calls(client: Client) -> Iterator[trial.Call]:
    """Name and call of each; a later one asks about what an earlier one found."""
    tries = _Tries(client)
    yield "GraphQL viewer", tries.viewer
    yield "GraphQL pull_requests", tries.pull_requests
    yield "GraphQL reviews", tries.reviews
    yield "GraphQL issues", tries.issues
    yield "GraphQL own_repositories", tries.own_repositories
    yield "GraphQL contributed_repositories", tries.contributed_repositories
    yield "GraphQL merged", tries.merged
    yield "GraphQL history", tries.history
    yield "GraphQL seen_repositories", tries.seen_repositories
    yield "REST /repositories/{id}", tries.rest_repository


class _Tries:
    """Each asks once and gives what the readers made of the answer."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._repository: Node = _ELSEWHERE
        self._now: datetime | None = None

    def viewer(self) -> Sequence[Any]:
        return [readers.read_account(self._ask("viewer")["viewer"])]

    def pull_requests(self) -> Sequence[Any]:
        holder = self._ask("pull_requests", **_PAGE)["viewer"]
        self._now = texts.moment(holder["contributionsCollection"]["endedAt"])
        nodes = _there(holder["pullRequests"])
        self._see(node["repository"] for node in nodes)
        return [readers.read_pull_request(node) for node in nodes]

    def reviews(self) -> Sequence[Any]:
        if self._now is None:
            raise trial.NothingToAsk
        year = {"from": (self._now - timedelta(days=364)).isoformat(), "to": self._now.isoformat()}
        holder = self._ask("reviews", **_PAGE, **year)["viewer"]
        nodes = _there(holder["contributionsCollection"]["pullRequestReviewContributions"])
        return [review for node in nodes if (review := readers.read_review(node)) is not None]

    def issues(self) -> Sequence[Any]:
        nodes = _there(self._ask("issues", **_PAGE)["viewer"]["issues"])
        self._see(node["repository"] for node in nodes)
        return [readers.read_issue(node) for node in nodes]

    def own_repositories(self) -> Sequence[Any]:
        return self._releases(_there(self._ask("own_repositories", **_PAGE)["viewer"]["repositories"]))

    def contributed_repositories(self) -> Sequence[Any]:
        return self._releases(_there(self._ask("contributed_repositories", **_PAGE)["viewer"]["repositoriesContributedTo"]))

    def merged(self) -> Sequence[Any]:
        node = self._ask("merged", **self._name(), **_PAGE)["repository"]
        self._repository = node
        nodes = _there(node["pullRequests"])
        for one in nodes:
            readers.read_revert(one, node["nameWithOwner"])
        return [readers.read_repository(node), *(readers.read_merged(one) for one in nodes)]

    def history(self) -> Sequence[Any]:
        node = self._ask("history", **self._name(), **_PAGE, since="2008-01-01T00:00:00Z")["repository"]
        nodes = _there(node["defaultBranchRef"]["target"]["history"]) if node["defaultBranchRef"] else []
        for one in nodes:
            readers.read_commit_revert(one)
            readers.read_landings(one, node["nameWithOwner"])
        return [readers.read_repository(node)]

    def seen_repositories(self) -> Sequence[Any]:
        if self._repository["id"] is None:
            raise trial.NothingToAsk
        return self._releases(self._ask("seen_repositories", ids=[self._repository["id"]])["nodes"])

    def rest_repository(self) -> Sequence[Any]:
        if self._repository["databaseId"] is None:
            raise trial.NothingToAsk
        return [readers.read_rest_repository(self._client.get(f"/repositories/{self._repository['databaseId']}").json())]

    def _ask(self, query: str, **variables: Any) -> Mapping[str, Any]:
        return self._client.query(query, variables).data

    def _name(self) -> dict[str, str]:
        owner, _, name = self._repository["nameWithOwner"].partition("/")
        return {"owner": owner, "name": name}

    def _see(self, repositories: Iterator[Node]) -> None:
        if self._repository is _ELSEWHERE:
            self._repository = next((node for node in repositories if not node["isPrivate"]), _ELSEWHERE)

    def _releases(self, repositories: Sequence[Node]) -> Sequence[Any]:
        self._see(iter(repositories))
        found = [readers.read_release(one, node) for node in repositories for one in _there(node["releases"])]
        return [*(readers.read_repository(node) for node in repositories), *(one for one in found if one is not None)]


_PAGE: dict[str, Any] = {"first": _A_FEW, "after": None}


def _there(connection: Node) -> list[Node]:
    return [node for node in connection["nodes"] or [] if node is not None]
