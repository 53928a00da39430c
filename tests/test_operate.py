"""docs/operate.md: its commands lead from an empty database to a registrar who is logged in, and it names every setting."""

import csv
import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import requests
from cryptography.fernet import Fernet
from django.db import connection

from tests.conftest import ROOT

DOCUMENT = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
PUBLIC = "https://credits.example.edu"
PASSWORD = "correct-horse-battery"


def block(name: str) -> str:
    """The text of the one fenced block with this name."""
    [found] = re.findall(rf"^```{name}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture
def environment(tmp_path, broker) -> Iterator[dict[str, str]]:
    """Production's settings: neither DEBUG nor DEMO, keys given, an empty database."""
    from django.conf import settings

    keys = {"SECRET_KEY": secrets.token_urlsafe(50), "TOKEN_KEYS": Fernet.generate_key().decode()}
    keys["LEDGER_SIGNING_KEY"] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    var = {"OPENCREDITS_VAR": str(tmp_path / "var"), "REDIS_URL": settings.BROKER_URL}
    with_path = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PUBLIC_URL": PUBLIC, **keys, **var}
    if connection.vendor == "sqlite":
        yield with_path
        return
    held, name = connection.settings_dict, f"opencredits_operate_{os.getpid()}"
    server = f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        yield {**with_path, "DATABASE_URL": f"{server}/{name}"}
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def installed(environment, tmp_path) -> dict[str, str]:
    """What each documented command printed, run one after the other in a folder with the documented files."""
    (tmp_path / "roster.csv").write_text(block("csv"), encoding="utf-8")
    (tmp_path / "labels.csv").write_text(block("labels"), encoding="utf-8")
    for name in ("rules.yaml", "policy.yaml"):
        shutil.copy(ROOT / "credits" / "policies" / "files" / name, tmp_path / name)
    said = {}
    for line in block("console").splitlines():
        python, script, *arguments = shlex.split(line)
        assert (python, script) == ("python", "manage.py")
        done = subprocess.run(
            [sys.executable, ROOT / script, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        said[line.removeprefix("python manage.py ")] = done.stdout + done.stderr
    return said


class Browser:
    """A person's, behind a proxy that ends TLS."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> requests.Response:
        return self._ask("GET", path)

    def send(self, path: str, **form: str) -> requests.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).text)[1]
        return self._ask("POST", path, data={**form, "csrfmiddlewaretoken": token})

    def _ask(self, method: str, path: str, **more: object) -> requests.Response:
        headers = {
            "Host": PUBLIC.removeprefix("https://"),
            "Referer": f"{PUBLIC}/",
            "X-Forwarded-Proto": "https",
            # By hand: `requests` keeps Secure cookies from plain HTTP, which is the proxy's way here.
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        answer = requests.request(method, self._base + path, headers=headers, allow_redirects=False, timeout=30, **more)
        self._cookies |= answer.cookies.get_dict()
        return answer


@pytest.fixture
def browser(installed, environment, tmp_path) -> Iterator[Browser]:
    """Looks at the pages of the documented server command."""
    [command] = re.findall(r"`(gunicorn [^`]+)`", DOCUMENT)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = shlex.split(command.replace("127.0.0.1:8000", f"127.0.0.1:{port}").replace("--workers 4", "--workers 1"))
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        until_it_answers(f"http://127.0.0.1:{port}/healthz", process)
        yield Browser(port)
    finally:
        process.terminate()
        process.wait(30)


def until_it_answers(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


@pytest.mark.timeout(240)
def test_the_documented_commands_lead_to_a_registrar_who_is_logged_in(installed, browser, tmp_path):
    with (tmp_path / "links.csv").open(encoding="utf-8", newline="") as file:
        link = next(row["link"] for row in csv.DictReader(file) if row["number"] == "T002")
    assert "no issues" in installed["check --deploy"]

    path = link.removeprefix(PUBLIC)
    assert browser.send(path, password=PASSWORD, password_again=PASSWORD).status_code == 302
    assert browser.send("/login/", name="T002", password=PASSWORD).status_code == 302

    page = browser.get("/me/accounts/")
    assert (page.status_code, browser.get(path).status_code) == (200, 410)
    assert "周教务" in page.text
    # The operator's own link was not spent by inviting the others.
    assert browser.get(installed["create_operator operator@credits.example.edu"].split()[0].removeprefix(PUBLIC)).status_code == 200


def test_every_setting_is_documented():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "config" / "settings.py").read_text()))

    assert {name for name in read if f"`{name}`" not in DOCUMENT} == set()


def test_the_documented_keys_are_ones_that_the_product_takes(tmp_path):
    made = {name: shell(command) for name, command in re.findall(r"`([A-Z_]+)` \* .*?`(openssl [^`]+)`", DOCUMENT)}
    environment = {"PATH": os.environ["PATH"], "OPENCREDITS_VAR": str(tmp_path), **made}

    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert set(made) == {"SECRET_KEY", "TOKEN_KEYS", "LEDGER_SIGNING_KEY"}
    assert done.returncode == 0, done.stderr
    assert Fernet(made["TOKEN_KEYS"])


def shell(command: str) -> str:
    return subprocess.check_output(["sh", "-c", command.replace("\\|", "|")], text=True).strip()


def test_a_missing_setting_is_one_line_and_no_trace(tmp_path):
    environment = {"PATH": os.environ["PATH"], "OPENCREDITS_VAR": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, Path("manage.py"), "doctor"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr == "Set SECRET_KEY: it is required in production (DEBUG and DEMO are off).\n"
