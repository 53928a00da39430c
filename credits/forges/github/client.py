"""GraphQL and the little REST that GraphQL has no answer for.

REST addresses: `/repositories/{id}` (a repository by its number, when its name leads nowhere any more) and
`/repos/{owner}/{name}/pulls/{number}` with `Accept: application/vnd.github.diff`. All else is in `queries/*.graphql`.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from github import GithubException

from credits.forges.errors import BadAnswer, Missing, RateLimited, Unavailable
from credits.forges.github.requester import Exchange, requester
from credits.forges.wire import ATTEMPTS, Answer, Renew, Token, Wire, bad_answer, is_used_up, wait_seconds

# GitHub documents no list of types; these are the ones seen in its answers.
_LIMITED = frozenset({"RATE_LIMIT", "RATE_LIMITED"})
_TOO_MUCH = frozenset({"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "EXCESSIVE_PAGINATION", "TIMEOUT"})
_NOT_THERE = frozenset({"NOT_FOUND", "FORBIDDEN"})
_CURSOR = "INVALID_CURSOR_ARGUMENTS"


class TooMuch(Unavailable):
    """More than GitHub works out at once: a smaller page may do."""


class CursorExpired(BadAnswer):
    """A place in a list that GitHub does not know any more: begin again."""


@dataclass(frozen=True, slots=True)
class Told:
    """The data of an answer; gaps: whether something in it is null only because GitHub failed on it."""

    data: Mapping[str, Any]
    gaps: bool


class Client:
    """A way to ask GitHub as one person.

    api_url, graphql_url: addresses of REST and GraphQL, each as given. token, renew: as `Wire` takes them. proxy: an HTTP proxy's
    address. timeout_seconds: of each request. Counts `requests`, and `points` as GitHub's limit counts them.
    """

    def __init__(
        self,
        *,
        api_url: str,
        graphql_url: str,
        token: Token,
        renew: Renew | None = None,
        proxy: str | None = None,
        timeout_seconds: float = 20,
    ) -> None:
        self.points = 0
        self._wire = Wire(token=token, renew=renew, proxy=proxy, timeout_seconds=timeout_seconds, scheme="Bearer")
        self._graphql, self._rest = Exchange(self._wire, graphql_url), Exchange(self._wire, api_url)
        self._graphql_requester = requester(
            self._graphql, base_url=self._graphql.origin, graphql_path=urlsplit(graphql_url).path or "/"
        )
        self._rest_requester = requester(self._rest, base_url=api_url.rstrip("/"))
        self._free_at = 0.0

    @property
    def requests(self) -> int:
        """How many were sent."""
        return self._wire.requests

    def query(self, name: str, variables: Mapping[str, Any], *, attempts: int = ATTEMPTS) -> Told:
        """What `queries/NAME.graphql` gives.

        Raises RateLimited without asking while the last answer said that nothing is left, TooMuch, CursorExpired, and what the
        wire raises.
        """
        left = self._free_at - time.monotonic()
        if left > 0:
            raise RateLimited(left)
        self._graphql.attempts = attempts
        try:
            body: Any = self._graphql_requester.graphql_query(document(name), dict(variables))[1]
        except GithubException as error:
            body = error.data
        except (ValueError, TypeError, RecursionError) as error:
            raise bad_answer(self._graphql.last, "no JSON") from error
        self._note_limit(self._graphql.last)
        return self._told(body)

    def get(self, path: str, *, accept: str = "application/vnd.github+json") -> Answer:
        """An answer of REST, below `api_url`."""
        self._rest.attempts = ATTEMPTS
        self._rest_requester.requestJson("GET", path, headers={"Accept": accept})
        return self._rest.last

    def _note_limit(self, answer: Answer) -> None:
        if is_used_up(answer.headers) and "x-ratelimit-reset" in answer.headers:
            seconds = wait_seconds(answer.headers)
            # A reset that is past, or due now, is no reason to wait.
            self._free_at = time.monotonic() + seconds if seconds > 1 else 0.0

    def _told(self, body: Any) -> Told:
        answer = self._graphql.last
        data, errors = (body.get("data"), body.get("errors") or []) if isinstance(body, dict) else (None, [])
        types = {str(error.get("type") or "") for error in errors if isinstance(error, dict)}
        if types & _LIMITED:
            raise RateLimited(wait_seconds(answer.headers))
        if _CURSOR in types:
            raise CursorExpired("a cursor that is not known any more")
        if not isinstance(data, dict) or all(value is None for key, value in data.items() if key != "rateLimit"):
            raise _nothing(answer, errors, types)
        cost = data.get("rateLimit") or {}
        self.points += int(cost.get("cost") or 0)
        return Told(data, gaps=bool(types - _NOT_THERE))


def _nothing(answer: Answer, errors: list[Any], types: set[str]) -> Exception:
    if types & _TOO_MUCH:
        return TooMuch("more than GitHub works out at once")
    if types and types <= _NOT_THERE:
        return Missing("not there for this account")
    # "Something went wrong while executing your query" and the like have no type: GitHub gave up, as with 502.
    if errors and types == {""}:
        return TooMuch("GitHub gave up")
    return bad_answer(answer, f"no data ({', '.join(sorted(types)) or 'no errors either'})")


@cache
def document(name: str) -> str:
    """The text of `queries/NAME.graphql`."""
    return files(__package__).joinpath("queries", f"{name}.graphql").read_text(encoding="utf-8")
