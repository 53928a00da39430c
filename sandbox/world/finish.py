"""Gives every thing its number, in the order in which they came about, and writes each default branch."""

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sandbox.world import deeds
from sandbox.world.draw import Draw
from sandbox.world.things import Account, Commit, Issue, PullRequest, Repository, World

if TYPE_CHECKING:
    from collections.abc import Sequence

# GitHub's ids of pull requests, issues and reviews have passed 2^31; Gitee's are smaller.
_PULLS = {"github": 2_147_480_000, "gitee": 11_400_000}
_ISSUES = {"github": 2_710_000_000, "gitee": 17_200_000}
_REVIEWS = {"github": 2_466_000_000, "gitee": 0}
_REMARKS = {"github": 1_860_000_000, "gitee": 31_000_000}
_RELEASES = {"github": 188_000_000, "gitee": 410_000}
_ACCOUNTS = {"github": 91_000_000, "gitee": 9_100_000}
_REPOSITORIES = {"github": 540_000_000, "gitee": 24_000_000}
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def finish(draw: Draw, world: World) -> None:
    _identify(draw, world)
    for repository in world.repositories:
        _number(repository)
        _settle(repository)
        repository.commits = _default_branch(repository)


def _identify(draw: Draw, world: World) -> None:
    for forge in ("github", "gitee"):
        repositories = [one for one in world.repositories if one.forge == forge]
        pulls = [pull for one in repositories for pull in one.pulls]
        reviews = [review for pull in pulls for review in pull.reviews]
        groups: tuple[tuple[Sequence[Any], dict[str, int], str], ...] = (
            ([one for one in world.accounts if one.forge == forge], _ACCOUNTS, "created_at"),
            (repositories, _REPOSITORIES, "created_at"),
            (pulls, _PULLS, "created_at"),
            ([issue for one in repositories for issue in one.issues], _ISSUES, "created_at"),
            (reviews, _REVIEWS, "submitted_at"),
            ([remark for review in reviews for remark in review.remarks], _REMARKS, "at"),
            ([release for one in repositories for release in one.releases], _RELEASES, "created_at"),
        )
        for things, first, when in groups:
            last = first[forge]
            for thing in sorted(things, key=attrgetter(when)):
                last += draw.number(1, 9)
                thing.id = last


def gitee_number(identity: int) -> str:
    """Gitee's issue numbers: the id in base 36 behind an I."""
    text = ""
    while identity:
        identity, digit = divmod(identity, 36)
        text = _LETTERS[digit] + text
    return f"I{text}"


def _number(repository: Repository) -> None:
    """GitHub numbers pull requests and issues together, Gitee only pull requests. What has a number keeps it."""
    taken = {pull.number for pull in repository.pulls} | {int(issue.number or 0) for issue in repository.issues}
    number = repository.first_number - 1
    things: list[PullRequest | Issue] = [*repository.pulls, *repository.issues]
    for thing in sorted(things, key=lambda one: (one.created_at, one.id)):
        if repository.forge == "gitee" and isinstance(thing, Issue):
            thing.number = gitee_number(thing.id)
        elif not thing.number:
            number += 1
            while number in taken:
                number += 1
            if isinstance(thing, PullRequest):
                thing.number = number
            else:
                thing.number = str(number)


def _settle(repository: Repository) -> None:
    for pull in repository.pulls:
        pull.title, pull.body = _said(pull.title), _said(pull.body)
    for issue in repository.issues:
        issue.updated_at = max(issue.updated_at, issue.created_at)


def _said(words: object) -> str:
    return str(words() if callable(words) else words)


def _default_branch(repository: Repository) -> list[Commit]:
    """A commit for every merged pull request and what was pushed without one, newest first."""
    made = list(repository.pushed)
    for pull in repository.pulls:
        if pull.landed is not None:
            made.append(pull.landed)
        elif pull.merge_commit and pull.files:
            made.append(merge_commit(pull))
    for commit in made:
        commit.message = _said(commit.message)
    return sorted(made, key=lambda one: (one.at, one.oid), reverse=True)


def merge_commit(pull: PullRequest) -> Commit:
    """The squashed commit that a forge writes when it merges."""
    author: Account | None = pull.author or pull.commits[-1].authors[0].account
    named = (
        f"{pull.title} (#{pull.number})"
        if pull.forge == "github"
        else f"!{pull.number} {pull.title}\nMerge pull request !{pull.number} from topic-{pull.number}"
    )
    if pull.reverts is not None and pull.forge == "gitee":
        named += f"\n\nThis reverts commit {pull.reverts.merge_commit}."
    authors = [deeds.person(author)] if author else pull.commits[-1].authors
    return Commit(
        oid=str(pull.merge_commit),
        message=named,
        at=str(pull.merged_at),
        authors=authors,
        committer=deeds.person(pull.merged_by) if pull.merged_by else authors[0],
    )
