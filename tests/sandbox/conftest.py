"""A sandbox in a process of its own on a free port, with the campus of seed 2026."""

import base64
import hashlib
import json
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

ROOT = Path(__file__).parents[2]
CALLBACK = "http://127.0.0.1:8000/callback/"
_PATHS = {
    "github": ("/github/login/oauth/authorize", "/github/login/oauth/access_token"),
    "gitee": ("/gitee/oauth/authorize", "/gitee/oauth/token"),
}


@dataclass(frozen=True)
class Sandbox:
    """What a test does with it: everything over HTTP."""

    base: str
    folder: Path
    session: requests.Session

    @property
    def world(self):
        return json.loads((self.folder / "world.json").read_text(encoding="utf-8"))

    @property
    def keys(self):
        return json.loads((self.folder / "sandbox.json").read_text(encoding="utf-8"))

    def authorize(self, forge, login, *, decision="authorize", state="s1", redirect_uri=CALLBACK, **more):
        """What the person does on the forge's page; the answer is not followed."""
        query = {"client_id": self.keys["clients"][forge]["client_id"], "redirect_uri": redirect_uri, "state": state, **more}
        form = {"login": login, "decision": decision}
        return self.session.post(self.base + _PATHS[forge][0], params=query, data=form, allow_redirects=False)

    def code(self, forge, login, **more):
        answer = self.authorize(forge, login, **more)
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def exchange(self, forge, **form):
        form = {**self.keys["clients"][forge], "redirect_uri": CALLBACK, "grant_type": "authorization_code", **form}
        form.pop("redirect_uris", None)
        return self.session.post(self.base + _PATHS[forge][1], data=form, headers={"Accept": "application/json"})

    def token(self, forge, login):
        return self.exchange(forge, code=self.code(forge, login)).json()["access_token"]

    def get(self, path, token=None, **more):
        headers = {"Authorization": f"token {token}"} if token else {}
        return self.session.get(self.base + path, headers=headers | more.pop("headers", {}), allow_redirects=False, **more)

    def query(self, text, token, **variables):
        body = {"query": text, "variables": variables}
        return self.session.post(f"{self.base}/api.github/graphql", json=body, headers={"Authorization": f"bearer {token}"})

    def control(self, path, **body):
        answer = self.session.post(f"{self.base}/_sandbox/{path}", json=body)
        answer.raise_for_status()
        return answer.json()


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


@pytest.fixture(scope="session")
def campus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("campus")
    subprocess.run([sys.executable, "-m", "sandbox", "world", "--seed", "2026", "--out", str(folder)], cwd=ROOT, check=True)
    return folder


@contextmanager
def serving(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "serve",
        "--world",
        str(folder),
        "--port",
        str(port),
        "--log",
        str(folder / "log.jsonl"),
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                requests.get(f"{base}/_sandbox/stats", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield Sandbox(base, folder, requests.Session())
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def _server(campus):
    with serving(campus) as sandbox:
        yield sandbox


@pytest.fixture
def restart(campus, tmp_path):
    """Starts a sandbox of the test's own, again and again on the same folder: for what changes the world."""
    folder = tmp_path / "campus"
    shutil.copytree(campus, folder, ignore=shutil.ignore_patterns("*.jsonl"))
    return lambda: serving(folder)


@pytest.fixture
def sandbox(_server):
    """The running sandbox, without any trouble left from the test before."""
    _server.control("faults")
    return _server


@pytest.fixture
def github(sandbox):
    return sandbox.token("github", "lin-zhixia")


@pytest.fixture
def gitee(sandbox):
    return sandbox.token("gitee", "lin_zhixia")
