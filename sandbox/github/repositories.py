"""Repositories, their default branch and their releases."""

from typing import Any

from graphql import GraphQLResolveInfo as Info

from sandbox.github.connections import Connection, QueryError, page
from sandbox.github.context import ID, URL, Fields, forge_of, ordered
from sandbox.store import node_id
from sandbox.world.things import Commit, Issue, Person, PullRequest, Release, Repository


def _latest(repository: Repository, _: Info) -> str:
    return repository.commits[0].at if repository.commits else repository.created_at


def _branch(repository: Repository, _: Info) -> dict[str, Any] | None:
    if not repository.commits:
        return None
    return {"id": f"REF_{node_id(repository)}", "name": "main", "target": repository.commits[0]}


def _history(commit: Commit, info: Info, *, since: str | None = None, until: str | None = None, **args: Any) -> Connection:
    """The default branch from this commit downwards."""
    chosen = [one for one in _below(commit, info) if (since is None or one.at >= since) and (until is None or one.at <= until)]
    rest = {name: value for name, value in args.items() if name in ("first", "last", "after", "before")}
    return page(info, chosen, lambda one: (one.at, one.oid), descending=True, **rest)


def _below(commit: Commit, info: Info) -> list[Commit]:
    forge = forge_of(info)

    def make() -> dict[str, Repository]:
        return {one.oid: repository for repository in forge.repositories.values() for one in repository.commits}

    repository: Repository | None = forge.keep("branches", make).get(commit.oid)
    if repository is None:
        return [commit]
    return repository.commits[repository.commits.index(commit) :]


def _pull(repository: Repository, info: Info, number: int) -> PullRequest:
    found = forge_of(info).pulls.get((repository.id, number))
    if found is None:
        raise QueryError(f"Could not resolve to a PullRequest with the number of {number}.", "NOT_FOUND")
    return found


def _issue(repository: Repository, info: Info, number: int) -> Issue:
    found = forge_of(info).issues.get((repository.id, str(number)))
    if found is None:
        raise QueryError(f"Could not resolve to an Issue with the number of {number}.", "NOT_FOUND")
    return found


def _pulls(repository: Repository, info: Info, *, order_by: Any = None, states: Any = None, **args: Any) -> Connection:
    rest = {name: value for name, value in args.items() if name in ("first", "last", "after", "before")}
    return ordered(info, ("of", repository.id), lambda: repository.pulls, order_by=order_by, states=states, **rest)


def _issues(repository: Repository, info: Info, *, order_by: Any = None, states: Any = None, **args: Any) -> Connection:
    rest = {name: value for name, value in args.items() if name in ("first", "last", "after", "before")}
    return ordered(info, ("reported", repository.id), lambda: repository.issues, order_by=order_by, states=states, **rest)


def _releases(repository: Repository, info: Info, **args: Any) -> Connection:
    """Drafts are for those who may write, with a scope that says so: nobody here has one."""

    def make() -> list[Release]:
        return [one for one in repository.releases if not one.draft]

    return ordered(info, ("releases", repository.id), make, descending=True, **args)


def _object(repository: Repository, _: Info, oid: str | None = None, **__: object) -> Commit | None:
    return next((one for one in repository.commits if one.oid == oid), None)


def git_actor(person: Person, at: str) -> dict[str, Any]:
    """A name in a commit; with a user if the forge knows the address as a person's."""
    known = person.account is not None and person.account.type == "User"
    return {"name": person.name, "email": person.email, "date": at, "user": person.account if known else None}


FIELDS: dict[str, Fields] = {
    "Repository": {
        **ID,
        **URL,
        "nameWithOwner": lambda one, _: one.full_name,
        "isPrivate": lambda one, _: one.private,
        "isFork": lambda one, _: one.fork,
        "isArchived": lambda *_: False,
        "visibility": lambda one, _: "PRIVATE" if one.private else "PUBLIC",
        "updatedAt": _latest,
        "pushedAt": _latest,
        "stargazerCount": lambda one, _: one.stars,
        "forkCount": lambda one, _: one.stars // 7,
        "defaultBranchRef": _branch,
        "pullRequests": _pulls,
        "issues": _issues,
        "pullRequest": _pull,
        "issue": _issue,
        "releases": _releases,
        "object": _object,
        "licenseInfo": lambda *_: {"id": "L_apache", "key": "apache-2.0", "name": "Apache License 2.0", "spdxId": "Apache-2.0"},
        "primaryLanguage": lambda one, _: {"id": f"LAN_{one.language}", "name": one.language},
    },
    "Commit": {
        "id": lambda one, _: f"C_{one.oid}",
        "url": lambda one, info: f"{info.context.web}/commit/{one.oid}",
        "messageHeadline": lambda one, _: str(one.message).split("\n", 1)[0],
        "messageBody": lambda one, _: str(one.message).partition("\n\n")[2],
        "committedDate": lambda one, _: one.at,
        "authoredDate": lambda one, _: one.at,
        "author": lambda one, _: git_actor(one.authors[0], one.at),
        "authors": lambda one, info, **args: page(info, [git_actor(each, one.at) for each in one.authors], **args),
        "committer": lambda one, _: git_actor(one.committer, one.at),
        "history": _history,
    },
    "Release": {
        **ID,
        **URL,
        "tagName": lambda one, _: one.tag,
        "description": lambda one, _: one.body,
        "isDraft": lambda one, _: one.draft,
        "isPrerelease": lambda one, _: one.prerelease,
        "updatedAt": lambda one, _: one.published_at or one.created_at,
    },
}
