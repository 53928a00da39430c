"""OAuth codes and tokens. Codes live in memory for ten minutes; tokens are written down, so that a restart forgets nobody."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

CODE_SECONDS = 600
GITEE_TOKEN_SECONDS = 86_400


@dataclass(slots=True, kw_only=True)
class Code:
    account: int
    client_id: str
    redirect_uri: str
    challenge: str | None
    expires: float


@dataclass(slots=True, kw_only=True)
class Token:
    forge: str
    account: int
    access: str
    refresh: str | None
    scope: str
    made: float
    expires: float | None
    revoked: bool = False


class Tokens:
    def __init__(self, file: Path) -> None:
        self.codes: dict[tuple[str, str], Code] = {}
        self.by_access: dict[tuple[str, str], Token] = {}
        self.by_refresh: dict[tuple[str, str], Token] = {}
        self.file = file
        for token in _read(file):
            self._index(token)

    def _index(self, token: Token) -> None:
        self.by_access[token.forge, token.access] = token
        if token.refresh:
            self.by_refresh[token.forge, token.refresh] = token

    def _write(self, token: Token) -> None:
        self._index(token)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(token)) + "\n")

    def give_code(self, forge: str, *, account: int, client_id: str, redirect_uri: str, challenge: str | None) -> str:
        code = secrets.token_hex(10 if forge == "github" else 32)
        self.codes[forge, code] = Code(
            account=account, client_id=client_id, redirect_uri=redirect_uri, challenge=challenge, expires=time.time() + CODE_SECONDS
        )
        return code

    def take_code(self, forge: str, code: str, client_id: str) -> Code | None:
        """The code, which is used up by asking for it. None if it is unknown, used, too old or another client's."""
        found = self.codes.pop((forge, code), None)
        if found is None or found.expires < time.time() or found.client_id != client_id:
            return None
        return found

    def give_token(self, forge: str, account: int, scope: str) -> Token:
        github = forge == "github"
        token = Token(
            forge=forge,
            account=account,
            access=f"gho_{secrets.token_urlsafe(27).replace('-', 'A').replace('_', 'B')}" if github else secrets.token_hex(16),
            refresh=None if github else secrets.token_hex(32),
            scope=scope,
            made=time.time(),
            expires=None if github else time.time() + GITEE_TOKEN_SECONDS,
        )
        self._write(token)
        return token

    def refresh(self, forge: str, refresh: str) -> Token | None:
        """A new pair; the old one is dead. None if the refresh token is unknown or was used."""
        old = self.by_refresh.pop((forge, refresh), None)
        if old is None or old.revoked:
            return None
        self._revoke(old)
        return self.give_token(forge, old.account, old.scope)

    def account(self, forge: str, access: str) -> int | None:
        """Whose token it is, if it is good."""
        token = self.by_access.get((forge, access))
        if token is None or token.revoked or (token.expires is not None and token.expires < time.time()):
            return None
        return token.account

    def revoke(self, forge: str, account: int) -> int:
        """Withdraws all tokens of an account, as its owner can in the forge's settings. Returns how many."""
        mine = [one for one in self.by_access.values() if one.forge == forge and one.account == account and not one.revoked]
        for token in mine:
            self._revoke(token)
        return len(mine)

    def _revoke(self, token: Token) -> None:
        token.revoked = True
        self._write(token)


def _read(file: Path) -> Iterator[Token]:
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            yield Token(**json.loads(line))


def fits(verifier: str | None, challenge: str) -> bool:
    """PKCE S256 (RFC 7636 section 4.6)."""
    digest = hashlib.sha256((verifier or "").encode()).digest()
    return secrets.compare_digest(base64.urlsafe_b64encode(digest).decode().rstrip("="), challenge)
