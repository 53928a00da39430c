"""One process that answers as github.com, api.github.com and gitee.com do, below prefixes of one port."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox import diff
from sandbox.answers import Note, json_response
from sandbox.control import Control, Fault, Log
from sandbox.gitee.rest import Rest as Gitee
from sandbox.github.graphql import resource_limits
from sandbox.github.rest import Rest as GitHub
from sandbox.limits import Limits
from sandbox.oauth import Flow
from sandbox.store import Forge, Store
from sandbox.tokens import Tokens

_HTML = "<!doctype html><html><head><title>Trouble</title></head><body><h1>Something went wrong here.</h1></body></html>"
Handler = Callable[[Request, str, Note], Awaitable[Response]]


class Sandbox:
    """An ASGI application. `base`: the address under which it is reached, without a slash at the end."""

    def __init__(self, folder: Path, base: str, log: Path | None = None, redirect_uris: list[str] | None = None) -> None:
        store, limits = Store(folder), Limits()
        tokens = Tokens(folder / "tokens.jsonl")
        for client in store.keys["clients"].values():
            client["redirect_uris"] = redirect_uris or client["redirect_uris"]
        self.log = Log(log)
        self.flows = {forge: Flow(store, tokens, forge) for forge in ("github", "gitee")}
        github = GitHub(store.github, tokens, limits, f"{base}/github", f"{base}/api.github")
        gitee = Gitee(store.gitee, tokens, limits, f"{base}/gitee", f"{base}/gitee/api/v5")
        self.control = Control(store, tokens, limits, github.graphql, self.log)
        self.forges = {"github": store.github, "gitee": store.gitee}
        # The longer prefix first: Gitee's API stands below its web address.
        self.rooms: list[tuple[str, str, Handler]] = [
            ("/api.github", "github", github.answer),
            ("/gitee/api/v5", "gitee", gitee.answer),
            ("/github", "github", self._github_web),
            ("/gitee", "gitee", self._gitee_web),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # nothing to start or stop
        request, note, begun = Request(scope, receive), Note(), time.perf_counter()
        path = request.url.path
        if path.startswith("/_sandbox/"):
            await (await self.control.answer(request, path.removeprefix("/_sandbox")))(scope, receive, send)
            return
        prefix, note.forge, handle = next(
            (room for room in self.rooms if path == room[0] or path.startswith(f"{room[0]}/")), ("", None, _nothing)
        )
        if self.control.plan.delay_ms:
            await asyncio.sleep(self.control.plan.delay_ms / 1000)
        fault = self.control.plan.next(note.forge, path)
        if fault is not None and fault.fault != "partial":
            status = await misbehave(fault, scope, receive, send)
        else:
            response = await self._handled(handle, request, path.removeprefix(prefix), note)
            if fault is not None:
                response = partial(response)
            status = response.status_code
            await response(scope, receive, send)
        self.log.add(note, request.method, path, status, time.perf_counter() - begun)

    async def _handled(self, handle: Handler, request: Request, path: str, note: Note) -> Response:
        try:
            return await handle(request, path, note)
        except json.JSONDecodeError:
            return json_response({"message": "Problems parsing JSON"}, 400)

    async def _github_web(self, request: Request, path: str, _: Note) -> Response:
        if path == "/login/oauth/authorize":
            return await self.flows["github"].authorize(request)
        if path == "/login/oauth/access_token" and request.method == "POST":
            return await self.flows["github"].github_token(request)
        return _page(self.forges["github"], path)

    async def _gitee_web(self, request: Request, path: str, _: Note) -> Response:
        if path == "/oauth/authorize":
            return await self.flows["gitee"].authorize(request)
        if path == "/oauth/token" and request.method == "POST":
            return await self.flows["gitee"].gitee_token(request)
        return _page(self.forges["gitee"], path)


async def _nothing(*_: object) -> Response:
    return PlainTextResponse("The sandbox has GitHub below /github and /api.github, and Gitee below /gitee.\n", 404)


def _page(forge: Forge, path: str) -> Response:
    """A web page of the forge: only enough that links lead somewhere, and diffs."""
    parts = path.strip("/").split("/")
    repository = forge.repository("/".join(parts[:2]))
    if repository is None:
        account = forge.logins.get(parts[0].lower()) if len(parts) == 1 else None
        return HTMLResponse(
            f"<!doctype html><title>sandbox</title><h1>{escape(account.login if account else '404')}</h1>", 200 if account else 404
        )
    title = repository.full_name
    if parts[2:3] in (["pull"], ["pulls"]) and parts[3:]:
        number, _, suffix = parts[3].partition(".")
        pull = forge.pulls.get((repository.id, int(number) if number.isdigit() else 0))
        if pull is None:
            return HTMLResponse("<!doctype html><title>sandbox</title><h1>404</h1>", 404)
        if suffix == "diff":
            return PlainTextResponse(diff.diff(pull))
        title = f"{pull.title} · {title} {number}"
    return HTMLResponse(
        f'<!doctype html><meta charset="utf-8"><title>sandbox</title><h1>{escape(title)}</h1><p>A made-up page of a made-up forge.</p>'
    )


def partial(response: Response) -> Response:
    """A GraphQL answer of which the last node of its first list is missing, with an error that says so; without a list, the last
    thing asked for.
    """
    body: dict[str, Any] = json.loads(bytes(response.body))
    data = body.get("data") or {}
    path = _last_node(data, []) or [list(data)[-1]]
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = None
    lost = {"type": "NOT_FOUND", "path": path, "message": "Could not resolve to a node."}
    return json_response({"data": data, "errors": [lost]}, 200)


def _last_node(value: Any, path: list[str | int]) -> list[str | int] | None:
    """The way to the last node of the first list of nodes, outer lists before inner ones."""
    if not isinstance(value, dict):
        return None
    if value.get("nodes"):
        return [*path, "nodes", len(value["nodes"]) - 1]
    return next((found for key, inner in value.items() if (found := _last_node(inner, [*path, key]))), None)


async def misbehave(fault: Fault, scope: Scope, receive: Receive, send: Send) -> int:
    """Answers wrongly on purpose. Returns the status that was sent."""
    status, body, headers = fault.status or 200, fault.body, dict(fault.headers)
    if fault.fault == "cut":
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(b"content-type", b"application/json"), (b"content-length", b"10000")],
            }
        )
        await send({"type": "http.response.body", "body": b'{"data": {"vie', "more_body": True})
        return status  # the server closes a connection whose body was promised longer
    if fault.fault == "html":
        response: Response = HTMLResponse(body or _HTML, status, headers)
    elif fault.fault == "empty":
        response = Response(b"", status, headers)
    elif fault.fault == "broken":
        response = Response(body or '{"data": {"viewer": ', status, headers, media_type="application/json")
    elif fault.fault == "elsewhere":
        response = Response(b"", 302, {"Location": body or "http://elsewhere.invalid/"} | headers)
    elif fault.fault == "refused":
        response = json_response({"message": "Bad credentials"}, 401, headers)
    elif fault.fault == "rate_limited":
        limit = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 60)}
        response = json_response({"message": "API rate limit exceeded for user ID 1."}, fault.status or 403, limit | headers)
    elif fault.fault == "secondary":
        message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
        response = json_response({"message": message}, fault.status or 403, headers)
    elif fault.fault == "resource_limits":
        response = json_response(resource_limits(), 200, headers)
    else:
        response = json_response(json.loads(body) if body else {"message": "Server Error"}, status, headers)
    await response(scope, receive, send)
    return response.status_code
