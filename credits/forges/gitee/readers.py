"""Facts from Gitee's bodies. What a body does not tell is None; moments carry +08:00 and become UTC; numbers may be texts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from credits.forges import texts
from credits.forges.errors import BadAnswer
from credits.forges.facts import BOT, Account, Issue, PullRequest, Release, Repository, Review
from credits.forges.paths import changes_of, shape_of

Body = Mapping[str, Any]

# "最多显示300条diff", "最多显示250条Commit" (Gitee's document): a list of that length may have been cut.
MOST_FILES = 300
MOST_COMMITS = 250
_PULL_REQUEST_STATES = {"open": "open", "merged": "accepted", "closed": "refused"}
_ISSUE_STATES = {"open": "open", "progressing": "open", "closed": "accepted", "rejected": "refused"}


def read_account(user: Body, emails: Iterable[Body]) -> Account:
    """Whose token it is, from `/user` and `/emails`."""
    return Account(
        forge="gitee",
        external_id=str(user["id"]),
        login=texts.storable(user["login"]),
        url=texts.storable(user.get("html_url")),
        emails=tuple(item["email"] for item in emails if item.get("email") and item.get("state") == "confirmed"),
    )


def read_repository(project: Body) -> Repository:
    """From `/repos/{owner}/{repo}`, or the shorter form inside other bodies, which has no `created_at`."""
    return Repository(
        forge="gitee",
        external_id=str(project["id"]),
        name=texts.storable(project["full_name"]),
        owner=account(project.get("owner")),
        private=is_private(project),
        created_at=texts.moment(project.get("created_at")),
    )


def is_private(project: Body) -> bool | None:
    """Whether a stranger cannot see it: private, or open to members of an enterprise only."""
    if project.get("private") is None and project.get("internal") is None:
        return None
    return bool(project.get("private")) or bool(project.get("internal"))


def read_pull_request(
    pull: Body,
    *,
    repository: Repository,
    files: Sequence[Body] | None,
    commits: Sequence[Body] | None,
    logs: Sequence[Body] | None,
) -> PullRequest:
    """From `/pulls/{n}` or an item of `/pulls`, and `/files`, `/commits` and `/operate_logs` below it. None: not read."""
    changed = None if files is None or len(files) >= MOST_FILES else [_file(file) for file in files]
    messages = [str(commit["commit"]["message"]) for commit in commits or ()]
    author = account(pull.get("user"))
    merged_at = texts.moment(pull.get("merged_at"))
    state = _known(_PULL_REQUEST_STATES, pull["state"])
    return PullRequest(
        forge="gitee",
        external_id=str(pull["id"]),
        account=author or "",
        repository=repository.code,
        number=str(pull["number"]),
        title=texts.storable(pull.get("title")),
        url=texts.storable(pull.get("html_url")),
        state=state,
        worked_at=_moment(pull["created_at"]),
        counted_at=merged_at if state == "accepted" else None,
        updated_at=texts.moment(pull.get("updated_at")),
        closed_at=texts.moment(pull.get("closed_at")),
        merged_by=_merger(logs) if state == "accepted" and logs is not None else None,
        approved_by=_approvers(pull),
        authors=_authors(author, commits),
        changes=None if changed is None else changes_of(changed),
        spam=texts.says_spam(str(label["name"]) for label in pull.get("labels") or ()),
        ai_trailers=None if commits is None else texts.ai_trailers(messages),
        head_commit=(pull.get("head") or {}).get("sha"),
        merge_commit=None,  # Gitee tells it nowhere; the commit's message on the default branch names the pull request
        shape=None if changed is None else shape_of(changed),
        reverts=_reverts(pull, messages, repository.name),
    )


def read_review(pull: Body, comments: Iterable[Body], *, repository: Repository, by: str) -> Review | None:
    """All that `by` (an account) remarked on somebody's pull request, which together is one review; None where that is nothing.

    From `/pulls/{n}` and `/pulls/{n}/comments`. Its id is the pull request's: Gitee has no reviews of their own. It counts from
    the first remark, so that a later one does not move it.
    """
    author = account(pull.get("user"))
    remarks = [comment for comment in comments if account(comment.get("user")) == by]
    if author == by or not remarks:
        return None
    inline = [_is_inline(comment) for comment in remarks]
    moments = [_moment(comment["created_at"]) for comment in remarks]
    return Review(
        forge="gitee",
        external_id=str(pull["id"]),
        account=by,
        repository=repository.code,
        number=str(pull["number"]),
        title=texts.storable(pull.get("title")),
        url=texts.storable(remarks[0].get("html_url") or pull.get("html_url")),
        state="accepted",
        worked_at=min(moments),
        counted_at=min(moments),
        updated_at=max(_moment(comment.get("updated_at") or comment["created_at"]) for comment in remarks),
        pull_request_author=author,
        pull_request_closed=pull["state"] != "open",
        comments=sum(inline),
        body_characters=sum(len((remark.get("body") or "").strip()) for remark, on in zip(remarks, inline, strict=True) if not on),
    )


def read_issue(issue: Body, *, repository: Repository, logs: Sequence[Body] | None) -> Issue:
    """From an item of `/issues`, and `/operate_logs` of the issue where it is over. None: not read."""
    state = _known(_ISSUE_STATES, issue["state"])
    is_over = state != "open"
    return Issue(
        forge="gitee",
        external_id=str(issue["id"]),
        account=account(issue.get("user")) or "",
        repository=repository.code,
        number=str(issue["number"]),
        title=texts.storable(issue.get("title")),
        url=texts.storable(issue.get("html_url")),
        state=state,
        worked_at=_moment(issue["created_at"]),
        counted_at=texts.moment(issue.get("finished_at")) if is_over else None,
        updated_at=texts.moment(issue.get("updated_at")),
        closed_by=_closer(issue, logs) if is_over and logs is not None else None,
        completed=state == "accepted" if is_over else None,
    )


def read_release(release: Body, *, repository: Repository, url: str) -> Release:
    """From an item of `/releases`. url: of the repository's pages, since Gitee does not tell the release's own."""
    published_at = _moment(release["created_at"])
    tag = texts.storable(release["tag_name"])
    draft = release.get("draft")
    return Release(
        forge="gitee",
        external_id=str(release["id"]),
        account=account(release.get("author")) or "",
        repository=repository.code,
        number=tag,
        title=texts.storable(release.get("name")) or tag,
        url=f"{url.removesuffix('.git')}/releases/tag/{tag}" if url else "",
        state="open" if draft else "accepted",
        worked_at=published_at,
        counted_at=None if draft else published_at,
        updated_at=published_at,
        # One that does not tell `draft` is none (SCORING.md section 10): who sees it sees it published.
        draft=bool(draft),
        prerelease=release.get("prerelease"),
    )


def account(user: Body | None) -> str | None:
    """An account's id in facts; None for somebody who is gone."""
    if not user or user.get("id") is None:
        return None
    return f"gitee:{user['id']}{BOT if user.get('type') == 'Bot' else ''}"


def _authors(author: str | None, commits: Sequence[Body] | None) -> tuple[str, ...] | None:
    """Who opened it, then who else made its commits and has an account; a trailer's address alone is nobody's account."""
    if author is None or commits is None or len(commits) >= MOST_COMMITS:
        return None
    others = (account(commit.get("author")) for commit in commits)
    return tuple(dict.fromkeys([author, *(one for one in others if one is not None)]))


def _approvers(pull: Body) -> tuple[str, ...] | None:
    """Those asked to review or test who said yes. None where Gitee does not tell what they said (answers before 2022)."""
    asked = [pull.get("assignees"), pull.get("testers")]
    if any(people is None for people in asked):
        return None
    people = [person for group in asked for person in group or ()]
    if any("accept" not in person for person in people):
        return None
    accepted = (account(person) for person in people if person["accept"])
    return tuple(dict.fromkeys(one for one in accepted if one is not None))


def _merger(logs: Sequence[Body]) -> str | None:
    return next((account(log.get("user")) for log in logs if log.get("action_type") == "merged_pr"), None)


def _closer(issue: Body, logs: Sequence[Body]) -> str | None:
    """Who brought an issue to the state that it has: of the changes of state the latest one, best one that names this state."""
    title = (issue.get("issue_state_detail") or {}).get("title") or issue.get("issue_state")
    changes = [log for log in logs if "state" in str(log.get("action_type")) or "status" in str(log.get("action_type"))]
    changes = changes or [log for log in logs if "close" in str(log.get("action_type")) or "reject" in str(log.get("action_type"))]
    named = [
        log for log in changes if title and title in (log.get("after_change_value"), str(log.get("content", ""))[-len(title) :])
    ]
    latest = max(named or changes, key=lambda log: _moment(log["created_at"]), default=None)
    return None if latest is None else account(latest.get("user"))


def _reverts(pull: Body, messages: Sequence[str], repository: str) -> str | None:
    """What a pull request takes back: by its own words, or because each of its commits is a revert."""
    said = texts.reverted(f"{pull.get('title') or ''}\n{pull.get('body') or ''}", repository=repository)
    if said is not None or not messages:
        return said
    by_commits = [texts.reverted(message, repository=repository) for message in messages]
    return by_commits[0] if all(by_commits) else None


def _file(file: Body) -> tuple[str, int, int]:
    return str(file["filename"]), int(file["additions"] or 0), int(file["deletions"] or 0)


def _is_inline(comment: Body) -> bool:
    kind = comment.get("comment_type")
    return kind == "diff_comment" if kind else comment.get("position") is not None


def _known(states: Mapping[str, str], state: str) -> str:
    if state not in states:
        raise BadAnswer(f"a state that is not known: {state[:20]!r}")
    return states[state]


def _moment(text: str) -> datetime:
    moment = texts.moment(text)
    if moment is None:
        raise BadAnswer("a moment that must be there is missing")
    return moment
