"""Facts from GitHub's answers: nodes of `queries/*.graphql`, and of REST `/repositories/{id}`.

Nodes may lack what GitHub failed on; what is null without a reason becomes None.
https://docs.github.com/graphql/reference/objects
"""

from collections.abc import Iterable, Mapping
from typing import Any

from credits.forges import facts, paths, texts
from credits.forges.facts import BOT

FORGE = "github"
MOST_FILES = 3_000
MOST_COMMITS = 250
_STATES = {"OPEN": "open", "MERGED": "accepted", "CLOSED": "refused"}

Node = Mapping[str, Any]


def account_code(actor: Node | None) -> str | None:
    """`github:123`, with `!bot` after a bot. None: deleted (a ghost), or somebody without a number (a mannequin)."""
    if not actor or actor.get("databaseId") is None:
        return None
    return f"{FORGE}:{actor['databaseId']}{BOT if actor.get('__typename') == 'Bot' else ''}"


def read_account(viewer: Node) -> facts.Account:
    """Whose token it is. Without a scope GitHub shows no verified addresses."""
    return facts.Account(
        forge=FORGE, external_id=str(viewer["databaseId"]), login=texts.storable(viewer["login"]), url=texts.storable(viewer["url"])
    )


def read_repository(node: Node) -> facts.Repository:
    """A repository, as every query has it."""
    return facts.Repository(
        forge=FORGE,
        external_id=str(node["databaseId"]),
        name=texts.storable(node["nameWithOwner"]),
        owner=account_code(node.get("owner")),
        private=node.get("isPrivate"),
        created_at=texts.moment(node.get("createdAt")),
    )


def read_rest_repository(payload: Node) -> facts.Repository:
    """The same from REST: GET /repositories/{id}."""
    owner = payload.get("owner") or {}
    return facts.Repository(
        forge=FORGE,
        external_id=str(payload["id"]),
        name=texts.storable(payload["full_name"]),
        owner=account_code({"databaseId": owner.get("id"), "__typename": owner.get("type")}),
        private=payload.get("private"),
        created_at=texts.moment(payload.get("created_at")),
    )


def read_pull_request(node: Node) -> facts.PullRequest:
    """A pull request whose connections were completed (`pages.complete`); one that was not is None in what it would have told."""
    repository = node["repository"]["nameWithOwner"]
    files, commits = all_files(node), all_commits(node)
    account = account_code(node["author"])
    if account is None:
        raise ValueError("a pull request of the holder without its author")
    return facts.PullRequest(
        forge=FORGE,
        external_id=str(node["fullDatabaseId"]),
        account=account,
        repository=f"{FORGE}:{node['repository']['databaseId']}",
        number=str(node["number"]),
        title=texts.storable(node["title"]),
        url=texts.storable(node["url"]),
        state=_STATES[node["state"]],
        worked_at=_moment(node["createdAt"]),
        counted_at=texts.moment(node.get("mergedAt")),
        updated_at=texts.moment(node.get("updatedAt")),
        closed_at=texts.moment(node.get("closedAt")),
        merged_by=account_code(node.get("mergedBy")),
        approved_by=_approved_by(node),
        authors=None if commits is None else _authors(account, commits),
        changes=None if files is None else paths.changes_of(files),
        spam=_spam(node),
        ai_trailers=None if commits is None else texts.ai_trailers(commit["message"] for commit in commits),
        head_commit=node.get("headRefOid"),
        merge_commit=(node.get("mergeCommit") or {}).get("oid"),
        shape=None if files is None else paths.shape_of(files),
        reverts=reverts(node, repository),
    )


def reverts(node: Node, repository: str) -> str | None:
    """What a pull request takes back, by its title and text. GitHub's button writes `Revert "…"` and `Reverts owner/name#12`."""
    return texts.reverted(f"{node['title']}\n{node.get('body') or ''}", repository=repository)


def all_files(node: Node) -> list[tuple[str, int, int]] | None:
    """(path, added, deleted) of every file; None when GitHub did not tell them all."""
    held = node.get("files")
    changed = node.get("changedFiles")
    if held is None:
        # GitHub leaves the connection out for a pull request without a change.
        return [] if changed == 0 else None
    found = [file for file in held["nodes"] or [] if file is not None]
    if changed is None or held["pageInfo"]["hasNextPage"] or len(found) < changed:
        return None
    return [(texts.storable(file["path"]), file["additions"], file["deletions"]) for file in found]


def all_commits(node: Node) -> list[Node] | None:
    """Every commit with all its authors; None when GitHub did not tell them all."""
    held = node.get("commits")
    if held is None or held["totalCount"] > MOST_COMMITS or held["pageInfo"]["hasNextPage"]:
        return None
    commits = [item["commit"] for item in held["nodes"] or [] if item is not None]
    if len(commits) < held["totalCount"] or any(commit["authors"]["pageInfo"]["hasNextPage"] for commit in commits):
        return None
    return commits


def _authors(account: str, commits: Iterable[Node]) -> tuple[str, ...]:
    people = {account: None}
    for commit in commits:
        for author in commit["authors"]["nodes"] or []:
            code = account_code((author or {}).get("user"))
            if code is not None:
                people[code] = None
    return tuple(people)


def _approved_by(node: Node) -> tuple[str, ...] | None:
    held = node.get("latestOpinionatedReviews")
    if held is None:
        return None
    who = {
        account_code(review["author"]): None
        for review in held["nodes"] or []
        if review is not None and review["state"] == "APPROVED" and review["authorCanPushToRepository"]
    }
    approved = tuple(code for code in who if code is not None)
    # One approval settles what rules ask; with none, those on further pages are not known to be none.
    return None if not approved and held["pageInfo"]["hasNextPage"] else approved


def _spam(node: Node) -> bool | None:
    held = node.get("labels")
    return None if held is None else texts.says_spam(label["name"] for label in held["nodes"] or [] if label is not None)


def read_review(node: Node) -> facts.Review | None:
    """A node of `pullRequestReviewContributions`; None for one that is not public yet or whose repository is not."""
    review = node["pullRequestReview"]
    pull_request = review["pullRequest"]
    account = account_code(review["author"])
    if account is None or review["submittedAt"] is None or pull_request["repository"]["isPrivate"]:
        return None
    submitted_at = _moment(review["submittedAt"])
    body = review.get("bodyText")
    return facts.Review(
        forge=FORGE,
        external_id=str(review["fullDatabaseId"]),
        account=account,
        repository=f"{FORGE}:{pull_request['repository']['databaseId']}",
        number=str(pull_request["number"]),
        title=texts.storable(pull_request["title"]),
        url=texts.storable(review["url"]),
        state="accepted",
        worked_at=submitted_at,
        counted_at=submitted_at,
        updated_at=texts.moment(review.get("updatedAt")),
        pull_request_author=account_code(pull_request["author"]),
        pull_request_closed=pull_request["state"] != "OPEN",
        comments=(review.get("comments") or {}).get("totalCount"),
        body_characters=None if body is None else len(body),
    )


def read_issue(node: Node) -> facts.Issue:
    """An issue. Closed by a pull request, its closer is who merged that; else who pressed the button."""
    account = account_code(node["author"])
    if account is None:
        raise ValueError("an issue of the holder without its author")
    closed = node["state"] == "CLOSED"
    return facts.Issue(
        forge=FORGE,
        external_id=str(node["fullDatabaseId"]),
        account=account,
        repository=f"{FORGE}:{node['repository']['databaseId']}",
        number=str(node["number"]),
        title=texts.storable(node["title"]),
        url=texts.storable(node["url"]),
        state="accepted" if closed else "open",
        worked_at=_moment(node["createdAt"]),
        counted_at=texts.moment(node.get("closedAt")) if closed else None,
        updated_at=texts.moment(node.get("updatedAt")),
        closed_by=_closed_by(node) if closed else None,
        completed=_completed(node) if closed else None,
    )


def _closed_by(node: Node) -> str | None:
    events = [event for event in (node.get("timelineItems") or {}).get("nodes") or [] if event]
    if not events:
        return None
    closer = events[-1].get("closer") or {}
    return account_code(closer.get("mergedBy")) if closer.get("merged") else account_code(events[-1].get("actor"))


def _completed(node: Node) -> bool | None:
    # Issues closed before reasons were given (2022) have none: not known.
    reason = node.get("stateReason")
    return None if reason is None else reason == "COMPLETED"


def read_release(node: Node, repository: Node) -> facts.Release | None:
    """A release; None for one of nobody (a ghost). Its moment is when it was published; a draft has none but its making."""
    account = account_code(node.get("author"))
    if account is None:
        return None
    published_at = texts.moment(node.get("publishedAt"))
    return facts.Release(
        forge=FORGE,
        external_id=str(node["databaseId"]),
        account=account,
        repository=f"{FORGE}:{repository['databaseId']}",
        number=texts.storable(node["tagName"]),
        title=texts.storable(node.get("name") or node["tagName"]),
        url=texts.storable(node["url"]),
        state="open" if node["isDraft"] else "accepted",
        worked_at=published_at or _moment(node["createdAt"]),
        counted_at=published_at,
        updated_at=texts.moment(node.get("updatedAt")),
        draft=node["isDraft"],
        prerelease=node["isPrerelease"],
    )


def read_merged(node: Node) -> facts.Merged:
    """A merged pull request in its repository's history."""
    return facts.Merged(
        number=str(node["number"]),
        author=account_code(node.get("author")),
        at=_moment(node["mergedAt"]),
        commit=(node.get("mergeCommit") or {}).get("oid"),
    )


def read_revert(node: Node, repository: str) -> facts.Revert | None:
    """What a merged pull request takes back; None when it is no revert."""
    what = reverts(node, repository)
    if what is None:
        return None
    merged = read_merged(node)
    by = (f"#{merged.number}", *([f"sha:{merged.commit}"] if merged.commit else []))
    return facts.Revert(by=by, reverts=what, at=merged.at)


def read_commit_revert(node: Node) -> facts.Revert | None:
    """What a commit takes back, by git's own sentence "This reverts commit …"; None when it is no revert."""
    what = texts.reverted(node["message"], repository="")
    if what is None or not what.startswith("sha:"):
        return None
    return facts.Revert(by=(f"sha:{node['oid']}",), reverts=what, at=_moment(node["committedDate"]))


def read_landings(node: Node, repository: str) -> list[tuple[str, facts.Landing]]:
    """The pull requests that a commit on the default branch names, and the commit."""
    landing = facts.Landing(
        commit=node["oid"],
        author=account_code((node.get("author") or {}).get("user")),
        committer=account_code((node.get("committer") or {}).get("user")),
        at=_moment(node["committedDate"]),
    )
    return [(number, landing) for number in texts.named(node["message"], repository=repository)]


def _moment(text: str) -> Any:
    moment = texts.moment(text)
    if moment is None:
        raise ValueError("a moment that is missing")
    return moment
