"""A code or a refresh token against tokens (RFC 6749 sections 4.1.3 and 6), secrets in the body."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.errors import ForgeRefused, ForgeUnavailable
from accounts.linking import endpoints
from accounts.linking.http import ForgeSession, json_of
from journal import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Tokens as a forge gave them; never shown. refresh: empty where tokens do not end; expires_at: None when no end is named."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None


def exchange(forge: str, *, code: str, callback_url: str, verifier: str | None) -> Grant:
    """Tokens for an authorisation code; verifier: PKCE's, None where none was sent. Raises ForgeRefused, ForgeUnavailable."""
    proof = {"code_verifier": verifier} if verifier else {}
    return _ask(forge, {"grant_type": "authorization_code", "code": code, "redirect_uri": callback_url, **proof})


def refresh(forge: str, refresh_token: str) -> Grant:
    """New tokens for a refresh token, which is no use afterwards. Raises ForgeRefused, ForgeUnavailable."""
    return _ask(forge, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def _ask(forge: str, fields: dict[str, str]) -> Grant:
    at = endpoints.of(forge)
    data = {"client_id": at.client_id, "client_secret": at.client_secret, **fields}
    with ForgeSession() as session:
        # JSON is asked for, because GitHub answers as a form otherwise.
        answer = json_of(session.post(at.token_url, data=data, headers={"Accept": "application/json"}))
    # GitHub names errors with status 200, Gitee with 401.
    if "error" in answer:
        raise ForgeRefused(str(answer["error"])[:100])
    if not isinstance(answer.get("access_token"), str) or not answer["access_token"]:
        raise ForgeUnavailable("an answer without a token")
    seconds = answer.get("expires_in")
    return Grant(
        access=answer["access_token"],
        refresh=str(answer.get("refresh_token") or ""),
        expires_at=clock.machine_now() + timedelta(seconds=int(seconds)) if seconds else None,
    )
