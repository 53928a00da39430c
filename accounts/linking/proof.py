"""Whose token it is, as the forge says."""

from dataclasses import dataclass
from typing import Any

import requests

from accounts.errors import ForgeRefused, ForgeUnavailable
from accounts.linking import endpoints
from accounts.linking.http import ForgeSession, json_of

_LONGEST_URL = 500
_LONGEST_LOGIN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A forge account; `external_id` is its identity, the login only a name that can change."""

    external_id: str
    login: str
    url: str


def read_holder(forge: str, token: str) -> Holder:
    """Who holds the token, from `/user`. Raises ForgeRefused when the forge does not take it, ForgeUnavailable when it gives no answer."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    with ForgeSession() as session:
        response = session.get(endpoints.of(forge).user_url, headers=headers)
    if response.status_code == requests.codes.unauthorized:
        raise ForgeRefused("status 401")
    if response.status_code != requests.codes.ok:
        raise ForgeUnavailable(f"status {response.status_code}")
    return _holder(json_of(response))


def _holder(answer: dict[str, Any]) -> Holder:
    """The account in an answer of `/user`; of the rest of the profile nothing is kept."""
    external_id, login, url = answer.get("id"), answer.get("login"), answer.get("html_url")
    if type(external_id) is not int or external_id <= 0 or not isinstance(login, str) or not login:
        raise ForgeUnavailable("an answer without id and login")
    # The address is shown as a link: one that is none of the web's would be a script.
    shown = url if isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= _LONGEST_URL else ""
    return Holder(external_id=str(external_id), login=login[:_LONGEST_LOGIN], url=shown)
