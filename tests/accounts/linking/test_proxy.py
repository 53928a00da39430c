"""The way to the forges: through FORGE_PROXY where one is set, ended in time and size, and never elsewhere; and what answers are worth."""

import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from accounts.errors import ForgeUnavailable
from accounts.linking import grant, http
from accounts.linking.http import ForgeSession
from accounts.linking.proof import read_holder
from accounts.models import LinkedAccount
from accounts.services import forge_token
from journal import clock
from tests.accounts.factories import LinkedAccountFactory
from tests.accounts.linking.conftest import LOGINS

pytestmark = pytest.mark.django_db


class Server(ThreadingHTTPServer):
    """A far end of the test's own; `seen` holds the request lines' targets and headers."""

    def __init__(self, answer):
        self.seen = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.seen.append((self.path, dict(self.headers)))
                answer(self)

            def do_POST(self):
                self.do_GET()

            def log_message(self, *args):
                """Quiet."""

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def serve():
    running = []

    def start(answer):
        server = Server(answer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def forward(handler):
    """What a campus proxy does: the address stands whole in the request line."""
    body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    headers = {
        name: value for name, value in handler.headers.items() if name not in ("Host", "Proxy-Connection", "Accept-Encoding")
    }
    with requests.Session() as session:
        session.trust_env = False
        got = session.request(handler.command, handler.path, data=body, headers=headers, timeout=10)
    handler.send_response(got.status_code)
    handler.send_header("Content-Type", got.headers["Content-Type"])
    handler.send_header("Content-Length", str(len(got.content)))
    handler.end_headers()
    handler.wfile.write(got.content)


def test_both_calls_of_linking_go_through_the_proxy(forges, student, serve, settings):
    proxy = serve(forward)
    settings.FORGE_PROXY = proxy.url

    student.link("github")

    assert LinkedAccount.objects.live().count() == 1
    assert [path for path, _ in proxy.seen] == [f"{forges.base}/github/login/oauth/access_token", f"{forges.base}/api.github/user"]


def test_the_environments_proxy_is_not_asked(forges, student, serve, monkeypatch):
    stranger = serve(forward)
    back = student.decide(student.start("github"), LOGINS["github"])
    monkeypatch.setenv("HTTP_PROXY", stranger.url)
    monkeypatch.setenv("NO_PROXY", "")

    student.client.get(back)

    assert LinkedAccount.objects.live().count() == 1
    assert stranger.seen == []


def test_a_proxy_that_is_down_is_a_forge_that_is_down(forges, settings):
    settings.FORGE_PROXY = "http://127.0.0.1:9"

    with pytest.raises(ForgeUnavailable):
        read_holder("github", "gho_x")


def test_a_token_does_not_follow_a_redirect(serve, settings):
    stranger = serve(forward)

    def elsewhere(handler):
        handler.send_response(302)
        handler.send_header("Location", f"{stranger.url}/user")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    settings.GITHUB_API_URL = serve(elsewhere).url

    with pytest.raises(ForgeUnavailable):
        read_holder("github", "gho_x")

    assert stranger.seen == []


def test_an_answer_that_drips_is_ended(serve, monkeypatch):
    monkeypatch.setattr(http, "_MOST_SECONDS", 0.5)

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b" " * 1024)
            time.sleep(0.1)

    server = serve(drip)

    began = time.monotonic()
    with pytest.raises(ForgeUnavailable, match="too long or too slow"), ForgeSession() as session:
        session.get(server.url)
    assert time.monotonic() - began < 3


def test_an_answer_that_floods_is_ended(serve):
    def flood(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(5_000):
                handler.wfile.write(b" " * 1024)
        except ConnectionError:
            pass

    server = serve(flood)

    with pytest.raises(ForgeUnavailable, match="too long or too slow"), ForgeSession() as session:
        session.get(server.url)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "<html>",
        '{"login": "a"}',
        '{"id": "7", "login": "a"}',
        '{"id": true, "login": "a"}',
        '{"id": 7, "login": null}',
    ],
)
def test_an_answer_without_number_and_login_proves_nothing(serve, settings, body):
    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body.encode())

    settings.GITEE_API_URL = serve(answer).url

    with pytest.raises(ForgeUnavailable):
        read_holder("gitee", "x")


def test_an_address_that_is_no_web_address_is_not_kept(serve, settings):
    body = b'{"id": 7, "login": "a", "html_url": "javascript:alert(1)"}'

    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    settings.GITEE_API_URL = serve(answer).url

    assert read_holder("gitee", "x").url == ""


def answering(body: str, status: int = 200):
    """The same to everybody."""

    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


def test_a_server_that_fails_refuses_no_refresh_token_whatever_it_says(serve, settings):
    settings.GITEE_URL = serve(answering('{"error": "invalid_grant"}', status=503)).url

    with pytest.raises(ForgeUnavailable):
        grant.refresh("gitee", "gtr_mine")


@pytest.mark.parametrize("token", ['""', "null", "7"])
def test_an_answer_with_an_empty_token_is_no_answer(serve, settings, token):
    settings.GITEE_URL = serve(answering(f'{{"access_token": {token}}}')).url

    with pytest.raises(ForgeUnavailable):
        grant.refresh("gitee", "gtr_mine")


def test_a_forge_that_names_no_new_refresh_token_means_the_old_one(serve, settings):
    settings.GITEE_URL = serve(answering('{"access_token": "gta_new", "expires_in": 86400}')).url
    ended = clock.machine_now() - timedelta(minutes=1)
    linked = LinkedAccountFactory(forge="gitee", refresh="gtr_mine", token_expires_at=ended)

    assert forge_token(linked.pk) == "gta_new"

    assert LinkedAccount.objects.get().tokens() == ("gta_new", "gtr_mine")
