"""The web flow of both forges: a page on which the made-up person says who they are and authorises, then code against token.

GitHub: error answers of the token endpoint come with status 200; PKCE S256 is verified when a challenge was sent.
Gitee: tokens live a day and come with a refresh token; refreshing replaces both; PKCE is ignored, as nobody knows better.
"""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sandbox.store import Store
from sandbox.tokens import Tokens, fits

NAMES = {"github": "GitHub", "gitee": "Gitee"}
DEMO_STUDENTS = ("student@demo.example", "student2@demo.example")
_ERRORS = {
    "bad_verification_code": "The code passed is incorrect or expired.",
    "incorrect_client_credentials": "The client_id and/or client_secret passed are incorrect.",
    "redirect_uri_mismatch": "The redirect_uri MUST match the registered callback URL for this application.",
}
_DOCS = "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#"


class Flow:
    def __init__(self, store: Store, tokens: Tokens, forge: str) -> None:
        self.store, self.tokens, self.forge = store, tokens, forge

    async def authorize(self, request: Request) -> Response:
        """GET shows the page, POST decides. A client or an address that is not registered gets no redirect."""
        query = request.query_params
        client = self.store.client(self.forge, query.get("client_id", ""))
        if client is None:
            return self._page("<h1>404</h1><p>No application with this client_id.</p>", 404)
        if not allowed(query.get("redirect_uri", ""), client["redirect_uris"]):
            return self._page(f"<h1>redirect_uri_mismatch</h1><p>{_ERRORS['redirect_uri_mismatch']}</p>", 400)
        if request.method == "GET":
            return self._ask(request)
        form = await _sent(request)
        return self._decide(request, form.get("decision", ""), form.get("login", "").strip())

    def _ask(self, request: Request, note: str = "", status: int = 200) -> Response:
        """The demo's own students by name, whoever else by login."""
        send, name = f'<form method="post" action="?{escape(request.url.query)}">', NAMES[self.forge]
        people = self.store.by_number
        students = [(one, people[one.student]) for one in self.store.forge(self.forge).accounts.values() if one.student]
        known = "".join(
            f'<li>{send}<input type="hidden" name="login" value="{escape(one.login)}">'
            f"<p><b>{escape(member.name)}</b> · {escape(one.login)} · signed in at the university as / 在学校登录为 "
            f'<b>{escape(member.email)}</b>? <button name="decision" value="authorize">This is me / 是我</button></p></form></li>'
            for one, member in students
            if member.email in DEMO_STUDENTS
        )
        options = "".join(
            f'<option value="{escape(one.login)}">{escape(member.name)} {member.number}</option>'
            for one, member in sorted(students, key=lambda each: each[0].login)
        )
        return self._page(
            f"<h1>{name} (sandbox)</h1><p>OpenCredits wants to know who you are at this made-up {name}.<br>"
            f"OpenCredits 想知道你在这个虚构的 {name} 上是谁。</p>{note}<ul>{known}</ul>{send}"
            "<p><label>Somebody else of the made-up campus (login) / 其他人（账号）: "
            f'<input name="login" list="logins" value="{escape(request.query_params.get("login", ""))}" required autocomplete="off">'
            f'</label></p><datalist id="logins">{options}</datalist>'
            '<p><button name="decision" value="authorize">Authorize / 授权</button> '
            '<button name="decision" value="deny" formnovalidate>Cancel / 取消</button></p></form>',
            status,
        )

    def _decide(self, request: Request, decision: str, login: str) -> Response:
        query = request.query_params
        back, state = query["redirect_uri"], {"state": query["state"]} if "state" in query else {}
        if decision != "authorize":
            refused = {"error": "access_denied", "error_description": "The user has denied your application access."}
            return RedirectResponse(with_query(back, refused | state), 302)
        account = self.store.forge(self.forge).logins.get(login.lower())
        if account is None or account.type != "User":
            return self._ask(request, f"<p><b>Nobody is called {escape(login)} here. / 这里没有 {escape(login)}。</b></p>", 422)
        code = self.tokens.give_code(
            self.forge,
            account=account.id,
            client_id=query["client_id"],
            redirect_uri=back,
            challenge=query.get("code_challenge") if query.get("code_challenge_method") == "S256" else None,
        )
        return RedirectResponse(with_query(back, {"code": code} | state), 302)

    def _page(self, body: str, status: int = 200) -> Response:
        return HTMLResponse(
            f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{NAMES[self.forge]} (sandbox)</title>'
            f"<body>{body}</body></html>",
            status,
        )

    async def github_token(self, request: Request) -> Response:
        """POST /login/oauth/access_token. Answers as a form unless JSON is asked for, errors with status 200."""
        sent = await _sent(request)
        answer = self._exchange(sent, verify=True)
        if "error" in answer and "error_uri" not in answer:
            code = str(answer["error"])
            answer |= {"error_description": _ERRORS[code], "error_uri": _DOCS + code.replace("_", "-")}
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(answer)
        return Response(urlencode(answer), media_type="application/x-www-form-urlencoded; charset=utf-8")

    async def gitee_token(self, request: Request) -> Response:
        """POST /oauth/token with grant_type authorization_code or refresh_token; errors with status 401."""
        sent = dict(request.query_params) | await _sent(request)
        if sent.get("grant_type") == "refresh_token":
            token = self.tokens.refresh("gitee", sent.get("refresh_token", ""))
            answer = self._answer(token) if token else {"error": "bad_verification_code"}
        else:
            answer = self._exchange(sent, verify=False)
        if "error" not in answer:
            return JSONResponse(answer)
        wrong_client = answer["error"] == "incorrect_client_credentials"
        return JSONResponse(
            {
                "error": "invalid_client" if wrong_client else "invalid_grant",
                "error_description": "客户端验证失败" if wrong_client else "授权方式无效，或者登录回调地址无效、过期或已被撤销",
            },
            401,
        )

    def _exchange(self, sent: Mapping[str, str], *, verify: bool) -> dict[str, Any]:
        client = self.store.client(self.forge, sent.get("client_id", ""))
        if client is None or sent.get("client_secret") != client["client_secret"]:
            return {"error": "incorrect_client_credentials"}
        code = self.tokens.take_code(self.forge, sent.get("code", ""), sent["client_id"])
        if code is None:
            return {"error": "bad_verification_code"}
        if sent.get("redirect_uri", code.redirect_uri) != code.redirect_uri:
            return {"error": "redirect_uri_mismatch"}
        if verify and code.challenge is not None and not fits(sent.get("code_verifier"), code.challenge):
            return {"error": "bad_verification_code"}
        return self._answer(self.tokens.give_token(self.forge, code.account, "" if self.forge == "github" else "user_info"))

    def _answer(self, token: Any) -> dict[str, Any]:
        if self.forge == "github":
            return {"access_token": token.access, "token_type": "bearer", "scope": token.scope}
        return {
            "access_token": token.access,
            "token_type": "bearer",
            "expires_in": int(token.expires - token.made),
            "refresh_token": token.refresh,
            "scope": token.scope,
            "created_at": int(token.made),
        }


async def _sent(request: Request) -> dict[str, str]:
    """The body's fields, as a form or as JSON."""
    body = await request.body()
    if "application/json" in request.headers.get("content-type", ""):
        data = await request.json()
        return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def allowed(redirect_uri: str, registered: list[str]) -> bool:
    """Whether it lies below a registered address; with none registered, anything on this machine's loopback does."""
    parts = urlsplit(redirect_uri)
    if parts.scheme not in ("http", "https") or not parts.hostname or ".." in parts.path:
        return False
    if not registered:
        return parts.hostname in ("127.0.0.1", "localhost", "::1")
    return any(redirect_uri == one or redirect_uri.startswith(one.rstrip("/") + "/") for one in registered)


def with_query(address: str, more: Mapping[str, str]) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(more))))))
