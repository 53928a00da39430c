"""GitHub's REST bodies, with the keys of the recorded answers."""

from typing import Any

from sandbox.github.context import url
from sandbox.store import node_id
from sandbox.world.things import Account, PullRequest, Repository

_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_REPOSITORY_LINKS = {
    "forks_url": "/forks",
    "keys_url": "/keys{/key_id}",
    "collaborators_url": "/collaborators{/collaborator}",
    "hooks_url": "/hooks",
    "events_url": "/events",
    "branches_url": "/branches{/branch}",
    "tags_url": "/tags",
    "languages_url": "/languages",
    "contributors_url": "/contributors",
    "commits_url": "/commits{/sha}",
    "comments_url": "/comments{/number}",
    "compare_url": "/compare/{base}...{head}",
    "issues_url": "/issues{/number}",
    "pulls_url": "/pulls{/number}",
    "milestones_url": "/milestones{/number}",
    "labels_url": "/labels{/name}",
    "releases_url": "/releases{/id}",
}


class Bodies:
    """web, api: base addresses of the pages and of the API."""

    def __init__(self, web: str, api: str) -> None:
        self.web, self.api = web, api

    def user(self, one: Account) -> dict[str, Any]:
        login = f"{one.login}[bot]" if one.type == "Bot" else one.login
        address = f"{self.api}/users/{login}"
        return {
            "login": login,
            "id": one.id,
            "node_id": node_id(one),
            "avatar_url": f"{self.web}/avatars/{one.id}",
            "gravatar_id": "",
            "url": address,
            "html_url": url(one, self.web),
            **{name: address + end for name, end in _USER_LINKS.items()},
            "type": one.type,
            "site_admin": False,
        }

    def profile(self, one: Account, repositories: int) -> dict[str, Any]:
        return self.user(one) | {
            "name": one.name,
            "company": None,
            "blog": "",
            "location": None,
            "email": None,
            "hireable": None,
            "bio": None,
            "public_repos": repositories,
            "public_gists": 0,
            "followers": 0,
            "following": 0,
            "created_at": one.created_at,
            "updated_at": one.created_at,
        }

    def repository(self, one: Repository) -> dict[str, Any]:
        address = f"{self.api}/repos/{one.full_name}"
        page = url(one, self.web)
        latest = one.commits[0].at if one.commits else one.created_at
        return {
            "id": one.id,
            "node_id": node_id(one),
            "name": one.name,
            "full_name": one.full_name,
            "private": one.private,
            "owner": self.user(one.owner),
            "html_url": page,
            "description": one.description,
            "fork": one.fork,
            "url": address,
            **{name: address + end for name, end in _REPOSITORY_LINKS.items()},
            "created_at": one.created_at,
            "updated_at": latest,
            "pushed_at": latest,
            "clone_url": f"{page}.git",
            "homepage": None,
            "size": 108,
            "stargazers_count": one.stars,
            "watchers_count": one.stars,
            "language": one.language,
            "has_issues": True,
            "has_projects": False,
            "has_wiki": True,
            "has_pages": False,
            "forks_count": one.stars // 7,
            "archived": False,
            "open_issues_count": sum(each.state == "open" for each in one.issues),
            "license": {
                "key": "apache-2.0",
                "name": "Apache License 2.0",
                "spdx_id": "Apache-2.0",
                "url": f"{self.api}/licenses/apache-2.0",
            },
            "forks": one.stars // 7,
            "open_issues": sum(each.state == "open" for each in one.issues),
            "watchers": one.stars,
            "default_branch": "main",
        }

    def pull(self, one: PullRequest) -> dict[str, Any]:
        """GET /repos/{o}/{r}/pulls/{n}: with line counts and merger, which the list lacks."""
        repository = one.repository
        address, page = f"{self.api}/repos/{repository.full_name}/pulls/{one.number}", url(one, self.web)
        issue = f"{self.api}/repos/{repository.full_name}/issues/{one.number}"
        author = self.user(one.author) if one.author else None
        return {
            "url": address,
            "id": one.id,
            "node_id": node_id(one),
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "issue_url": issue,
            "number": one.number,
            "state": "open" if one.state == "open" else "closed",
            "locked": False,
            "title": one.title,
            "user": author,
            "body": one.body or None,
            "created_at": one.created_at,
            "updated_at": one.updated_at,
            "closed_at": one.closed_at,
            "merged_at": one.merged_at,
            "merge_commit_sha": one.merge_commit,
            "assignee": None,
            "assignees": [],
            "requested_reviewers": [],
            "requested_teams": [],
            "labels": [],
            "milestone": None,
            "draft": one.draft,
            "commits_url": f"{address}/commits",
            "review_comments_url": f"{address}/comments",
            "review_comment_url": f"{self.api}/repos/{repository.full_name}/pulls/comments{{/number}}",
            "comments_url": f"{issue}/comments",
            "statuses_url": f"{self.api}/repos/{repository.full_name}/statuses/{one.head}",
            "head": {
                "label": f"{one.author.login if one.author else 'ghost'}:topic",
                "ref": f"topic-{one.number}",
                "sha": one.head,
                "user": author,
                "repo": None,
            },
            "base": {
                "label": f"{repository.owner.login}:main",
                "ref": "main",
                "sha": one.head,
                "user": self.user(repository.owner),
                "repo": self.repository(repository),
            },
            "author_association": "MEMBER" if one.author in repository.writers else "CONTRIBUTOR",
            "merged": one.merged_at is not None,
            "mergeable": None,
            "rebaseable": None,
            "mergeable_state": "unknown",
            "merged_by": self.user(one.merged_by) if one.merged_by else None,
            "comments": 0,
            "review_comments": sum(len(each.remarks) for each in one.reviews),
            "maintainer_can_modify": False,
            "commits": len(one.commits),
            "additions": one.additions,
            "deletions": one.deletions,
            "changed_files": len(one.files),
        }
