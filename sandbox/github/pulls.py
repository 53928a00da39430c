"""Pull requests, reviews and issues."""

from typing import Any

from graphql import GraphQLResolveInfo as Info

from sandbox.github.connections import Connection, page
from sandbox.github.context import ID, TEXT, URL, ClosedEvent, CommitOf, Fields, MergedEvent, forge_of, small, url
from sandbox.world.expected import COMMITS_TOLD, FILES_TOLD, latest_opinions
from sandbox.world.things import Commit, Issue, Person, PullRequest, Review


def _labels(one: PullRequest | Issue, info: Info, *, order_by: Any = None, **args: Any) -> Connection:
    del order_by  # there are one or two
    return page(info, [{"id": f"LA_{name}", "name": name, "color": "ededed"} for name in one.labels], **args)


def _files(pull: PullRequest, info: Info, **args: Any) -> Connection:
    return page(info, pull.files[: FILES_TOLD["github"]], total=len(pull.files), **args)


def _commits(pull: PullRequest, info: Info, **args: Any) -> Connection:
    return page(info, [CommitOf(pull, one) for one in pull.commits[:COMMITS_TOLD]], total=len(pull.commits), **args)


def _reviews(
    pull: PullRequest, info: Info, *, states: list[str] | None = None, author: str | None = None, **args: Any
) -> Connection:
    of_state = [one for one in pull.reviews if not states or one.state in states]
    chosen = [one for one in of_state if author is None or (one.author is not None and one.author.login == author)]
    return page(info, sorted(chosen, key=lambda one: one.submitted_at), **args)


def _opinions(pull: PullRequest, info: Info, *, writers_only: bool = False, **args: Any) -> Connection:
    return page(info, [one for one in latest_opinions(pull) if not writers_only or _may_push(one)], **args)


def _may_push(review: Review, *_: object) -> bool:
    return review.author is not None and review.author in review.pull_request.repository.writers


def _closing_issues(pull: PullRequest, info: Info, *, order_by: Any = None, **args: Any) -> Connection:
    del order_by
    return page(
        info, forge_of(info).closed_by_pull.get(pull.id, []), **{name: args[name] for name in args if name != "user_linked_only"}
    )


def _merge_commit(pull: PullRequest, info: Info) -> Commit | None:
    if pull.merge_commit is None:
        return None
    commits = forge_of(info).keep(("commits", pull.repository.id), lambda: {one.oid: one for one in pull.repository.commits})
    found: Commit | None = commits.get(pull.merge_commit)
    # What arrived through another push has a commit of its own that the branch does not hold.
    who = Person(name="nobody", email="", account=None)
    return found or Commit(oid=pull.merge_commit, message=str(pull.title), at=str(pull.merged_at), authors=[who], committer=who)


def _pull_timeline(pull: PullRequest, info: Info, **args: Any) -> Connection:
    items: list[ClosedEvent | MergedEvent] = []
    if pull.merged_at:
        items.append(MergedEvent(pull, pull.merged_by, pull.merged_at))
    if pull.closed_at:
        items.append(ClosedEvent(pull, pull.merged_by, None, pull.closed_at))
    return _timeline(info, items, **args)


def _issue_timeline(issue: Issue, info: Info, **args: Any) -> Connection:
    closed = issue.state == "closed"
    return _timeline(info, [ClosedEvent(issue, issue.closed_by, issue.closer, issue.closed_at)] if closed else [], **args)


def _timeline(info: Info, items: list[Any], *, item_types: list[str] | None = None, **args: Any) -> Connection:
    names = {"CLOSED_EVENT": ClosedEvent, "MERGED_EVENT": MergedEvent}
    wanted = [names[one] for one in item_types if one in names] if item_types else list(names.values())
    rest = {name: value for name, value in args.items() if name in ("first", "last", "after", "before")}
    return page(info, [one for one in items if type(one) in wanted], **rest)


def _association(one: PullRequest | Issue | Review, _: Info) -> str:
    repository = one.pull_request.repository if isinstance(one, Review) else one.repository
    return "MEMBER" if one.author in repository.writers else "CONTRIBUTOR"


def _remarks(review: Review, info: Info, *, order_by: Any = None, **args: Any) -> Connection:
    del order_by
    return page(info, review.remarks, **args)


FIELDS: dict[str, Fields] = {
    "PullRequest": {
        **ID,
        **URL,
        **TEXT,
        "state": lambda one, _: one.state.upper(),
        "isDraft": lambda one, _: one.draft,
        "merged": lambda one, _: one.merged_at is not None,
        "closed": lambda one, _: one.closed_at is not None,
        "changedFiles": lambda one, _: len(one.files),
        "headRefOid": lambda one, _: one.head,
        "headRefName": lambda one, _: f"topic-{one.number}",
        "baseRefName": lambda *_: "main",
        "baseRefOid": lambda one, _: one.commits[0].oid,
        "baseRepository": lambda one, _: one.repository,
        "headRepository": lambda *_: None,  # the fork is gone, as often as not
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
        **ID,
        **URL,
        **TEXT,
        "createdAt": lambda one, _: one.submitted_at,
        "updatedAt": lambda one, _: one.submitted_at,
        "comments": _remarks,
        "authorCanPushToRepository": _may_push,
        "authorAssociation": _association,
        "repository": lambda one, _: one.pull_request.repository,
        "commit": lambda one, _: one.pull_request.commits[-1],
    },
    "PullRequestReviewComment": {
        **TEXT,
        "id": lambda one, _: f"PRRC_{one.id}",
        "databaseId": small,
        "fullDatabaseId": lambda one, _: str(one.id),
        "createdAt": lambda one, _: one.at,
        "url": lambda one, info: f"{info.context.web}/comments/{one.id}",
    },
    "Issue": {
        **ID,
        **URL,
        **TEXT,
        "number": lambda one, _: int(one.number),
        "state": lambda one, _: one.state.upper(),
        "stateReason": lambda one, _, **__: one.reason,
        "closed": lambda one, _: one.state == "closed",
        "labels": _labels,
        "timelineItems": _issue_timeline,
        "authorAssociation": _association,
    },
    "ClosedEvent": {
        "id": lambda one, _: f"CE_{one.issue.id}",
        "closable": lambda one, _: one.issue,
        "stateReason": lambda one, _, **__: getattr(one.issue, "reason", None),
    },
    "MergedEvent": {"id": lambda one, _: f"ME_{one.pull.id}", "commit": lambda one, info: _merge_commit(one.pull, info)},
}
