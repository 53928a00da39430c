"""The far end of HTTP: a server that answers by plan, and a whole campus."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

ROOT = Path(__file__).resolve().parents[3]
CALLBACK = "http://127.0.0.1:8000/callback/"
_OAUTH = {
    "github": ("/github/login/oauth/authorize", "/github/login/oauth/access_token"),
    "gitee": ("/gitee/oauth/authorize", "/gitee/oauth/token"),
}


@dataclass
class Asked:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Planned:
    """An answer: `cut` bytes short of what its length promises, `slowly` byte by byte, after `wait` seconds."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    slowly: bool = False
    wait: float = 0


@dataclass
class Server:
    """Give answers to `plan` in the order in which they are to be sent; the last one is sent for ever."""

    base: str
    plan: list[Planned | Callable[[Asked], Planned]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def will(self, body: object = b"", *, status: int = 200, **more: object) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json", **more.pop("headers", {})}
        self.plan.append(Planned(status, raw, headers, **more))

    def answer(self, asked: Asked) -> Planned:
        self.asked.append(asked)
        planned = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        return planned(asked) if callable(planned) else planned


@pytest.fixture
def server() -> Iterator[Server]:
    with _Serving() as one:
        yield one


@pytest.fixture
def other_server() -> Iterator[Server]:
    """A second host: nothing of ours belongs there."""
    with _Serving() as one:
        one.will({})
        yield one


class _Serving:
    def __enter__(self) -> Server:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer._send(self, outer.told.answer(Asked(self.command, self.path, headers, self.rfile.read(length))))

            do_GET = do_POST = _any  # noqa: N815 (http.server's names)

            def log_message(self, *_: object) -> None:
                """Tests print what they need."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.told = Server(f"http://127.0.0.1:{self.http.server_port}")
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self.told

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, planned: Planned) -> None:
        time.sleep(planned.wait)
        handler.send_response(planned.status)
        for name, value in {"content-length": str(len(planned.body)), **planned.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        body = planned.body[: len(planned.body) - planned.cut]
        try:
            for part in [bytes([one]) for one in body] if planned.slowly else [body]:
                handler.wfile.write(part)
                handler.wfile.flush()
                if planned.slowly:
                    time.sleep(0.1)
        except OSError:
            return  # the client has gone, as it should
        if planned.cut:
            handler.close_connection = True


@dataclass
class Campus:
    """A running sandbox; everything over HTTP."""

    base: str
    folder: Path
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.world = json.loads((self.folder / "world.json").read_text(encoding="utf-8"))
        self.keys = json.loads((self.folder / "sandbox.json").read_text(encoding="utf-8"))
        self.expected = {one["number"]: one["expected"] for one in self.world["members"] if "expected" in one}

    def token(self, forge: str, login: str) -> str:
        client = {name: self.keys["clients"][forge][name] for name in ("client_id", "client_secret")}
        query = {"client_id": client["client_id"], "redirect_uri": CALLBACK, "response_type": "code", "state": "s"}
        form = {"login": login, "decision": "authorize"}
        page, exchange = _OAUTH[forge]
        sent = self.session.post(self.base + page, params=query, data=form, allow_redirects=False)
        code = parse_qs(urlsplit(sent.headers["location"]).query)["code"][0]
        form = {**client, "code": code, "redirect_uri": CALLBACK, "grant_type": "authorization_code"}
        answer = self.session.post(self.base + exchange, data=form, headers={"accept": "application/json"})
        return answer.json()["access_token"]

    def control(self, path: str, **body: object) -> object:
        answer = self.session.post(f"{self.base}/_sandbox/{path}", json=body)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="session")
def _campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    folder = tmp_path_factory.mktemp("forges") / "world"
    python = [sys.executable, "-m", "sandbox"]
    subprocess.run([*python, "world", "--seed", "2026", "--out", str(folder)], cwd=ROOT, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*python, "serve", "--world", str(folder), "--port", str(port)], cwd=ROOT)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(base)
        yield Campus(base, folder)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(base: str) -> None:
    for _ in range(300):
        try:
            requests.get(f"{base}/_sandbox/stats", timeout=1)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the sandbox did not start")


@pytest.fixture
def campus(_campus: Campus) -> Iterator[Campus]:
    """Both forges with the campus of seed 2026, without any trouble left from the test before."""
    _campus.control("faults")
    yield _campus
    _campus.control("faults")
