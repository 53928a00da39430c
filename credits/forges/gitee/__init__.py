"""Gitee by its REST API, version 5 (https://gitee.com/api/v5/swagger), on the person's own token.

What is asked, below `GITEE_API_URL`:

    GET /user, /emails
    GET /users/{login}/events/public?limit=100&prev_id=
    GET /repos/{owner}/{repo}
    GET /repos/{owner}/{repo}/pulls?state=all&author=|assignee=|tester=&sort=updated&direction=desc&since=&page=&per_page=
    GET /repos/{owner}/{repo}/pulls?state=merged&…
    GET /repos/{owner}/{repo}/pulls/{number}, and below it /files, /commits, /operate_logs, /comments
    GET /repos/{owner}/{repo}/pulls/comments: only where events do not tell which pull request was commented on
    GET /repos/{owner}/{repo}/issues?state=all&creator=&…
    GET /repos/{owner}/issues/{number}/operate_logs?repo=
    GET /repos/{owner}/{repo}/releases?direction=desc
    GET /repos/{owner}/{repo}/commits?since=

There is no search over pull requests and no list of a person's: repositories come from the person's events and from those known.
"""

from credits.forges.gitee.client import Client
from credits.forges.gitee.history import read_repository
from credits.forges.gitee.pages import read_account, read_page
from credits.forges.gitee.patch import patch_id

__all__ = ["Client", "patch_id", "read_account", "read_page", "read_repository"]
