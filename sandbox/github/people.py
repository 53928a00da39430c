"""Users, and what a profile says of their contributions."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from graphql import GraphQLResolveInfo as Info

from sandbox.github.connections import Connection, QueryError, page
from sandbox.github.context import ID, URL, Contributed, Fields, forge_of, ordered
from sandbox.store import now, public
from sandbox.world.draw import ENDS, moment_of, text_of
from sandbox.world.things import Account, Issue, PullRequest, Repository, Review

_YEAR = timedelta(days=366)


@dataclass(slots=True)
class Collection:
    user: Account
    started_at: str
    ended_at: str

    def covers(self, moment: str) -> bool:
        return self.started_at <= moment <= self.ended_at


def _pulls(account: Account, info: Info, **args: Any) -> Connection:
    pulls = forge_of(info).pulls_of[account.id]
    rest = {name: args.pop(name, None) for name in ("labels", "head_ref_name", "base_ref_name")}
    if any(rest.values()):
        raise QueryError("The sandbox does not filter pull requests by label or branch.", "NOT_IMPLEMENTED")
    return ordered(info, ("pulls", account.id), lambda: public(pulls), **args)


def _issues(account: Account, info: Info, **args: Any) -> Connection:
    issues = forge_of(info).issues_of[account.id]
    rest = {name: args.pop(name, None) for name in ("labels", "filter_by")}
    if any(rest.values()):
        raise QueryError("The sandbox does not filter issues by label.", "NOT_IMPLEMENTED")
    return ordered(info, ("issues", account.id), lambda: public(issues), **args)


def _contributed_to(account: Account, info: Info, *, include_user_repositories: bool = False, **args: Any) -> Connection:
    """Where they opened, reported or reviewed something within the last year, as GitHub's "recently" has it."""
    forge, recent = forge_of(info), text_of(ENDS - _YEAR)

    def make() -> list[Repository]:
        opened: list[PullRequest | Issue] = [*forge.pulls_of[account.id], *forge.issues_of[account.id]]
        found = [one.repository for one in opened if one.created_at >= recent]
        found += [one.pull_request.repository for one in forge.reviews_of[account.id] if one.submitted_at >= recent]
        unique = {one.id: one for one in found if not one.private and (include_user_repositories or one.owner is not account)}
        return list(unique.values())

    return ordered(info, ("contributed", account.id, include_user_repositories), make, **_of_order(args))


def _owned(account: Account, info: Info, *, owner_affiliations: Any = None, **args: Any) -> Connection:
    """One's own, and as a collaborator or a member those of others to which one may write."""
    forge, wanted = forge_of(info), set(owner_affiliations or ("OWNER", "COLLABORATOR"))

    def make() -> list[Repository]:
        own = forge.owned_by[account.id] if "OWNER" in wanted else []
        others = forge.written_by[account.id] if wanted - {"OWNER"} else []
        return [one for one in (*own, *others) if not one.private]

    return ordered(info, ("owned", account.id, "OWNER" in wanted, bool(wanted - {"OWNER"})), make, **_of_order(args))


def _of_order(args: dict[str, Any]) -> dict[str, Any]:
    """Repositories stand by their making, whatever order is asked for: all of them are read anyway."""
    return {name: value for name, value in args.items() if name in ("first", "last", "after", "before")}


def _collection(account: Account, _: Info, **args: Any) -> Collection:
    to = args.get("to") or now()
    begins = args.get("from") or text_of(moment_of(to) - timedelta(days=365))
    if moment_of(to) - moment_of(begins) > _YEAR:
        raise QueryError("The total time spanned by 'from' and 'to' must not exceed 1 year", "UNPROCESSABLE")
    return Collection(account, begins, to)


def _reviews(collection: Collection, info: Info) -> list[Review]:
    """The most recently submitted review of each pull request of somebody else, within the window."""
    last: dict[int, Review] = {}
    for one in sorted(forge_of(info).reviews_of[collection.user.id], key=lambda one: one.submitted_at):
        pull = one.pull_request
        if collection.covers(one.submitted_at) and pull.author is not collection.user and not pull.repository.private:
            last[pull.id] = one
    return list(last.values())


def _opened_pulls(collection: Collection, info: Info) -> list[PullRequest]:
    return [one for one in public(forge_of(info).pulls_of[collection.user.id]) if collection.covers(one.created_at)]


def _opened_issues(collection: Collection, info: Info) -> list[Issue]:
    return [one for one in public(forge_of(info).issues_of[collection.user.id]) if collection.covers(one.created_at)]


def _shown(collection: Collection, info: Info, things: list[Any], *, order_by: Any = None, **args: Any) -> Connection:
    found = [Contributed(collection.user, one.submitted_at if isinstance(one, Review) else one.created_at, one) for one in things]
    descending = order_by is None or order_by["direction"] == "DESC"
    found.sort(key=_occurred, reverse=descending)
    rest = {name: value for name, value in args.items() if name in ("first", "last", "after", "before")}
    return page(info, found, _occurred, descending=descending, **rest)


def _occurred(one: Contributed) -> tuple[str, int]:
    return (one.occurred_at, one.thing.id)


def _hidden(collection: Collection, info: Info) -> int:
    return sum(one.repository.private and collection.covers(one.created_at) for one in forge_of(info).pulls_of[collection.user.id])


PERSON: Fields = {
    **ID,
    **URL,
    "avatarUrl": lambda one, info, **_: f"{info.context.web}/avatars/{one.id}",
    "email": lambda *_: "",  # most people show none
    "updatedAt": lambda one, _: one.created_at,
    "pullRequests": _pulls,
    "issues": _issues,
    "repositories": _owned,
    "repositoriesContributedTo": _contributed_to,
    "contributionsCollection": _collection,
}
COLLECTION: Fields = {
    "pullRequestReviewContributions": lambda one, info, **args: _shown(one, info, _reviews(one, info), **args),
    "pullRequestContributions": lambda one, info, **args: _shown(one, info, _opened_pulls(one, info), **args),
    "issueContributions": lambda one, info, **args: _shown(one, info, _opened_issues(one, info), **args),
    "totalPullRequestReviewContributions": lambda one, info, **_: len(_reviews(one, info)),
    "totalPullRequestContributions": lambda one, info, **_: len(_opened_pulls(one, info)),
    "totalIssueContributions": lambda one, info, **_: len(_opened_issues(one, info)),
    "restrictedContributionsCount": _hidden,
    "hasAnyContributions": lambda one, info: bool(_opened_pulls(one, info) or _opened_issues(one, info) or _reviews(one, info)),
}
FIELDS: dict[str, Fields] = {
    "User": PERSON,
    "Bot": PERSON,
    "Organization": PERSON,
    "ContributionsCollection": COLLECTION,
    "CreatedPullRequestReviewContribution": {
        **URL,
        "pullRequest": lambda one, _: one.thing.pull_request,
        "pullRequestReview": lambda one, _: one.thing,
        "repository": lambda one, _: one.thing.pull_request.repository,
    },
    "CreatedPullRequestContribution": {**URL, "pullRequest": lambda one, _: one.thing},
    "CreatedIssueContribution": {**URL, "issue": lambda one, _: one.thing},
}
