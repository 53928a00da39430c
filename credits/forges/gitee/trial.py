"""The ten calls with which an operator sees that Gitee answers as the readers expect."""

from collections.abc import Iterator, Sequence
from typing import Any

from credits.forges import trial
from credits.forges.facts import Repository
from credits.forges.gitee import history, readers
from credits.forges.gitee.client import Client
from credits.forges.gitee.events import Seen, read_events

_A_FEW = 20
# Gitee's own list of suggestions; asked only where the holder has no public work.
_ELSEWHERE = "oschina/git-osc"


def calls(client: Client) -> Iterator[trial.Call]:
    """Name and call of each; a later one asks about what an earlier one found."""
    tries = _Tries(client)
    yield "GET /user", tries.user
    yield "GET /users/{login}/events/public", tries.events
    yield "GET /repos/{name}", tries.repository
    yield "GET /repos/{name}/pulls", tries.pulls
    yield "GET /repos/{name}/pulls/{number}/files", tries.files
    yield "GET /repos/{name}/pulls/{number}/commits", tries.commits
    yield "GET /repos/{name}/pulls/{number}/operate_logs", tries.logs
    yield "GET /repos/{name}/pulls/{number}/comments", tries.comments
    yield "GET /repos/{name}/issues", tries.issues
    yield "GET /repos/{name}/releases", tries.releases


class _Tries:
    """Each asks once and gives what the readers made of the answer."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._login: str | None = None
        self._name = _ELSEWHERE
        self._held: Repository | None = None
        self._pull: dict[str, Any] | None = None
        self._files: list[dict[str, Any]] = []
        self._commits: list[dict[str, Any]] = []

    def user(self) -> Sequence[Any]:
        account = readers.read_account(self._client.one("/user"), [])
        self._login = account.login
        return [account]

    def events(self) -> Sequence[Any]:
        if self._login is None:
            raise trial.NothingToAsk
        seen = Seen({})
        read_events(self._client, login=self._login, before=None, since=None, seen=seen)
        self._name = next(iter(seen.numbers), _ELSEWHERE)
        return ()

    def repository(self) -> Sequence[Any]:
        self._held = readers.read_repository(self._client.one(f"/repos/{self._name}"))
        return [self._held]

    def pulls(self) -> Sequence[Any]:
        pulls = self._list("pulls", state="all", sort="updated", direction="desc")
        merged = [pull for pull in pulls if pull.get("merged_at")]
        self._pull = next(iter(merged or pulls), None)
        for pull in merged:
            history.read_revert(pull, repository=self._repository())
        return [history.read_merged(pull) for pull in merged]

    def files(self) -> Sequence[Any]:
        self._files = self._client.whole(f"{self._pull_path()}/files")
        self._read(logs=None)
        return ()

    def commits(self) -> Sequence[Any]:
        self._commits = self._client.whole(f"{self._pull_path()}/commits")
        for commit in self._commits:
            history.read_landings(commit, repository=self._repository())
        self._read(logs=None)
        return ()

    def logs(self) -> Sequence[Any]:
        return [self._read(logs=self._client.whole(f"{self._pull_path()}/operate_logs"))]

    def comments(self) -> Sequence[Any]:
        comments = self._client.whole(f"{self._pull_path()}/comments", page=1, per_page=_A_FEW)
        who = dict.fromkeys(readers.account(comment.get("user")) for comment in comments)
        pull = self._pull or {}
        reviews = [readers.read_review(pull, comments, repository=self._repository(), by=one) for one in who if one is not None]
        return [review for review in reviews if review is not None]

    def issues(self) -> Sequence[Any]:
        return [readers.read_issue(one, repository=self._repository(), logs=None) for one in self._list("issues", state="all")]

    def releases(self) -> Sequence[Any]:
        return [readers.read_release(one, repository=self._repository(), url="") for one in self._list("releases")]

    def _list(self, what: str, **params: str) -> list[dict[str, Any]]:
        return self._client.listed(f"/repos/{self._repository().name}/{what}", page=1, per_page=_A_FEW, **params).items

    def _read(self, *, logs: Sequence[dict[str, Any]] | None) -> Any:
        repository, pull = self._repository(), self._pull or {}
        return readers.read_pull_request(pull, repository=repository, files=self._files, commits=self._commits, logs=logs)

    def _repository(self) -> Repository:
        if self._held is None:
            raise trial.NothingToAsk
        return self._held

    def _pull_path(self) -> str:
        if self._pull is None:
            raise trial.NothingToAsk
        return f"/repos/{self._repository().name}/pulls/{self._pull['number']}"
