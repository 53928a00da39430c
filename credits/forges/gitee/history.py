"""What a repository at Gitee tells of its past: who had changes merged, what was taken back, what landed without "merged"."""

import json
import re
from datetime import datetime
from typing import Any

from credits.forges import texts
from credits.forges.errors import Missing
from credits.forges.facts import Landing, Merged, Repository, RepositoryPage, Revert
from credits.forges.gitee import readers
from credits.forges.gitee.client import Client
from credits.forges.wire import readable

# 4,000 of each: who merged more than that in the time has more people than are counted.
MOST_PAGES = 40
# Gitee's own commit when it merges: "!12 title", then "Merge pull request !12 from …".
_MERGES = re.compile(r"^!(?P<number>\d{1,9})\b")


def read_repository(client: Client, *, repository: Repository, since: datetime, cursor: str | None) -> RepositoryPage:
    """The next part of a repository's past, back to `since`: merged pull requests, then commits of the default branch.

    Raises Missing when nothing is found by its name any more, or something with another number.
    """
    state: dict[str, Any] = json.loads(cursor) if cursor else {"stage": "merged", "page": 1, "covers_from": since.isoformat()}
    with readable():
        if cursor is None:
            repository = _again(client, repository)
        if state["stage"] == "merged":
            return _merged(client, repository, since, state)
        return _commits(client, repository, since, state)


def _again(client: Client, repository: Repository) -> Repository:
    # Gitee has no address by number, and a name can be taken by another repository after a renaming.
    told = readers.read_repository(client.one(f"/repos/{repository.name}"))
    if told.external_id != repository.external_id:
        raise Missing("another repository has this name now")
    return told


def _merged(client: Client, repository: Repository, since: datetime, state: dict[str, Any]) -> RepositoryPage:
    listed = client.listed(
        f"/repos/{repository.name}/pulls",
        page=state["page"],
        state="merged",
        sort="updated",
        direction="desc",
        since=since.isoformat(),
    )
    merged = [read_merged(pull) for pull in listed.items if pull.get("merged_at")]
    reverts = [revert for pull in listed.items if (revert := read_revert(pull, repository=repository)) is not None]
    covers_from = datetime.fromisoformat(state["covers_from"])
    following = {**state, "page": state["page"] + 1}
    if not listed.is_last and state["page"] >= MOST_PAGES:
        # Read no further: complete from the last change on, and no further back.
        covers_from = max(since, min((item.at for item in merged), default=since))
    if listed.is_last or state["page"] >= MOST_PAGES:
        following = {"stage": "commits", "page": 1, "covers_from": covers_from.isoformat()}
    return RepositoryPage(
        repository=repository,
        merged=tuple(item for item in merged if item.at >= since),
        reverts=tuple(reverts),
        landings=(),
        cursor=json.dumps(following),
        covers_from=covers_from,
    )


def _commits(client: Client, repository: Repository, since: datetime, state: dict[str, Any]) -> RepositoryPage:
    listed = client.listed(f"/repos/{repository.name}/commits", page=state["page"], since=since.isoformat())
    reverts: list[Revert] = []
    landings: list[tuple[str, Landing]] = []
    for commit in listed.items:
        reverts += read_commit_reverts(commit, repository=repository)
        landings += read_landings(commit, repository=repository)
    is_last = listed.is_last or state["page"] >= MOST_PAGES
    return RepositoryPage(
        repository=repository,
        merged=(),
        reverts=tuple(reverts),
        landings=tuple(landings),
        cursor=None if is_last else json.dumps({**state, "page": state["page"] + 1}),
        covers_from=datetime.fromisoformat(state["covers_from"]),
    )


def read_merged(pull: readers.Body) -> Merged:
    """From an item of `/pulls` that was merged."""
    merged_at = texts.moment(pull["merged_at"])
    if merged_at is None:
        raise ValueError("not merged")
    return Merged(number=str(pull["number"]), author=readers.account(pull.get("user")), at=merged_at, commit=None)


def read_revert(pull: readers.Body, *, repository: Repository) -> Revert | None:
    """What a merged pull request takes back by its own words; None for nothing."""
    merged_at = texts.moment(pull.get("merged_at"))
    named = texts.reverted(f"{pull.get('title') or ''}\n{pull.get('body') or ''}", repository=repository.name)
    return None if named is None or merged_at is None else Revert((f"#{pull['number']}",), named, merged_at)


def read_commit_reverts(commit: readers.Body, *, repository: Repository) -> list[Revert]:
    """What a commit of the default branch takes back."""
    message = str(commit["commit"]["message"])
    named = texts.reverted(message, repository=repository.name)
    if named is None:
        return []
    merges = _MERGES.match(message)
    by = (f"sha:{commit['sha']}",) + ((f"#{merges['number']}",) if merges else ())
    return [Revert(by, named, _at(commit))]


def read_landings(commit: readers.Body, *, repository: Repository) -> list[tuple[str, Landing]]:
    """The pull requests that a commit of the default branch names."""
    message = str(commit["commit"]["message"])
    merges = _MERGES.match(message)
    return [
        (
            number,
            Landing(
                commit=str(commit["sha"]),
                author=readers.account(commit.get("author")),
                committer=readers.account(commit.get("committer")),
                at=_at(commit),
                merges=merges is not None and merges["number"] == number,
            ),
        )
        for number in texts.named(message, repository=repository.name)
    ]


def _at(commit: readers.Body) -> datetime:
    at = texts.moment(commit["commit"]["committer"]["date"])
    if at is None:
        raise ValueError("a commit without a moment")
    return at
