"""The way to Gitee: one address below the API's base, the token in the header, lists by the page."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from credits.forges.errors import BadAnswer
from credits.forges.wire import Answer, Renew, Token, Wire, bad_answer, refuse, same_host

PER_PAGE = 100
_REDIRECTS = {301, 302, 307, 308}
_HOPS = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list. is_last: nothing comes after it. total: how many there are in all, where Gitee says so."""

    items: list[dict[str, Any]]
    is_last: bool
    total: int | None


class Client:
    """Asks Gitee as whoever the token belongs to.

    token, renew: as `Wire` takes them. `requests` counts what was sent. Gitee's own programs send the token
    as `Bearer`; it is never part of an address, which would end in logs.
    """

    points = 0  # of GitHub's GraphQL; here for the one that adds them up

    def __init__(
        self, *, api_url: str, token: Token, renew: Renew | None = None, proxy: str | None = None, timeout_seconds: float = 20
    ) -> None:
        self._api_url = api_url.rstrip("/")
        self._wire = Wire(token=token, renew=renew, proxy=proxy, timeout_seconds=timeout_seconds, scheme="Bearer")

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._wire.requests

    def one(self, path: str, **params: str | int) -> dict[str, Any]:
        """An object. Raises a ForgeError for anything else."""
        answer = self._get(path, params)
        body = answer.json()
        if not isinstance(body, dict):
            raise bad_answer(answer, "no object")
        return body

    def whole(self, path: str, **params: str | int) -> list[dict[str, Any]]:
        """A list that Gitee does not page."""
        return _objects(self._get(path, params))

    def listed(self, path: str, *, page: int, per_page: int = PER_PAGE, **params: str | int) -> Listed:
        """A page of a list, the first being 1. `total_page` decides whether it is the last: a short page need not be."""
        answer = self._get(path, {**params, "page": page, "per_page": per_page})
        items = _objects(answer)
        pages = _whole_number(answer, "total_page")
        is_last = page >= pages if pages is not None else len(items) < per_page
        return Listed(items, is_last, _whole_number(answer, "total_count"))

    def all(self, path: str, *, most_pages: int, **params: str) -> list[dict[str, Any]] | None:
        """All pages of a list; None where there are more than `most_pages`."""
        items: list[dict[str, Any]] = []
        for page in range(1, most_pages + 1):
            listed = self.listed(path, page=page, per_page=PER_PAGE, **params)
            items += listed.items
            if listed.is_last:
                return items
        return None

    def _get(self, path: str, params: dict[str, Any]) -> Answer:
        """The answer to a GET; redirects are followed on the same server only, since the token goes along."""
        url, asked = f"{self._api_url}{path}", params
        for _ in range(_HOPS):
            answer = self._wire.send("GET", url, params=asked, headers={"Accept": "application/json"})
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or location is None:
                refuse(answer)
                return answer
            following = urljoin(url, location)
            if not same_host(url, following):
                raise BadAnswer("a redirect to another server was not followed")
            # The new address carries the old one's parameters itself where it wants them.
            url, asked = following, params if "?" not in following else {}
        raise BadAnswer("redirects without an end")


def _objects(answer: Answer) -> list[dict[str, Any]]:
    body = answer.json()
    if not isinstance(body, list):
        raise bad_answer(answer, "no list")
    # A list can hold empty objects and nulls among its items.
    return [item for item in body if isinstance(item, dict) and item]


def _whole_number(answer: Answer, name: str) -> int | None:
    text = answer.headers.get(name, "").strip()
    return int(text) if text.isdecimal() else None
