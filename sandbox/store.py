"""The world in memory, found by whatever a request names. Answers are looked up, never searched for."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox.world.file import load
from sandbox.world.things import Account, Issue, PullRequest, Release, Repository, Review

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Thing = Account | Repository | PullRequest | Issue | Review | Release

_LETTERS = {
    "User": "U",
    "Bot": "BOT",
    "Organization": "O",
    "Repository": "R",
    "PullRequest": "PR",
    "Issue": "I",
    "Review": "PRR",
    "Release": "RE",
}


def node_id(thing: Thing) -> str:
    """GitHub's global id: the kind's letters and the number, coded so that nobody takes it apart."""
    letters = _LETTERS[thing.type if isinstance(thing, Account) else type(thing).__name__]
    return f"{letters}_{base64.urlsafe_b64encode(thing.id.to_bytes(8)).decode().rstrip('=')}"


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Forge:
    """One forge's things by id, by name and by person."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.accounts: dict[int, Account] = {}
        self.logins: dict[str, Account] = {}
        self.repositories: dict[int, Repository] = {}
        self.names: dict[str, Repository] = {}
        self.former_names: dict[str, Repository] = {}
        self.pulls: dict[tuple[int, int], PullRequest] = {}
        self.issues: dict[tuple[int, str], Issue] = {}
        self.nodes: dict[str, Thing] = {}
        self.pulls_of: dict[int, list[PullRequest]] = defaultdict(list)
        self.asked_of: dict[int, list[PullRequest]] = defaultdict(list)  # Gitee: whom a project asked to look
        self.issues_of: dict[int, list[Issue]] = defaultdict(list)
        self.reviews_of: dict[int, list[Review]] = defaultdict(list)
        self.releases_of: dict[int, list[Release]] = defaultdict(list)
        self.owned_by: dict[int, list[Repository]] = defaultdict(list)
        self.written_by: dict[int, list[Repository]] = defaultdict(list)
        self.closed_by_pull: dict[int, list[Issue]] = defaultdict(list)
        self._kept: dict[object, Any] = {}

    def add_account(self, one: Account) -> None:
        self.accounts[one.id] = self.nodes[node_id(one)] = one
        self.logins[one.login.lower()] = one

    def add_repository(self, one: Repository) -> None:
        self.repositories[one.id] = self.nodes[node_id(one)] = one
        self.names[one.full_name.lower()] = one
        self.former_names |= {name.lower(): one for name in one.former_names}
        self.owned_by[one.owner.id].append(one)
        for writer in one.writers:
            if writer is not one.owner:
                self.written_by[writer.id].append(one)
        for pull in one.pulls:
            self.add_pull(pull)
        for issue in one.issues:
            self.issues[one.id, issue.number.upper()] = issue
            self.nodes[node_id(issue)] = issue
            if issue.author is not None:
                self.issues_of[issue.author.id].append(issue)
            if issue.closer is not None:
                self.closed_by_pull[issue.closer.id].append(issue)
        for release in one.releases:
            self.nodes[node_id(release)] = release
            self.releases_of[release.author.id].append(release)

    def add_pull(self, pull: PullRequest) -> None:
        self.pulls[pull.repository.id, pull.number] = self.nodes[node_id(pull)] = pull
        if pull.author is not None:
            self.pulls_of[pull.author.id].append(pull)
        for account in pull.asked:
            self.asked_of[account.id].append(pull)
        for review in pull.reviews:
            self.nodes[node_id(review)] = review
            if review.author is not None:
                self.reviews_of[review.author.id].append(review)

    def repository(self, name: str) -> Repository | None:
        """A public repository by its present name."""
        found = self.names.get(name.lower())
        return None if found is None or found.private else found

    def moved(self, name: str) -> Repository | None:
        found = self.former_names.get(name.lower())
        return None if found is None or found.private else found

    def keep(self, key: object, make: Callable[[], Any]) -> Any:
        """What `make` gave the first time, until something is added."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def forget(self) -> None:
        self._kept.clear()


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = load(folder)
        self.keys = json.loads((folder / "sandbox.json").read_text(encoding="utf-8"))
        self.github, self.gitee = Forge("github"), Forge("gitee")
        self.by_number = {member.number: member for member in self.world.members}
        for account in self.world.accounts:
            self.forge(account.forge).add_account(account)
        for repository in self.world.repositories:
            self.forge(repository.forge).add_repository(repository)

    def forge(self, name: str) -> Forge:
        return self.github if name == "github" else self.gitee

    def client(self, forge: str, client_id: str) -> dict[str, Any] | None:
        client: dict[str, Any] = self.keys["clients"][forge]
        return client if client["client_id"] == client_id else None


def public(things: list[Any]) -> list[Any]:
    """Without what stands in private repositories: a token without any scope does not see them."""
    return [one for one in things if not one.repository.private]
