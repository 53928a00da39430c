"""Requests to a forge that end: in time, within a size, at the host that was asked, with a token asked anew for each of them.

Both clients send through here; what comes back is an `Answer` or a `ForgeError`. Nothing is retried with an old token, and no
worker sleeps here for a limit: `RateLimited` says how long to wait, and the caller puts the work aside.
"""

import hashlib
import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from credits.forges.errors import BadAnswer, ForgeError, Missing, RateLimited, TokenRefused, Unavailable

MAX_BYTES = 20 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
CONNECT_SECONDS = 5
# What a secondary limit without headers asks for (GitHub's documents: "wait at least one minute").
LIMIT_SECONDS = 60.0
# GitHub's windows are an hour, Gitee's too as far as seen: a reset beyond that is a clock that is wrong.
LONGEST_LIMIT_SECONDS = 3_700.0
ATTEMPTS = 2
PAUSE_SECONDS = 0.3

Token = str | Callable[[], str]
Renew = Callable[[str], bool]
USER_AGENT = "OpenCredits"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers with lower-case names, the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def text(self) -> str:
        """The body as text; what is no UTF-8 is shown by U+FFFD, so that reading never fails here."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """The body as JSON. Raises BadAnswer for anything else: a login page, a proxy's error, a body of another charset."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise bad_answer(self, "no JSON") from error


def bad_answer(answer: Answer, what: str) -> BadAnswer:
    """An error that tells which answer it was without repeating a word of it."""
    digest = hashlib.sha256(answer.body).hexdigest()[:16]
    kind = answer.headers.get("content-type", "no type").partition(";")[0]
    return BadAnswer(f"{what}: status {answer.status}, {kind}, {len(answer.body)} bytes, SHA-256 {digest}…")


class _Watch:
    """Hangs up on an answer that takes too long as a whole: a byte a second never meets the socket's own timeout."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer: Timer | None = None
        self.socket: socket.socket | None = None
        self.has_hung_up = False

    def __enter__(self) -> None:
        self.has_hung_up = False
        self._timer = Timer(self._seconds, self._hang_up)
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self.socket = None

    def _hang_up(self) -> None:
        if self.socket is not None:
            self.has_hung_up = True
            # The plain socket's way: TLS would want to say good-bye first.
            with suppress(OSError):
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Connections that are watched while they wait for an answer. Nothing is repeated here: see `Wire.send`."""

    def __init__(self, watch: _Watch) -> None:
        class Watched(HTTPConnection):
            def getresponse(self) -> Any:
                watch.socket = self.sock
                return super().getresponse()

        class WatchedTLS(HTTPSConnection):
            def getresponse(self) -> Any:
                watch.socket = self.sock
                return super().getresponse()

        self._pools = {
            "http": type("HTTPPool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": Watched}),
            "https": type("HTTPSPool", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": WatchedTLS}),
        }
        super().__init__(max_retries=urllib3.Retry(0, read=False), pool_maxsize=2)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


class Wire:
    """The way to one forge.

    token: a text, or a function asked before every request; whatever it raises stops the request. renew: given a token that the
    forge refused, tells whether `token` has another one now. proxy: an HTTP proxy's address. timeout_seconds: for a whole request,
    from its first byte to the last of the answer.
    """

    def __init__(self, *, token: Token, proxy: str | None, timeout_seconds: float, scheme: str, renew: Renew | None = None) -> None:
        self._token = token
        self._renew = renew
        self._scheme = scheme  # the word before the token in the Authorization header
        self._timeout_seconds = timeout_seconds
        self._session = requests.Session()
        # Neither .netrc nor the environment may add a password or a detour: the caller said which proxy, or none.
        self._session.trust_env = False
        # Who runs a forge should see who asks; some turn away what calls itself a script.
        self._session.headers["User-Agent"] = USER_AGENT
        if proxy:
            self._session.proxies = {"http": proxy, "https": proxy}
        self._watch = _Watch(timeout_seconds)
        adapter = _Adapter(self._watch)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self.requests = 0

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        data: Any = None,
        attempts: int = ATTEMPTS,
    ) -> Answer:
        """The answer, whatever its status but 5xx. Raises Unavailable when none came after `attempts`, BadAnswer for one too large."""
        for left in reversed(range(attempts)):
            try:
                answer = self._ask(method, url, headers=dict(headers or {}), params=params, data=data)
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                if not left:
                    raise Unavailable(f"no answer: {type(error).__name__}") from error
            else:
                if answer.status < requests.codes.server_error:
                    return answer
                if not left:
                    raise Unavailable(f"status {answer.status}")
            time.sleep(PAUSE_SECONDS)
        raise ValueError("at least one attempt")

    def _ask(self, method: str, url: str, *, headers: dict[str, str], **content: Any) -> Answer:
        """The answer; that to a new token where the forge ended the old one before its time."""
        token = self._token() if callable(self._token) else self._token
        answer = self._send_once(method, url, headers={**headers, "Authorization": f"{self._scheme} {token}"}, **content)
        renew = self._renew
        if renew is None or answer.status != requests.codes.unauthorized:
            return answer
        self._renew = None  # a new token that is refused too is no matter of time
        return self._ask(method, url, headers=headers, **content) if renew(token) else answer

    def _send_once(self, method: str, url: str, *, headers: dict[str, str], params: Mapping[str, Any] | None, data: Any) -> Answer:
        self.requests += 1
        timeout = (min(CONNECT_SECONDS, self._timeout_seconds), self._timeout_seconds)
        with self._watch:
            # Redirects are not followed: the token must not go where it was not meant to.
            response = self._session.request(
                method, url, headers=headers, params=params, data=data, stream=True, allow_redirects=False, timeout=timeout
            )
            with response:
                body = self._body(response)
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)

    def _body(self, response: requests.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := response.raw.read(CHUNK_BYTES, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > MAX_BYTES:
                digest = hashlib.sha256(b"".join(parts)).hexdigest()[:16]
                raise BadAnswer(f"larger than {MAX_BYTES} bytes: status {response.status_code}, SHA-256 of the beginning {digest}…")
        if self._watch.has_hung_up:
            # A body without a length ends with the connection: what was cut off here would look whole.
            raise requests.ReadTimeout("the answer took too long")
        return b"".join(parts)


def refuse(answer: Answer) -> None:
    """Raise the error that an answer's status means; return where it is none."""
    if answer.status < requests.codes.multiple_choices:
        return
    raise _error(answer)


def _error(answer: Answer) -> ForgeError:
    status = answer.status
    if status == requests.codes.unauthorized:
        return TokenRefused("the forge refused the token")
    if status == requests.codes.forbidden and _lacks_scope(answer):
        # At Gitee people choose what they allow. Taken for "not there", all that they did would silently be nothing.
        return TokenRefused("the token does not allow to read this")
    if status == requests.codes.too_many_requests or (status == requests.codes.forbidden and _is_limit(answer)):
        return RateLimited(wait_seconds(answer.headers))
    if status in (403, 404, 406, 410, 451):
        return Missing(f"status {status}")
    return bad_answer(answer, "an answer that was not expected")


def _lacks_scope(answer: Answer) -> bool:
    """RFC 6750 section 3.1: `insufficient_scope`, in a header or, as OAuth servers also have it, in the body."""
    return "insufficient_scope" in answer.headers.get("www-authenticate", "") + answer.text()[:2_000]


def _is_limit(answer: Answer) -> bool:
    if "retry-after" in answer.headers or is_used_up(answer.headers):
        return True
    text = answer.text()[:2_000].lower()
    return any(words in text for words in ("rate limit", "abuse", "too many requests", "secondary limit"))


def is_used_up(headers: Mapping[str, str]) -> bool:
    """Whether nothing remains of the limit. A limit of 0 means that limits are switched off (GitHub Enterprise)."""
    limit, remaining = _number(headers.get("x-ratelimit-limit")), _number(headers.get("x-ratelimit-remaining"))
    return remaining is not None and remaining <= 0 and limit != 0


def wait_seconds(headers: Mapping[str, str]) -> float:
    """How long to wait: as `Retry-After` says, else until the reset, else a minute.

    A reset that has passed means that the next window has begun: a second. The forge's own clock (`Date`) is used where it is told.
    """
    now = _date(headers.get("date")) or time.time()
    asked = headers.get("retry-after")
    if asked is not None:
        seconds = _number(asked)
        if seconds is None:
            until = _date(asked)
            seconds = None if until is None else until - now
        if seconds is not None:
            return min(max(1.0, seconds), LONGEST_LIMIT_SECONDS)
    reset = _number(headers.get("x-ratelimit-reset"))
    if is_used_up(headers) and reset is not None:
        return min(max(1.0, reset - now + 1), LONGEST_LIMIT_SECONDS)
    return LIMIT_SECONDS


def same_host(one: str, other: str) -> bool:
    """Whether two addresses lead to the same server: a link elsewhere is not followed with a token."""
    return urlsplit(one)[:2] == urlsplit(other)[:2]


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _date(text: str | None) -> float | None:
    try:
        return None if text is None else parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


@contextmanager
def readable() -> Iterator[None]:
    """Turn what a reader stumbles over (a key that is missing, a text where a list belongs) into BadAnswer: the forge's, not ours."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BadAnswer(f"an answer of another shape: {type(error).__name__}") from error
