"""A session towards a forge that ends: in time, in size, at the address it was sent to."""

import time
from typing import Any

import requests
from django.conf import settings

from accounts.errors import ForgeUnavailable

_MOST_SECONDS = 25.0
_MOST_BYTES = 1_000_000


class ForgeSession(requests.Session):
    """Honours `FORGE_PROXY` and nothing of the environment; follows no redirect, or a secret would go with it."""

    def __init__(self) -> None:
        super().__init__()
        # With trust_env a ~/.netrc would replace our Authorization header, and HTTP_PROXY would win over FORGE_PROXY.
        self.trust_env = False
        self.headers["User-Agent"] = "OpenCredits"
        if settings.FORGE_PROXY:
            self.proxies = {"http": settings.FORGE_PROXY, "https": settings.FORGE_PROXY}

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """As requests does it, read to its end. Raises ForgeUnavailable for silence, a cut, a drip or a flood."""
        kwargs |= {"timeout": (5, settings.SOCIALACCOUNT_REQUESTS_TIMEOUT), "allow_redirects": False, "stream": True}
        end = time.monotonic() + _MOST_SECONDS
        try:
            response = super().request(method, url, *args, **kwargs)
            # What `response.content` would set, but with limits.
            response._content = _read(response, end)  # noqa: SLF001
        except requests.RequestException as error:
            raise ForgeUnavailable(type(error).__name__) from error
        return response


def _read(response: requests.Response, end: float) -> bytes:
    body = bytearray()
    with response:
        for chunk in response.iter_content(1024):
            body += chunk
            if len(body) > _MOST_BYTES or time.monotonic() > end:
                raise ForgeUnavailable("the answer was too long or too slow")
    return bytes(body)


def json_of(response: requests.Response) -> dict[str, Any]:
    """The object in an answer. Raises ForgeUnavailable when there is none: a page of a proxy, a cut, or 5xx."""
    if response.status_code >= requests.codes.server_error:
        raise ForgeUnavailable(f"status {response.status_code}")
    try:
        data = response.json()
    except ValueError:
        raise ForgeUnavailable(f"status {response.status_code} without JSON") from None
    if not isinstance(data, dict):
        raise ForgeUnavailable(f"status {response.status_code} with JSON that is no object")
    return data
