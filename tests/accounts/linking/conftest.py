"""The sandbox's forges in a process of their own, and a person with a browser."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from accounts.models import User
from tests.accounts.factories import StudentFactory
from tests.sandbox.conftest import Sandbox, campus, serving  # noqa: F401 (campus is a fixture)

LOGINS = {"github": "lin-zhixia", "gitee": "lin_zhixia"}
NUMBERS = {"github": "91001748", "gitee": "9101451"}
FOREIGN = {"github": "tinglan-shaou", "gitee": "tinglan_shaou"}


@pytest.fixture(scope="session")
def _forges(campus):  # noqa: F811
    with serving(campus) as sandbox:
        yield sandbox


@pytest.fixture
def forges(_forges, settings) -> Sandbox:
    """Both forges, without trouble left from the test before, and the settings that point at them."""
    _forges.control("faults")
    settings.GITHUB_URL = f"{_forges.base}/github"
    settings.GITHUB_API_URL = f"{_forges.base}/api.github"
    settings.GITEE_URL = f"{_forges.base}/gitee"
    settings.GITEE_API_URL = f"{_forges.base}/gitee/api/v5"
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    for forge, client in _forges.keys["clients"].items():
        setattr(settings, f"{forge.upper()}_CLIENT_ID", client["client_id"])
        setattr(settings, f"{forge.upper()}_CLIENT_SECRET", client["client_secret"])
    return _forges


@dataclass
class Person:
    """Somebody with a browser."""

    user: User | None
    client: Client

    def start(self, forge: str, *, query: str = "?process=connect"):
        """Press the button; the answer leads to the forge."""
        return self.client.post(f"/accounts/{forge}/login/{query}")

    def decide(self, started, login: str, decision: str = "authorize") -> str:
        """Say at the forge who one is; where it sends the person back to, without the host."""
        form = {"login": login, "decision": decision}
        answer = requests.post(started["Location"], data=form, allow_redirects=False, timeout=10)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def link(self, forge: str, login: str | None = None):
        """The whole way."""
        return self.client.get(self.decide(self.start(forge), login or LOGINS[forge]))


def said(response) -> str:
    """What the next page will tell the person."""
    return " ".join(str(message) for message in response.wsgi_request._messages)


def asked(started) -> dict[str, str]:
    """What the forge is asked for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(started["Location"]).query, keep_blank_values=True).items()}


def requests_of(sandbox: Sandbox) -> list[dict]:
    """The sandbox's log of requests at both forges."""
    lines = requests.get(f"{sandbox.base}/_sandbox/log", timeout=10).text.splitlines()
    return [line for line in map(json.loads, lines) if line["forge"]]


def signed_in(user: User) -> Person:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return Person(user, client)


@pytest.fixture
def student(db) -> Person:
    """A student who agreed."""
    return signed_in(StudentFactory(consenting=True).user)


@pytest.fixture
def visitor(db) -> Person:
    return Person(None, Client())
