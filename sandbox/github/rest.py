"""api.github.com: the few REST addresses that a collection needs beside GraphQL.

GET /user, /users/{login}, /user/{id}, /repos/{owner}/{repo}, /repositories/{id}, below both /pulls/{number} (also as a diff),
/rate_limit; POST /graphql. Everything else is 404.
"""

import hashlib
import re
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.answers import Note, json_response
from sandbox.diff import diff
from sandbox.github.bodies import Bodies
from sandbox.github.graphql import GraphQL
from sandbox.limits import Limits, headers
from sandbox.store import Forge
from sandbox.tokens import Tokens
from sandbox.world.things import Account, Repository

if TYPE_CHECKING:
    from collections.abc import Callable

_DOCS = "https://docs.github.com/rest"
_DIFF_LINES = 20_000  # https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits
_DIFF_FILES = 300
Answer = tuple[int, Any, dict[str, str]]


class Rest:
    def __init__(self, forge: Forge, tokens: Tokens, limits: Limits, web: str, api: str) -> None:
        self.forge, self.tokens, self.limits, self.api = forge, tokens, limits, api
        self.bodies = Bodies(web, api)
        self.graphql = GraphQL(forge, limits, web)
        self.routes: list[tuple[re.Pattern[str], Callable[..., Answer | Response]]] = [
            (re.compile(r"/user"), self._me),
            (re.compile(r"/users/(?P<login>[^/]+)"), self._user),
            (re.compile(r"/user/(?P<number>\d+)"), self._user_by_id),
            (re.compile(r"/repositories/(?P<number>\d+)"), self._repository_by_id),
            (re.compile(r"/repositories/(?P<identity>\d+)/pulls/(?P<number>\d+)"), self._pull_by_id),
            (re.compile(r"/repos/(?P<name>[^/]+/[^/]+)"), self._repository),
            (re.compile(r"/repos/(?P<name>[^/]+/[^/]+)/pulls/(?P<number>\d+)"), self._pull),
        ]

    async def answer(self, request: Request, path: str, note: Note) -> Response:
        """`path`: below the API's base."""
        header = request.headers.get("authorization", "")
        viewer = self._viewer(header)
        if viewer is not None:
            note.account = f"github:{viewer.id}"
        if header and viewer is None:
            return self._headed({"message": "Bad credentials", "documentation_url": _DOCS, "status": "401"}, 401, {})
        if path == "/graphql":
            if viewer is None:
                return self._headed(
                    {"message": "This endpoint requires you to be authenticated.", "documentation_url": _DOCS, "status": "401"},
                    401,
                    {},
                )
            return await self.graphql.answer(request, viewer, note)
        return self._rest(request, path, viewer)

    def _viewer(self, header: str) -> Account | None:
        kind, _, access = header.partition(" ")
        account = self.tokens.account("github", access.strip()) if kind.lower() in ("token", "bearer") else None
        return None if account is None else self.forge.accounts[account]

    def _rest(self, request: Request, path: str, viewer: Account | None) -> Response:
        who = f"github:{viewer.id}" if viewer else f"address:{request.client.host if request.client else ''}"
        window = self.limits.window("core", who)
        if path == "/rate_limit":
            return self._headed(self._overview(who), 200, headers(window, "core"))
        if window.remaining == 0:
            whom = f"user ID {viewer.id}" if viewer else who.removeprefix("address:")
            return self._headed(
                {"message": f"API rate limit exceeded for {whom}.", "documentation_url": _DOCS}, 403, headers(window, "core")
            )
        for pattern, handle in self.routes:
            match = pattern.fullmatch(path)
            if match and request.method == "GET":
                answer = handle(request, viewer, **match.groupdict())
                window.used += 1
                return (
                    answer
                    if isinstance(answer, Response)
                    else self._tagged(request, answer, viewer, headers(window, "core"), window)
                )
        window.used += 1
        return self._headed(_missing(), 404, headers(window, "core"))

    def _tagged(self, request: Request, answer: Answer, viewer: Account | None, limit: dict[str, str], window: Any) -> Response:
        """With an ETag; 304 without a body, and free of charge, if the client has it already."""
        status, body, more = answer
        response = self._headed(body, status, limit | more)
        if status != HTTPStatus.OK:
            return response
        tag = f'W/"{hashlib.sha256(bytes(response.body)).hexdigest()}"'
        if tag in (one.strip() for one in request.headers.get("if-none-match", "").split(",")):
            window.used -= 1 if viewer else 0
            return Response(status_code=304, headers=headers(window, "core") | {"ETag": tag})
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
        return response

    def _headed(self, body: Any, status: int, more: dict[str, str]) -> Response:
        named = {
            "X-GitHub-Request-Id": secrets.token_hex(10).upper(),
            "X-GitHub-Media-Type": "github.v3; format=json",
            "Server": "github.com",
        }
        return json_response(body, status, named | more)

    def _overview(self, who: str) -> dict[str, Any]:
        def shown(resource: str) -> dict[str, int]:
            window = self.limits.window(resource, who)
            return {"limit": window.limit, "used": window.used, "remaining": window.remaining, "reset": window.reset}

        return {"resources": {name: shown(name) for name in ("core", "search", "graphql")}, "rate": shown("core")}

    def _me(self, _: Request, viewer: Account | None) -> Answer:
        if viewer is None:
            return 401, {"message": "Requires authentication", "documentation_url": _DOCS, "status": "401"}, {}
        return self._profile(viewer, {"X-OAuth-Scopes": "", "X-Accepted-OAuth-Scopes": ""})

    def _profile(self, account: Account | None, more: dict[str, str]) -> Answer:
        if account is None:
            return 404, _missing(), {}
        owned = sum(not one.private for one in self.forge.owned_by[account.id])
        return 200, self.bodies.profile(account, owned), more

    def _user(self, _: Request, __: Account | None, login: str) -> Answer:
        return self._profile(self.forge.logins.get(login.lower().removesuffix("[bot]")), {})

    def _user_by_id(self, _: Request, __: Account | None, number: str) -> Answer:
        return self._profile(self.forge.accounts.get(int(number)), {})

    def _repository_by_id(self, _: Request, __: Account | None, number: str) -> Answer:
        found = self.forge.repositories.get(int(number))
        return (404, _missing(), {}) if found is None or found.private else (200, self.bodies.repository(found), {})

    def _repository(self, _: Request, __: Account | None, name: str) -> Answer:
        found = self.forge.repository(name)
        if found is not None:
            return 200, self.bodies.repository(found), {}
        return self._moved(self.forge.moved(name), "")

    def _moved(self, repository: Repository | None, rest: str) -> Answer:
        """A renamed repository answers at its old name with the address of its id."""
        if repository is None:
            return 404, _missing(), {}
        target = f"{self.api}/repositories/{repository.id}{rest}"
        return 301, {"message": "Moved Permanently", "url": target, "documentation_url": _DOCS}, {"Location": target}

    def _pull_by_id(self, request: Request, _: Account | None, identity: str, number: str) -> Answer | Response:
        found = self.forge.repositories.get(int(identity))
        if found is None or found.private:
            return 404, _missing(), {}
        return self._told(request, found, int(number))

    def _pull(self, request: Request, _: Account | None, name: str, number: str) -> Answer | Response:
        repository = self.forge.repository(name)
        if repository is None:
            return self._moved(self.forge.moved(name), f"/pulls/{number}")
        return self._told(request, repository, int(number))

    def _told(self, request: Request, repository: Repository, number: int) -> Answer | Response:
        pull = self.forge.pulls.get((repository.id, number))
        if pull is None:
            return 404, _missing(), {}
        if "diff" not in request.headers.get("accept", ""):
            return 200, self.bodies.pull(pull), {}
        if pull.additions + pull.deletions > _DIFF_LINES or len(pull.files) > _DIFF_FILES:
            what = f"lines ({_DIFF_LINES})" if len(pull.files) <= _DIFF_FILES else f"files ({_DIFF_FILES})"
            message = f"Sorry, the diff exceeded the maximum number of {what}"
            return (
                406,
                {
                    "message": message,
                    "errors": [{"resource": "PullRequest", "field": "diff", "code": "too_large"}],
                    "documentation_url": _DOCS,
                },
                {},
            )
        return Response(diff(pull), media_type="application/vnd.github.v3.diff; charset=utf-8")


def _missing() -> dict[str, str]:
    return {"message": "Not Found", "documentation_url": _DOCS, "status": "404"}
