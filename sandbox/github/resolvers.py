"""How each field of the cut schema is answered. What is not named here is the attribute of the same name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema, GraphQLUnionType, build_schema

from sandbox.github.connections import Connection, Failure, page
from sandbox.github.search import search
from sandbox.limits import Window
from sandbox.store import Forge, node_id, now, public
from sandbox.world.draw import ENDS, moment_of, text_of
from sandbox.world.expected import COMMITS_TOLD, FILES_TOLD, latest_opinions
from sandbox.world.things import Account, Commit, Issue, Person, PullRequest, Release, Remark, Repository, Review

Info = GraphQLResolveInfo
_YEAR = timedelta(days=366)


@dataclass(slots=True)
class Context:
    forge: Forge
    viewer: Account
    web: str  # base address of the web pages
    window: Window
    points: int
    nodes: int


@dataclass(slots=True)
class ClosedEvent:
    issue: Issue | PullRequest
    actor: Account | None
    closer: PullRequest | None
    created_at: str | None


@dataclass(slots=True)
class MergedEvent:
    pull: PullRequest
    actor: Account | None
    created_at: str | None


@dataclass(slots=True)
class CommitOf:
    pull: PullRequest
    commit: Commit


@dataclass(slots=True)
class Contributed:
    """A contribution as a profile shows it."""

    user: Account
    occurred_at: str
    thing: Review | PullRequest | Issue
    is_restricted: bool = False


@dataclass(slots=True)
class Collection:
    user: Account
    started_at: str
    ended_at: str

    def covers(self, moment: str) -> bool:
        return self.started_at <= moment <= self.ended_at


def _created(one: Any) -> tuple[str, int]:
    return (one.created_at, one.id)


def _updated(one: Any) -> tuple[str, int]:
    return (one.updated_at, one.id)


def _ordered(
    info: Info,
    name: object,
    things: Callable[[], list[Any]],
    args: dict[str, Any],
    *,
    descending: bool = False,
    states: bool = False,
) -> Connection:
    """A page in the asked order, filtered by state. Orders are kept until something is added."""
    order = args.pop("orderBy", None)
    by_update = order is not None and order["field"] == "UPDATED_AT"
    key = _updated if by_update else _created
    if order is not None:
        descending = order["direction"] == "DESC"
    wanted = tuple(args.pop("states", None) or ()) if states else ()

    def make() -> list[Any]:
        kept = [one for one in things() if not wanted or one.state.upper() in wanted]
        return sorted(kept, key=key, reverse=descending)

    listed = info.context.forge.keep((name, by_update, descending, wanted), make)
    return page(info, listed, key, descending=descending, **args)


# Query


def _user(_: None, info: Info, login: str) -> Account:
    found = info.context.forge.logins.get(login.lower())
    if found is None or found.type != "User":
        raise Failure(f"Could not resolve to a User with the login of '{login}'.", "NOT_FOUND")
    return found


def _node(_: None, info: Info, id: str) -> Any:
    found = info.context.forge.nodes.get(id)
    if found is None or _hidden(found):
        raise Failure(f"Could not resolve to a node with the global id of '{id}'", "NOT_FOUND")
    return found


def _hidden(thing: Any) -> bool:
    repository = thing.pull_request.repository if isinstance(thing, Review) else getattr(thing, "repository", thing)
    return bool(getattr(repository, "private", False))


def _nodes(_: None, info: Info, ids: list[str]) -> list[Any]:
    if len(ids) > 100:
        raise Failure(f"You may not provide more than 100 node ids; you provided {len(ids)}.", "ARGUMENT_LIMIT")
    found = []
    for one in ids:
        try:
            found.append(_node(None, info, one))
        except Failure as failure:
            found.append(failure)
    return found


def _repository(_: None, info: Info, owner: str, name: str, followRenames: bool = True) -> Repository:
    full_name = f"{owner}/{name}"
    found = info.context.forge.repository(full_name) or (info.context.forge.moved(full_name) if followRenames else None)
    if found is None:
        raise Failure(f"Could not resolve to a Repository with the name '{full_name}'.", "NOT_FOUND")
    return found


def _search(_: None, info: Info, query: str, type: str, **args: Any) -> Connection:
    found = search(info.context.forge, query) if type.startswith("ISSUE") else []
    return page(info, found[:1000], total=len(found), **args)


def _rate_limit(_: None, info: Info, dryRun: bool = False) -> dict[str, Any]:
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


# People


def _contributed_to(account: Account, info: Info, **args: Any) -> Connection:
    """Where they opened, reported or reviewed something within the last year, as GitHub's "recently" has it."""
    forge: Forge = info.context.forge
    recent = text_of(ENDS - _YEAR)

    def make() -> list[Repository]:
        things = [*forge.pulls_of[account.id], *forge.issues_of[account.id]]
        found = [one.repository for one in things if one.created_at >= recent]
        found += [one.pull_request.repository for one in forge.reviews_of[account.id] if one.submitted_at >= recent]
        own = bool(args.get("includeUserRepositories"))
        unique = {one.id: one for one in found if not one.private and (own or one.owner is not account)}
        return sorted(unique.values(), key=_created)

    args.pop("orderBy", None)
    key = ("contributed", account.id, bool(args.get("includeUserRepositories")))
    return page(info, forge.keep(key, make), _created, **args)


def _owned(account: Account, info: Info, **args: Any) -> Connection:
    forge: Forge = info.context.forge
    args.pop("orderBy", None)
    listed = forge.keep(
        ("owned", account.id), lambda: sorted((one for one in forge.owned_by[account.id] if not one.private), key=_created)
    )
    return page(info, listed, _created, **args)


def _collection(account: Account, info: Info, **args: Any) -> Collection:
    to = args.get("to") or now()
    begins = args.get("from") or text_of(moment_of(to) - timedelta(days=365))
    if moment_of(to) - moment_of(begins) > _YEAR:
        raise Failure("The total time spanned by 'from' and 'to' must not exceed 1 year", "UNPROCESSABLE")
    return Collection(account, begins, to)


def _review_contributions(collection: Collection, info: Info, **args: Any) -> Connection:
    """The most recently submitted review of each pull request of somebody else, within the window."""
    last: dict[int, Review] = {}
    for one in sorted(info.context.forge.reviews_of[collection.user.id], key=lambda one: one.submitted_at):
        pull = one.pull_request
        if collection.covers(one.submitted_at) and pull.author is not collection.user and not pull.repository.private:
            last[pull.id] = one
    found = [Contributed(collection.user, one.submitted_at, one) for one in last.values()]
    return _contributions(info, found, args)


def _opened(collection: Collection, info: Info, things: list[Any], args: dict[str, Any]) -> Connection:
    return _contributions(
        info,
        [Contributed(collection.user, one.created_at, one) for one in public(things) if collection.covers(one.created_at)],
        args,
    )


def _contributions(info: Info, found: list[Contributed], args: dict[str, Any]) -> Connection:
    order = args.pop("orderBy", None)
    descending = order is None or order["direction"] == "DESC"
    found.sort(key=_occurred, reverse=descending)
    return page(info, found, _occurred, descending=descending, **args)


def _occurred(one: Contributed) -> tuple[str, int]:
    return (one.occurred_at, one.thing.id)


# Repositories


def _branch(repository: Repository, _: Info) -> dict[str, Any] | None:
    if not repository.commits:
        return None
    return {"name": "main", "id": f"REF_{node_id(repository)}", "target": repository.commits[0], "repository": repository}


def _history(commit: Commit, info: Info, since: str | None = None, until: str | None = None, **args: Any) -> Connection:
    commits = _branch_of(info, commit)
    chosen = [one for one in commits if (since is None or one.at >= since) and (until is None or one.at <= until)]
    return page(info, chosen, lambda one: (one.at, one.oid), descending=True, **args)


def _branch_of(info: Info, commit: Commit) -> list[Commit]:
    """The default branch on which the commit stands, from it downwards."""

    def make() -> dict[str, Repository]:
        return {commits.oid: one for one in info.context.forge.repositories.values() for commits in one.commits}

    repository = info.context.forge.keep("branches", make).get(commit.oid)
    if repository is None:
        return [commit]
    commits: list[Commit] = repository.commits
    return commits[commits.index(commit) :]


def _number(kind: str) -> Callable[..., Any]:
    def find(repository: Repository, info: Info, number: int) -> Any:
        forge: Forge = info.context.forge
        found = (
            forge.pulls.get((repository.id, number)) if kind == "PullRequest" else forge.issues.get((repository.id, str(number)))
        )
        if found is None:
            raise Failure(
                f"Could not resolve to {'a' if kind == 'PullRequest' else 'an'} {kind} with the number of {number}.", "NOT_FOUND"
            )
        return found

    return find


# Pull requests, reviews, issues


def _small(one: Any, _: Info) -> int | None:
    """`databaseId` is a 32-bit number: GitHub says null beyond it, `fullDatabaseId` has it all."""
    return one.id if one.id < 2**31 else None


def _labels(one: PullRequest | Issue, info: Info, orderBy: Any = None, **args: Any) -> Connection:
    return page(info, [{"id": f"LA_{name}", "name": name, "color": "ededed"} for name in one.labels], **args)


def _files(pull: PullRequest, info: Info, **args: Any) -> Connection:
    return page(info, pull.files[: FILES_TOLD["github"]], total=len(pull.files), **args)


def _commits(pull: PullRequest, info: Info, **args: Any) -> Connection:
    return page(info, [CommitOf(pull, one) for one in pull.commits[:COMMITS_TOLD]], total=len(pull.commits), **args)


def _reviews(pull: PullRequest, info: Info, states: list[str] | None = None, author: str | None = None, **args: Any) -> Connection:
    chosen = [
        one
        for one in pull.reviews
        if (not states or one.state in states) and (not author or (one.author and one.author.login == author))
    ]
    return page(info, sorted(chosen, key=lambda one: one.submitted_at), **args)


def _opinions(pull: PullRequest, info: Info, writersOnly: bool = False, **args: Any) -> Connection:
    return page(info, [one for one in latest_opinions(pull) if not writersOnly or _may_push(one, info)], **args)


def _may_push(review: Review, _: Info) -> bool:
    return review.author is not None and review.author in review.pull_request.repository.writers


def _closing_issues(pull: PullRequest, info: Info, orderBy: Any = None, **args: Any) -> Connection:
    return page(info, info.context.forge.closed_by_pull.get(pull.id, []), **args)


def _merge_commit(pull: PullRequest, info: Info) -> Commit | None:
    if pull.merge_commit is None:
        return None
    found = info.context.forge.keep(("commits", pull.repository.id), lambda: {one.oid: one for one in pull.repository.commits}).get(
        pull.merge_commit
    )
    # What arrived through another push has a commit of its own that the branch does not hold.
    who = Person(name="nobody", email="", account=None)
    return found or Commit(oid=pull.merge_commit, message=str(pull.title), at=str(pull.merged_at), authors=[who], committer=who)


def _pull_timeline(
    pull: PullRequest,
    info: Info,
    itemTypes: list[str] | None = None,
    since: str | None = None,
    skip: int | None = None,
    **args: Any,
) -> Connection:
    items: list[Any] = []
    if pull.merged_at:
        items.append(MergedEvent(pull, pull.merged_by, pull.merged_at))
    if pull.closed_at:
        items.append(ClosedEvent(pull, pull.merged_by, None, pull.closed_at))
    return _timeline(info, items, itemTypes, args)


def _issue_timeline(
    issue: Issue, info: Info, itemTypes: list[str] | None = None, since: str | None = None, skip: int | None = None, **args: Any
) -> Connection:
    items = [ClosedEvent(issue, issue.closed_by, issue.closer, issue.closed_at)] if issue.state == "closed" else []
    return _timeline(info, items, itemTypes, args)


def _timeline(info: Info, items: list[Any], kinds: list[str] | None, args: dict[str, Any]) -> Connection:
    names = {"CLOSED_EVENT": ClosedEvent, "MERGED_EVENT": MergedEvent}
    wanted = tuple(names[one] for one in kinds if one in names) if kinds else (ClosedEvent, MergedEvent)
    return page(info, [one for one in items if isinstance(one, wanted)], **args)


def _remarks(review: Review, info: Info, orderBy: Any = None, **args: Any) -> Connection:
    return page(info, review.remarks, **args)


def _association(one: Any, _: Info) -> str:
    repository = one.pull_request.repository if isinstance(one, Review) else one.repository
    return "MEMBER" if one.author in repository.writers else "CONTRIBUTOR"


def _releases(repository: Repository, info: Info, **args: Any) -> Connection:
    """Drafts are for those who may write, with a scope that says so: nobody here has one."""
    args.setdefault("orderBy", None)
    return _ordered(
        info, ("releases", repository.id), lambda: [one for one in repository.releases if not one.draft], args, descending=True
    )


def _git_actor(person: Person, at: str) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "date": at,
        "user": person.account if person.account and person.account.type == "User" else None,
    }


def url(thing: Any, web: str) -> str:
    """The page of a thing."""
    if isinstance(thing, Account):
        return f"{web}/{thing.login}"
    if isinstance(thing, Repository):
        return f"{web}/{thing.full_name}"
    if isinstance(thing, PullRequest):
        return f"{web}/{thing.repository.full_name}/pull/{thing.number}"
    if isinstance(thing, Issue):
        return f"{web}/{thing.repository.full_name}/issues/{thing.number}"
    if isinstance(thing, Release):
        return f"{web}/{thing.repository.full_name}/releases/tag/{thing.tag}"
    if isinstance(thing, Review):
        return f"{url(thing.pull_request, web)}#pullrequestreview-{thing.id}"
    if isinstance(thing, Contributed):
        return url(thing.thing, web)
    raise TypeError(type(thing))


def _avatar(account: Account, info: Info, size: int | None = None) -> str:
    return f"{info.context.web}/avatars/{account.id}"


_URL: dict[str, Callable[..., Any]] = {
    "url": lambda one, info: url(one, info.context.web),
    "resourcePath": lambda one, info: url(one, ""),
}
_ID = {"id": lambda one, _: node_id(one), "databaseId": _small, "fullDatabaseId": lambda one, _: str(one.id)}
_TEXT = {"bodyText": lambda one, _: one.body}
_PERSON: dict[str, Callable[..., Any]] = {
    **_ID,
    **_URL,
    "avatarUrl": _avatar,
    "email": lambda *_: "",  # most people show none
    "updatedAt": lambda one, _: one.created_at,
    "pullRequests": lambda one, info, **args: _ordered(
        info, ("pulls", one.id), lambda: public(info.context.forge.pulls_of[one.id]), args, states=True
    ),
    "issues": lambda one, info, **args: _ordered(
        info, ("issues", one.id), lambda: public(info.context.forge.issues_of[one.id]), args, states=True
    ),
    "repositories": _owned,
    "repository": lambda one, info, name, followRenames=True: _repository(None, info, one.login, name, followRenames),
    "repositoriesContributedTo": _contributed_to,
    "contributionsCollection": _collection,
}

RESOLVERS: dict[str, dict[str, Callable[..., Any]]] = {
    "Query": {
        "id": lambda *_: "Q_sandbox",
        "viewer": lambda _, info: info.context.viewer,
        "user": _user,
        "node": _node,
        "nodes": _nodes,
        "repository": _repository,
        "search": _search,
        "rateLimit": _rate_limit,
    },
    "User": _PERSON,
    "Bot": _PERSON,
    "Organization": _PERSON,
    "ContributionsCollection": {
        "pullRequestReviewContributions": _review_contributions,
        "pullRequestContributions": lambda one, info, **args: _opened(one, info, info.context.forge.pulls_of[one.user.id], args),
        "issueContributions": lambda one, info, **args: _opened(one, info, info.context.forge.issues_of[one.user.id], args),
        "totalPullRequestReviewContributions": lambda one, info, **args: sum(
            one.covers(each.submitted_at) for each in info.context.forge.reviews_of[one.user.id]
        ),
        "totalPullRequestContributions": lambda one, info, **args: sum(
            one.covers(each.created_at) for each in public(info.context.forge.pulls_of[one.user.id])
        ),
        "totalIssueContributions": lambda one, info, **args: sum(
            one.covers(each.created_at) for each in public(info.context.forge.issues_of[one.user.id])
        ),
        "restrictedContributionsCount": lambda one, info: sum(
            each.repository.private for each in info.context.forge.pulls_of[one.user.id]
        ),
        "hasAnyContributions": lambda one, info: bool(info.context.forge.pulls_of[one.user.id]),
    },
    "CreatedPullRequestReviewContribution": {
        **_URL,
        "pullRequest": lambda one, _: one.thing.pull_request,
        "pullRequestReview": lambda one, _: one.thing,
        "repository": lambda one, _: one.thing.pull_request.repository,
    },
    "CreatedPullRequestContribution": {**_URL, "pullRequest": lambda one, _: one.thing},
    "CreatedIssueContribution": {**_URL, "issue": lambda one, _: one.thing},
    "Repository": {
        **_ID,
        **_URL,
        "nameWithOwner": lambda one, _: one.full_name,
        "isPrivate": lambda one, _: one.private,
        "isFork": lambda one, _: one.fork,
        "isArchived": lambda *_: False,
        "visibility": lambda one, _: "PRIVATE" if one.private else "PUBLIC",
        "updatedAt": lambda one, _: one.commits[0].at if one.commits else one.created_at,
        "pushedAt": lambda one, _: one.commits[0].at if one.commits else one.created_at,
        "stargazerCount": lambda one, _: one.stars,
        "forkCount": lambda one, _: one.stars // 7,
        "defaultBranchRef": _branch,
        "pullRequests": lambda one, info, **args: _ordered(info, ("of", one.id), lambda: one.pulls, args, states=True),
        "issues": lambda one, info, **args: _ordered(info, ("reported", one.id), lambda: one.issues, args, states=True),
        "pullRequest": _number("PullRequest"),
        "issue": _number("Issue"),
        "releases": _releases,
        "object": lambda one, info, oid=None, expression=None: next((each for each in one.commits if each.oid == oid), None),
        "licenseInfo": lambda *_: {"id": "L_apache", "key": "apache-2.0", "name": "Apache License 2.0", "spdxId": "Apache-2.0"},
        "primaryLanguage": lambda one, _: {"id": f"LAN_{one.language}", "name": one.language},
    },
    "Ref": {"name": lambda one, _: one["name"], "id": lambda one, _: one["id"], "target": lambda one, _: one["target"]},
    "Commit": {
        "id": lambda one, _: f"C_{one.oid}",
        "url": lambda one, info: f"{info.context.web}/commit/{one.oid}",
        "messageHeadline": lambda one, _: str(one.message).split("\n", 1)[0],
        "messageBody": lambda one, _: str(one.message).partition("\n\n")[2],
        "committedDate": lambda one, _: one.at,
        "authoredDate": lambda one, _: one.at,
        "author": lambda one, _: _git_actor(one.authors[0], one.at),
        "authors": lambda one, info, **args: page(info, [_git_actor(each, one.at) for each in one.authors], **args),
        "committer": lambda one, _: _git_actor(one.committer, one.at),
        "history": _history,
        "associatedPullRequests": lambda one, info, orderBy=None, **args: page(info, [], **args),
        "additions": lambda *_: 0,
        "deletions": lambda *_: 0,
    },
    "PullRequest": {
        **_ID,
        **_URL,
        **_TEXT,
        "state": lambda one, _: one.state.upper(),
        "isDraft": lambda one, _: one.draft,
        "merged": lambda one, _: one.merged_at is not None,
        "closed": lambda one, _: one.closed_at is not None,
        "changedFiles": lambda one, _: len(one.files),
        "headRefOid": lambda one, _: one.head,
        "headRefName": lambda one, _: f"topic-{one.number}",
        "baseRefName": lambda *_: "main",
        "baseRefOid": lambda one, _: one.head,
        "baseRepository": lambda one, _: one.repository,
        "headRepository": lambda *_: None,
        "mergeCommit": _merge_commit,
        "labels": _labels,
        "files": _files,
        "commits": _commits,
        "reviews": _reviews,
        "latestOpinionatedReviews": _opinions,
        "latestReviews": _opinions,
        "timelineItems": _pull_timeline,
        "closingIssuesReferences": _closing_issues,
        "authorAssociation": _association,
    },
    "PullRequestCommit": {
        "id": lambda one, _: f"PURC_{one.commit.oid}",
        "url": lambda one, info: f"{url(one.pull, info.context.web)}/commits/{one.commit.oid}",
    },
    "PullRequestChangedFile": {
        "path": lambda one, _: one[0],
        "additions": lambda one, _: one[1],
        "deletions": lambda one, _: one[2],
        "changeType": lambda one, _: "DELETED" if one[3] == "removed" else str(one[3]).upper(),
    },
    "PullRequestReview": {
        **_ID,
        **_URL,
        **_TEXT,
        "createdAt": lambda one, _: one.submitted_at,
        "updatedAt": lambda one, _: one.submitted_at,
        "comments": _remarks,
        "authorCanPushToRepository": _may_push,
        "authorAssociation": _association,
        "repository": lambda one, _: one.pull_request.repository,
        "commit": lambda one, _: one.pull_request.commits[-1],
    },
    "PullRequestReviewComment": {
        **_TEXT,
        "id": lambda one, _: f"PRRC_{one.id}",
        "databaseId": _small,
        "fullDatabaseId": lambda one, _: str(one.id),
        "author": lambda *_: None,
        "createdAt": lambda one, _: one.at,
        "url": lambda one, info: f"{info.context.web}/comments/{one.id}",
    },
    "Issue": {
        **_ID,
        **_URL,
        **_TEXT,
        "number": lambda one, _: int(one.number),
        "state": lambda one, _: one.state.upper(),
        "stateReason": lambda one, info, enableDuplicate=False: one.reason,
        "closed": lambda one, _: one.state == "closed",
        "labels": _labels,
        "timelineItems": _issue_timeline,
        "authorAssociation": _association,
    },
    "Release": {
        **_ID,
        **_URL,
        "tagName": lambda one, _: one.tag,
        "description": lambda one, _: one.body,
        "isDraft": lambda one, _: one.draft,
        "isPrerelease": lambda one, _: one.prerelease,
        "updatedAt": lambda one, _: one.published_at or one.created_at,
    },
    "ClosedEvent": {
        "id": lambda one, _: f"CE_{one.issue.id}",
        "closable": lambda one, _: one.issue,
        "stateReason": lambda one, info, enableDuplicate=False: getattr(one.issue, "reason", None),
    },
    "MergedEvent": {"id": lambda one, _: f"ME_{one.pull.id}", "commit": lambda one, info: _merge_commit(one.pull, info)},
}

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


def _type_of(thing: Any, *_: object) -> str:
    if isinstance(thing, Account):
        return thing.type
    if isinstance(thing, Contributed):
        return {Review: "CreatedPullRequestReviewContribution", PullRequest: "CreatedPullRequestContribution"}.get(
            type(thing.thing), "CreatedIssueContribution"
        )
    return _TYPES[type(thing)]


def _attribute(name: str) -> Callable[..., Any]:
    snake = re.sub(r"([A-Z])", lambda match: f"_{match[1].lower()}", name)

    def read(thing: Any, _: Info, **__: object) -> Any:
        return thing[name] if isinstance(thing, dict) else getattr(thing, snake)

    return read


def bind(text: str) -> GraphQLSchema:
    """The schema with its answers."""
    schema = build_schema(text, assume_valid=True)
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _type_of
        elif isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            given = RESOLVERS.get(name, {})
            for field_name, field in kind.fields.items():
                field.resolve = given.get(field_name) or _attribute(field_name)
    return schema
