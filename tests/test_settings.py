"""Settings that would be dangerous are refused at the start, with a word on what to do."""

import os
import secrets
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PRODUCTION = {
    "SECRET_KEY": "k" * 60,
    "TOKEN_KEYS": "VGhpcyBpcyAzMiBieXRlcyBsb25nIGZvciBhIHRlc3Qh",
    "LEDGER_SIGNING_KEY": "YSB0ZXN0J3Mga2V5IG9mIHRoaXJ0eS10d28gYnl0ZXM=",
    "PATH": os.environ["PATH"],
}


def start(tmp_path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env={"OPENCREDITS_VAR": str(tmp_path), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_settings_start(tmp_path):
    assert start(tmp_path, **PRODUCTION).returncode == 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "TOKEN_KEYS", "LEDGER_SIGNING_KEY"])
def test_production_without_a_key_does_not_start(tmp_path, missing):
    done = start(tmp_path, **{name: value for name, value in PRODUCTION.items() if name != missing})

    assert done.returncode != 0
    assert f"Set {missing}" in done.stderr


def test_a_signing_key_that_is_none_is_refused_and_says_how_one_is_made(tmp_path):
    done = start(tmp_path, **PRODUCTION | {"LEDGER_SIGNING_KEY": "c2hvcnQ="})

    assert done.returncode != 0
    assert "openssl rand -base64 32" in done.stderr


def test_the_demo_is_refused_beside_a_public_address(tmp_path):
    done = start(tmp_path, DEMO="1", PUBLIC_URL="https://credits.example.edu")

    assert done.returncode != 0
    assert "not loopback" in done.stderr


def test_the_university_clock_is_not_settable_without_the_demo(tmp_path):
    done = start(tmp_path, OPENCREDITS_NOW="2026-01-01T00:00:00Z", **PRODUCTION)

    assert done.returncode != 0
    assert "refused without DEMO" in done.stderr


def test_development_keeps_its_keys_between_starts(tmp_path):
    script = "import config.settings as s; print(s.SECRET_KEY, s.TOKEN_KEYS)"
    environment = {"OPENCREDITS_VAR": str(tmp_path), "DEMO": "1"}

    seen = {subprocess.check_output([sys.executable, "-c", script], env=environment) for _ in range(2)}

    assert len(seen) == 1


@pytest.mark.parametrize(("command", "role"), [("migrate", "owner"), ("check", "portal"), ("collect", "portal")])
def test_only_migrations_are_run_by_the_owner_of_the_tables(tmp_path, command, role):
    script = "import config.settings as s; print(s.DATABASES['default']['USER'])"
    urls = {"DATABASE_URL": "postgres://portal@db/credits", "DATABASE_OWNER_URL": "postgres://owner@db/credits"}

    said = subprocess.check_output(
        [sys.executable, "-c", script, command], env={"OPENCREDITS_VAR": str(tmp_path), **PRODUCTION, **urls}, text=True
    )

    assert said.strip() == role


def test_production_settings_pass_djangos_own_check(tmp_path):
    environment = {
        **PRODUCTION, "OPENCREDITS_VAR": str(tmp_path), "SECRET_KEY": secrets.token_urlsafe(50), "REDIS_URL": "redis://cache/0",
        "DATABASE_URL": "postgres://portal@db/credits", "PUBLIC_URL": "https://credits.example.edu",
    }  # fmt: skip

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, "(0 silenced)" in done.stdout) == (0, True), done.stderr
