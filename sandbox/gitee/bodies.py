"""Gitee's API v5 bodies, with the keys of the recorded answers and of its Swagger document. Times carry +08:00."""

from datetime import timedelta, timezone
from functools import cache
from typing import Any

from sandbox import diff
from sandbox.world.draw import moment_of, sha1
from sandbox.world.paths import File
from sandbox.world.things import Account, Commit, Issue, Person, PullRequest, Release, Remark, Repository, Review

_CHINA = timezone(timedelta(hours=8))
_LINKS = {
    "forks_url": "/forks",
    "keys_url": "/keys{/key_id}",
    "collaborators_url": "/collaborators{/collaborator}",
    "hooks_url": "/hooks",
    "branches_url": "/branches{/branch}",
    "tags_url": "/tags",
    "blobs_url": "/blobs{/sha}",
    "stargazers_url": "/stargazers",
    "contributors_url": "/contributors",
    "commits_url": "/commits{/sha}",
    "comments_url": "/comments{/number}",
    "issue_comment_url": "/issues/comments{/number}",
    "issues_url": "/issues{/number}",
    "pulls_url": "/pulls{/number}",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "labels_url": "/labels{/name}",
    "releases_url": "/releases{/id}",
}
_ICONS = {
    "merged_pr": "fa-code-fork icon",
    "closed_pr": "fa-times icon",
    "set_assignee": "tag icon",
    "set_tester": "tag icon",
    "change_issue_state": "icon-task-state",
}
_STATES = {"open": (1, "待办的"), "progressing": (2, "进行中"), "closed": (3, "已完成"), "rejected": (4, "已拒绝")}


@cache
def local(text: str | None) -> str | None:
    return None if text is None else moment_of(text).astimezone(_CHINA).isoformat()


def is_tester(one: Account) -> bool:
    """Some are asked to test, the others to review."""
    return one.id % 3 == 0


class Bodies:
    """web, api: base addresses of the pages and of the API (with /api/v5)."""

    def __init__(self, web: str, api: str) -> None:
        self.web, self.api = web, api
        self._users: dict[int, dict[str, Any]] = {}

    def user(self, one: Account | None) -> dict[str, Any] | None:
        if one is None:
            return None
        if one.id not in self._users:
            self._users[one.id] = self._user(one)
        return self._users[one.id]

    def _user(self, one: Account) -> dict[str, Any]:
        address = f"{self.api}/users/{one.login}"
        return {
            "id": one.id,
            "login": one.login,
            "name": one.name,
            "avatar_url": f"{self.web}/assets/no_portrait.png",
            "url": address,
            "html_url": f"{self.web}/{one.login}",
            "remark": "",
            "followers_url": f"{address}/followers",
            "following_url": f"{address}/following_url{{/other_user}}",
            "gists_url": f"{address}/gists{{/gist_id}}",
            "starred_url": f"{address}/starred{{/owner}}{{/repo}}",
            "subscriptions_url": f"{address}/subscriptions",
            "organizations_url": f"{address}/orgs",
            "repos_url": f"{address}/repos",
            "events_url": f"{address}/events{{/privacy}}",
            "received_events_url": f"{address}/received_events",
            "type": "User",
        }

    def profile(self, one: Account, repositories: int, *, email: bool) -> dict[str, Any]:
        """/user and /users/{login}; the e-mail only to its owner."""
        return {
            **self._user(one),
            "blog": None,
            "weibo": None,
            "bio": "",
            "public_repos": repositories,
            "public_gists": 0,
            "followers": 0,
            "following": 0,
            "stared": 0,
            "watched": 0,
            "created_at": local(one.created_at),
            "updated_at": local(one.created_at),
        } | ({"email": one.email} if email else {})

    def namespace(self, one: Repository) -> dict[str, Any]:
        owner = one.owner
        kind = "group" if owner.type == "Organization" else "personal"
        return {"id": owner.id + 1, "type": kind, "name": owner.name, "path": owner.login, "html_url": f"{self.web}/{owner.login}"}

    def basic(self, one: Repository) -> dict[str, Any]:
        """A repository as it stands within other things."""
        return {
            "id": one.id,
            "full_name": one.full_name,
            "human_name": f"{one.owner.name}/{one.name}",
            "url": f"{self.api}/repos/{one.full_name}",
            "namespace": self.namespace(one),
            "path": one.name,
            "name": one.name,
            "owner": self.user(one.owner),
            "assigner": self.user(one.writers[0]) if one.writers else None,
            "description": one.description,
            "private": one.private,
            "public": not one.private,
            "internal": False,
            "fork": one.fork,
            "html_url": f"{self.web}/{one.full_name}.git",
            "ssh_url": f"git@gitee.example:{one.full_name}.git",
        }

    def repository(self, one: Repository) -> dict[str, Any]:
        address = f"{self.api}/repos/{one.full_name}"
        latest = local(one.commits[0].at if one.commits else one.created_at)
        return self.basic(one) | {
            **{name: address + end for name, end in _LINKS.items()},
            "recommend": False,
            "gvp": one.sort == "foundation",
            "homepage": None,
            "language": one.language,
            "forks_count": one.stars // 7,
            "stargazers_count": one.stars,
            "watchers_count": one.stars // 3,
            "default_branch": "master",
            "open_issues_count": sum(each.state == "open" for each in one.issues),
            "has_issues": True,
            "has_wiki": True,
            "issue_comment": False,
            "can_comment": True,
            "pull_requests_enabled": True,
            "has_page": False,
            "license": "Apache-2.0",
            "outsourced": False,
            "project_creator": one.owner.login,
            "members": [each.login for each in one.writers],
            "pushed_at": latest,
            "created_at": local(one.created_at),
            "updated_at": latest,
            "parent": None,
            "paas": None,
        }

    def label(self, repository: Repository, name: str) -> dict[str, Any]:
        identity = 100_000_000 + int(sha1(repository.id, name)[:6], 16)
        address = f"{self.api}/repos/{repository.full_name}/labels/{name}"
        made = local(repository.created_at)
        return {
            "id": identity,
            "name": name,
            "color": "ededed",
            "repository_id": repository.id,
            "url": address,
            "created_at": made,
            "updated_at": made,
        }

    def pull(self, one: PullRequest) -> dict[str, Any]:
        """Without line counts and without a merger: Gitee tells them elsewhere."""
        repository = one.repository
        name, number = repository.full_name, one.number
        address, page, pulls = (
            f"{self.api}/repos/{name}/pulls/{number}",
            f"{self.web}/{name}/pulls/{number}",
            f"{self.api}/repos/{name}/pulls",
        )
        author, basic = self.user(one.author), self.basic(repository)
        hrefs = {
            "self": address,
            "html": page,
            "issue": f"{address}/issues",
            "comments": f"{address}/comments",
            "review_comments": f"{address}/comments",
            "review_comment": f"{pulls}/comments/{number}",
            "commits": f"{address}/commits",
        }
        return {
            "id": one.id,
            "url": address,
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "issue_url": f"{address}/issues",
            "commits_url": f"{address}/commits",
            "review_comments_url": f"{pulls}/comments/{{/number}}",
            "review_comment_url": f"{pulls}/comments",
            "comments_url": f"{self.api}/repos/{name}/{number}/comments",
            "number": number,
            "state": one.state,
            "title": one.title,
            "body": one.body,
            "assignees_number": 1,
            "testers_number": 0,
            "assignees": [self._asked(each, each in one.accepted_by) for each in one.asked if not is_tester(each)],
            "testers": [self._asked(each, each in one.accepted_by) for each in one.asked if is_tester(each)],
            "milestone": None,
            "labels": [self.label(repository, each) for each in one.labels],
            "locked": False,
            "created_at": local(one.created_at),
            "updated_at": local(one.updated_at),
            "closed_at": local(one.closed_at),
            "draft": one.draft,
            "merged_at": local(one.merged_at),
            "mergeable": True,
            "can_merge_check": False,
            "head": {"label": f"topic-{number}", "ref": f"topic-{number}", "sha": one.head, "user": author, "repo": basic},
            "base": {
                "label": "master",
                "ref": "master",
                "sha": sha1("base", one.head),
                "user": self.user(repository.owner),
                "repo": basic,
            },
            "_links": {key: {"href": href} for key, href in hrefs.items()},
            "user": author,
        }

    def _asked(self, one: Account, accept: bool) -> dict[str, Any]:
        return (self.user(one) or {}) | {"assignee": True, "code_owner": False, "accept": accept}

    def file(self, pull: PullRequest, one: File) -> dict[str, Any]:
        """Numbers of lines are texts here."""
        path, status, page = str(one[0]), str(one[3]), f"{self.web}/{pull.repository.full_name}"
        return {
            "sha": pull.head,
            "filename": path,
            "status": status,
            "additions": str(one[1]),
            "deletions": str(one[2]),
            "blob_url": f"{page}/blob/{pull.head}/{path}",
            "raw_url": f"{page}/raw/{pull.head}/{path}",
            "patch": {
                "diff": diff.patch(pull, one),
                "new_path": path,
                "old_path": path,
                "a_mode": "0" if status == "added" else "100644",
                "b_mode": "100644",
                "new_file": status == "added",
                "renamed_file": False,
                "deleted_file": False,
                "too_large": False,
            },
        }

    def _stamp(self, one: Person, at: str) -> dict[str, Any]:
        return {"name": one.name, "email": one.email, "date": local(at)}

    def pull_commit(self, pull: PullRequest, one: Commit) -> dict[str, Any]:
        address = f"{self.api}/repos/{pull.repository.full_name}/commits/{one.oid}"
        parent = sha1("parent", one.oid)
        return {
            "url": address,
            "sha": one.oid,
            "html_url": f"{self.web}/{pull.repository.full_name}/commits/{one.oid}",
            "comments_url": f"{address}/comments",
            "commit": {
                "url": address,
                "author": self._stamp(one.authors[0], one.at),
                "committer": self._stamp(one.committer, one.at),
                "message": f"{one.message}\n",
                "comment_count": 0,
            },
            "author": self.user(one.authors[0].account),
            "committer": self.user(one.committer.account),
            "parents": {"url": f"{self.api}/repos/{pull.repository.full_name}/commits/{parent}", "sha": parent},
        }

    def commit(self, repository: Repository, one: Commit) -> dict[str, Any]:
        """A commit of the default branch."""
        base = f"{self.api}/repos/{repository.full_name}"
        parent, tree = sha1("parent", one.oid), sha1("tree", one.oid)
        return {
            "url": f"{base}/commits/{one.oid}",
            "sha": one.oid,
            "html_url": f"{self.web}/{repository.full_name}/commit/{one.oid}",
            "comments_url": f"{base}/commits/{one.oid}/comments",
            "commit": {
                "author": self._stamp(one.authors[0], one.at),
                "committer": self._stamp(one.committer, one.at),
                "message": f"{one.message}\n",
                "tree": {"sha": tree, "url": f"{base}/git/trees/{tree}"},
            },
            "author": self.user(one.authors[0].account),
            "committer": self.user(one.committer.account),
            "parents": [{"sha": parent, "url": f"{base}/commits/{parent}"}],
        }

    def log(self, identity: int, user: Account | None, at: str | None, action: str, content: str) -> dict[str, Any]:
        return {
            "id": identity,
            "icon": _ICONS[action],
            "user": self.user(user),
            "content": content,
            "created_at": local(at),
            "action_type": action,
        }

    def pull_logs(self, one: PullRequest) -> list[dict[str, Any]]:
        """What happened to a pull request, newest first."""
        logs = [
            self.log(one.id * 10, each, one.created_at, "set_tester" if is_tester(each) else "set_assignee", f"指派了 {each.name}")
            for each in one.asked
        ]
        if one.merged_at:
            logs.append(self.log(one.id * 10 + 1, one.merged_by, one.merged_at, "merged_pr", "合并了 Pull Request"))
        elif one.closed_at:
            closer = one.landed.committer.account if one.landed else one.repository.writers[0]
            logs.append(self.log(one.id * 10 + 2, closer, one.closed_at, "closed_pr", "关闭了 Pull Request"))
        return logs[::-1]

    def issue_logs(self, one: Issue) -> list[dict[str, Any]]:
        """How an issue came to its present state, newest first."""
        if one.state == "open":
            return []
        words = _STATES[one.state][1]
        who, at = (one.closer.merged_by if one.closer else one.closed_by), one.closed_at
        if one.state == "progressing":
            who, at = one.repository.writers[0], one.updated_at
        log = self.log(one.id * 10, who, at, "change_issue_state", f"更改状态为 {words}")
        return [log | {"before_change_value": "待办的", "after_change_value": words}]

    def remark(self, review: Review, one: Remark) -> dict[str, Any]:
        pull, inline = review.pull_request, one.position is not None
        address = f"{self.api}/repos/{pull.repository.full_name}/pulls"
        page = f"{self.web}/{pull.repository.full_name}/pulls/{pull.number}#note_{one.id}"
        return {
            "url": f"{address}/comments/{one.id}",
            "id": one.id,
            "path": one.path,
            "position": str(one.position) if inline else None,
            "original_position": str(one.position) if inline else None,
            "commit_id": pull.head if inline else None,
            "original_commit_id": pull.head if inline else None,
            "user": self.user(review.author),
            "created_at": local(one.at),
            "updated_at": local(one.at),
            "body": one.body,
            "html_url": page,
            "pull_request_url": f"{address}/{pull.number}",
            "_links": {
                "self": {"href": f"{address}/comments/{one.id}"},
                "html": {"href": page},
                "pull_request": {"href": f"{address}/{pull.number}"},
            },
            "comment_type": "diff_comment" if inline else "pr_comment",
        }

    def issue(self, one: Issue) -> dict[str, Any]:
        address = f"{self.api}/repos/{one.repository.full_name}/issues/{one.number}"
        serial, words = _STATES[one.state]
        return {
            "id": one.id,
            "url": address,
            "repository_url": f"{self.api}/repos/{one.repository.full_name}",
            "labels_url": f"{address}/labels",
            "comments_url": f"{address}/comments",
            "html_url": f"{self.web}/{one.repository.full_name}/issues/{one.number}",
            "parent_url": None,
            "number": one.number,
            "parent_id": 0,
            "depth": 0,
            "state": one.state,
            "title": one.title,
            "body": one.body,
            "user": self.user(one.author),
            "labels": [self.label(one.repository, each) for each in one.labels],
            "assignee": None,
            "collaborators": [],
            "repository": self.repository(one.repository),
            "milestone": None,
            "created_at": local(one.created_at),
            "updated_at": local(one.updated_at),
            "plan_started_at": None,
            "deadline": None,
            "finished_at": local(one.closed_at),
            "scheduled_time": 0.0,
            "comments": 0,
            "priority": 0,
            "issue_type": "任务",
            "program": None,
            "security_hole": False,
            "issue_state": words,
            "branch": None,
            "issue_state_detail": {
                "id": serial,
                "title": words,
                "color": "#4baf50",
                "icon": "icon-task-state-24",
                "command": None,
                "serial": serial,
            },
        }

    def release(self, one: Release) -> dict[str, Any]:
        return {
            "id": one.id,
            "tag_name": one.tag,
            "target_commitish": "master",
            "prerelease": one.prerelease,
            "name": one.name,
            "body": one.body,
            "author": self.user(one.author),
            "created_at": local(one.created_at),
            "assets": [],
        }
