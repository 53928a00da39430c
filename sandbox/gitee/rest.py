"""gitee.com/api/v5: the addresses that a collection needs; everything else is 404.

GET /user, /emails, /users/{u}, /users/{u}/repos, /users/{u}/events[/public], /repos/{o}/{r} and below it /pulls, /pulls/comments,
/pulls/{n} (also .diff at the web address), /pulls/{n}/files, /commits, /operate_logs, /comments, /issues, /issues/{n}, /commits,
/releases, /contributors; /repos/{o}/issues/{n}/operate_logs.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.answers import Note, json_response
from sandbox.gitee.bodies import Bodies, is_tester
from sandbox.gitee.events import events, shown
from sandbox.limits import Limits, headers
from sandbox.store import Forge
from sandbox.tokens import Tokens
from sandbox.world.draw import text_of
from sandbox.world.expected import COMMITS_TOLD, FILES_TOLD
from sandbox.world.things import Account, Issue, PullRequest, Repository

Query = Mapping[str, str]
_MOST = 100


class ProblemError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Listed(list[Any]):
    """A page of a list, with the numbers that go into the headers."""

    total = 0
    pages = 0


def paged(things: Sequence[Any], query: Query) -> Listed:
    """`page` from 1, `per_page` 20 unless told, at most 100."""
    size = min(_MOST, max(1, _whole(query, "per_page", 20)))
    number = max(1, _whole(query, "page", 1))
    found = Listed(things[(number - 1) * size : number * size])
    found.total, found.pages = len(things), -(-len(things) // size)
    return found


def _whole(query: Query, name: str, default: int) -> int:
    text = query.get(name, "")
    if text and not text.isdigit():
        raise ProblemError(400, f"{name} is invalid")
    return int(text) if text else default


class Rest:
    def __init__(self, forge: Forge, tokens: Tokens, limits: Limits, web: str, api: str) -> None:
        self.forge, self.tokens, self.limits = forge, tokens, limits
        self.bodies = Bodies(web, api)
        repository = r"/repos/(?P<name>[^/]+/[^/]+)"
        routes: dict[str, Callable[..., Any]] = {
            r"/user": self._me,
            r"/emails": self._emails,
            r"/users/(?P<login>[^/]+)": self._user,
            r"/users/(?P<login>[^/]+)/repos": self._owned,
            r"/users/(?P<login>[^/]+)/events(/public)?": self._events,
            r"/repos/(?P<owner>[^/]+)/issues/(?P<number>[^/]+)/operate_logs": self._issue_logs,
            repository: self._repository,
            rf"{repository}/pulls": self._pulls,
            rf"{repository}/pulls/comments": self._all_comments,
            rf"{repository}/pulls/(?P<number>\d+)": self._pull,
            rf"{repository}/pulls/(?P<number>\d+)/files": self._files,
            rf"{repository}/pulls/(?P<number>\d+)/commits": self._pull_commits,
            rf"{repository}/pulls/(?P<number>\d+)/operate_logs": self._pull_logs,
            rf"{repository}/pulls/(?P<number>\d+)/comments": self._comments,
            rf"{repository}/issues": self._issues,
            rf"{repository}/issues/(?P<number>[^/]+)": self._issue,
            rf"{repository}/commits": self._commits,
            rf"{repository}/releases": self._releases,
            rf"{repository}/contributors": self._contributors,
        }
        self.routes = [(re.compile(pattern), handle) for pattern, handle in routes.items()]

    async def answer(self, request: Request, path: str, note: Note) -> Response:
        """`path`: below /api/v5."""
        try:
            viewer = self._viewer(request)
        except ProblemError as problem:
            return json_response({"message": str(problem)}, problem.status)
        who = f"gitee:{viewer.id}" if viewer else f"address:{request.client.host if request.client else ''}"
        note.account = who if viewer else None
        window = self.limits.window("gitee", who)
        limit = dict(list(headers(window, "gitee").items())[:3])
        if window.remaining == 0:
            return json_response({"message": "403 Forbidden: Rate Limit Exceeded"}, 403, limit)
        window.used += 1
        limit["X-RateLimit-Remaining"] = str(window.remaining)
        try:
            body = self._found(request, path, viewer)
        except ProblemError as problem:
            return json_response({"message": str(problem)}, problem.status, limit)
        if isinstance(body, Listed):
            limit |= {"total_count": str(body.total), "total_page": str(body.pages)}
        return json_response(body, 200, limit)

    def _viewer(self, request: Request) -> Account | None:
        """From the header, or from the address as Gitee allows too."""
        kind, _, access = request.headers.get("authorization", "").partition(" ")
        access = access.strip() if kind.lower() in ("token", "bearer") else request.query_params.get("access_token", "")
        if not access:
            return None
        account = self.tokens.account("gitee", access)
        if account is None:
            raise ProblemError(401, "401 Unauthorized: Access token does not exist")
        return self.forge.accounts[account]

    def _found(self, request: Request, path: str, viewer: Account | None) -> Any:
        for pattern, handle in self.routes:
            match = pattern.fullmatch(path)
            if match and request.method == "GET":
                return handle(request.query_params, viewer, **match.groupdict())
        raise ProblemError(404, "404 Not Found")

    # People

    def _me(self, _: Query, viewer: Account | None) -> Any:
        if viewer is None:
            raise ProblemError(401, "401 Unauthorized: Access token is required")
        return self.bodies.profile(viewer, self._public_repositories(viewer), email=True)

    def _emails(self, _: Query, viewer: Account | None) -> Any:
        if viewer is None:
            raise ProblemError(401, "401 Unauthorized: Access token is required")
        return [{"email": viewer.email, "state": "confirmed", "scope": ["primary", "notified", "committed"]}]

    def _account(self, login: str) -> Account:
        found = self.forge.logins.get(login.lower())
        if found is None:
            raise ProblemError(404, "404 User Not Found")
        return found

    def _public_repositories(self, account: Account) -> int:
        return sum(not one.private for one in self.forge.owned_by[account.id])

    def _user(self, _: Query, __: Account | None, login: str) -> Any:
        account = self._account(login)
        return self.bodies.profile(account, self._public_repositories(account), email=False)

    def _owned(self, query: Query, _: Account | None, login: str) -> Any:
        owned = [one for one in self.forge.owned_by[self._account(login).id] if not one.private]
        return self._shown(owned, query, self.bodies.repository)

    def _events(self, query: Query, _: Account | None, login: str) -> Any:
        """Scrolled by `prev_id`, the id of the last one seen; `limit` 20 unless told, at most 100."""
        account = self._account(login)
        listed = self.forge.keep(("events", account.id), lambda: events(self.forge, account))
        before = _whole(query, "prev_id", 0)
        size = min(_MOST, max(1, _whole(query, "limit", 20)))
        chosen = [one for one in listed if not before or one[0] < before][:size]
        return [shown(self.bodies, account, identity, event) for identity, event in chosen]

    # Repositories

    def _shown(self, things: Sequence[Any], query: Query, show: Callable[[Any], Any]) -> Listed:
        found = paged(things, query)
        found[:] = [show(one) for one in found]
        return found

    def _named(self, name: str) -> Repository:
        found = self.forge.repository(name)
        if found is None:
            raise ProblemError(404, "404 Project Not Found")
        return found

    def _repository(self, _: Query, __: Account | None, name: str) -> Any:
        return self.bodies.repository(self._named(name))

    def _commits(self, query: Query, _: Account | None, name: str) -> Any:
        repository = self._named(name)
        since, until = _moment(query.get("since")), _moment(query.get("until"))
        chosen = [one for one in repository.commits if (not since or one.at >= since) and (not until or one.at <= until)]
        return self._shown(chosen, query, lambda one: self.bodies.commit(repository, one))

    def _releases(self, query: Query, _: Account | None, name: str) -> Any:
        listed = sorted(self._named(name).releases, key=lambda one: one.id, reverse=query.get("direction") == "desc")
        return self._shown(listed, query, self.bodies.release)

    def _contributors(self, query: Query, _: Account | None, name: str) -> Any:
        commits = self._named(name).commits
        people = [one.authors[0] if query.get("type") == "authors" else one.committer for one in commits]
        counted = Counter((one.email, one.name) for one in people)
        return [{"email": email, "name": shown, "contributions": count} for (email, shown), count in counted.most_common()]

    # Pull requests

    def _pulls(self, query: Query, _: Account | None, name: str) -> Any:
        repository = self._named(name)
        state, since = query.get("state", "open"), _moment(query.get("since"))
        field = "updated_at" if query.get("sort") == "updated" else "created_at"
        chosen = [
            one
            for one in self._by_person(repository, query)
            if state in ("all", one.state) and (not since or one.updated_at >= since)
        ]
        chosen.sort(key=lambda one: (getattr(one, field), one.id), reverse=query.get("direction", "desc") != "asc")
        return self._shown(chosen, query, self.bodies.pull)

    def _by_person(self, repository: Repository, query: Query) -> list[PullRequest]:
        """Narrowed by `author`, `assignee` and `tester`, through the person's own list."""
        found = repository.pulls
        for role in ("author", "assignee", "tester"):
            if role in query:
                account = self.forge.logins.get(query[role].lower())
                found = [one for one in self._part(account, role) if one.repository is repository] if found else []
        return list(found)

    def _part(self, account: Account | None, role: str) -> list[PullRequest]:
        if account is None or (role != "author" and is_tester(account) is not (role == "tester")):
            return []
        return self.forge.pulls_of[account.id] if role == "author" else self.forge.asked_of[account.id]

    def _numbered(self, name: str, number: str) -> PullRequest:
        found = self.forge.pulls.get((self._named(name).id, int(number)))
        if found is None:
            raise ProblemError(404, "404 Not Found")
        return found

    def _pull(self, _: Query, __: Account | None, name: str, number: str) -> Any:
        return self.bodies.pull(self._numbered(name, number))

    def _files(self, _: Query, __: Account | None, name: str, number: str) -> Any:
        pull = self._numbered(name, number)
        return [self.bodies.file(pull, one) for one in pull.files[: FILES_TOLD["gitee"]]]

    def _pull_commits(self, _: Query, __: Account | None, name: str, number: str) -> Any:
        pull = self._numbered(name, number)
        return [self.bodies.pull_commit(pull, one) for one in pull.commits[:COMMITS_TOLD]]

    def _pull_logs(self, query: Query, _: Account | None, name: str, number: str) -> Any:
        logs = self.bodies.pull_logs(self._numbered(name, number))
        return logs[::-1] if query.get("sort") == "asc" else logs

    def _comments(self, query: Query, _: Account | None, name: str, number: str) -> Any:
        return self._remarks([self._numbered(name, number)], query, query.get("direction", "asc"))

    def _all_comments(self, query: Query, _: Account | None, name: str) -> Any:
        return self._remarks(self._named(name).pulls, query, query.get("direction", "desc"))

    def _remarks(self, pulls: Sequence[PullRequest], query: Query, direction: str) -> Listed:
        since, kind = _moment(query.get("since")), query.get("comment_type")
        found = [
            (review, one)
            for pull in pulls
            for review in pull.reviews
            for one in review.remarks
            if (not since or one.at >= since) and (not kind or (kind == "diff_comment") == (one.position is not None))
        ]
        found.sort(key=lambda pair: (pair[1].at, pair[1].id), reverse=direction == "desc")
        return self._shown(found, query, lambda pair: self.bodies.remark(*pair))

    # Issues

    def _issues(self, query: Query, _: Account | None, name: str) -> Any:
        repository = self._named(name)
        state, creator, since = query.get("state", "open"), query.get("creator", "").lower(), _moment(query.get("since"))
        field = "updated_at" if query.get("sort") == "updated" else "created_at"
        chosen = [
            one
            for one in repository.issues
            if state in ("all", one.state)
            and (not creator or (one.author is not None and one.author.login.lower() == creator))
            and (not since or one.updated_at >= since)
        ]
        chosen.sort(key=lambda one: (getattr(one, field), one.id), reverse=query.get("direction", "desc") != "asc")
        return self._shown(chosen, query, self.bodies.issue)

    def _issue_of(self, repository: Repository, number: str) -> Issue:
        found = self.forge.issues.get((repository.id, number.upper()))
        if found is None:
            raise ProblemError(404, "404 Not Found")
        return found

    def _issue(self, _: Query, __: Account | None, name: str, number: str) -> Any:
        return self.bodies.issue(self._issue_of(self._named(name), number))

    def _issue_logs(self, query: Query, _: Account | None, owner: str, number: str) -> Any:
        """Gitee's numbers of issues are unique, so that `repo` is only a help."""
        name = query.get("repo")
        repositories = (
            [self._named(f"{owner}/{name}")]
            if name
            else [one for one in self.forge.repositories.values() if one.owner.login == owner]
        )
        found = next((each for one in repositories if (each := self.forge.issues.get((one.id, number.upper())))), None)
        if found is None:
            raise ProblemError(404, "404 Not Found")
        return self.bodies.issue_logs(found)


def _moment(text: str | None) -> str:
    if not text:
        return ""
    try:
        return text_of(datetime.fromisoformat(text.replace(" ", "+")))
    except ValueError as error:
        raise ProblemError(400, "since is invalid") from error
