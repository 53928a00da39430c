"""PyGithub's requester, with its requests sent by `credits.forges.wire`.

PyGithub by itself reads bodies of any size, waits for a slow one as long as it lasts, repeats a request with the token it had at
first, sleeps in the worker until a limit ends, and derives GraphQL's address from that of REST. Here it puts requests together
and takes GraphQL's answers apart; connections of ours carry them.
"""

from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import requests
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester

from credits.forges.errors import Unavailable
from credits.forges.wire import USER_AGENT, Answer, Wire, refuse, same_host

MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 307, 308})


class Exchange:
    """What the connections of one requester share: where they lead, and the last answer, with its headers."""

    def __init__(self, wire: Wire, url: str) -> None:
        parts = urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.attempts = 1
        self.last = Answer(0, {}, b"")
        self._wire = wire

    def send(self, verb: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        """The answer, of status 2xx. Raises ForgeError for any other."""
        url = self.origin + path
        for _ in range(MOST_REDIRECTS + 1):
            self.last = self._wire.send(verb, url, headers=headers, data=body, attempts=self.attempts)
            # A renamed repository is elsewhere at the same server; anywhere else the token does not go.
            to = urljoin(url, self.last.headers.get("location", ""))
            if verb != "GET" or self.last.status not in _REDIRECTS or not same_host(url, to):
                break
            url = to
        refuse(self.last)
        if self.last.status == requests.codes.accepted:
            raise Unavailable("the answer is not ready yet")  # PyGithub would ask again without an end
        return self.last


class _Response:
    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self._answer = answer

    def getheaders(self) -> list[tuple[str, str]]:
        # PyGithub reads limits out of headers, and fails on those that are no numbers; ours are read from `Exchange.last`.
        return [("content-type", self._answer.headers.get("content-type", ""))]

    def read(self) -> str:
        return self._answer.text()


def requester(exchange: Exchange, *, base_url: str, graphql_path: str = "") -> Requester:
    """A requester whose connections lead to `exchange`, whatever host it is told."""

    class Carried(HTTPRequestsConnectionClass):
        def __init__(self, host: str, *_: Any, **__: Any) -> None:
            self.host = host

        def getresponse(self) -> Any:
            return _Response(exchange.send(self.verb, self.url, self.input, dict(self.headers)))

        def close(self) -> None:
            """Connections are kept by the wire."""

    class ThroughWire(Requester):
        @property
        def graphql_url(self) -> str:
            return graphql_path

    # On a class of its own: PyGithub keeps the connection classes on the class, for every requester made of it.
    ThroughWire.injectConnectionClasses(Carried, cast("type[HTTPSRequestsConnectionClass]", Carried))
    return ThroughWire(
        auth=None, base_url=base_url, timeout=0, user_agent=USER_AGENT, per_page=100, verify=True, retry=None, pool_size=None,
        seconds_between_requests=0, seconds_between_writes=0,
    )  # fmt: skip
