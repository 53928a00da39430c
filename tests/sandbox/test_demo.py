"""The demo's driver: it ends what it started and nothing else, and goes on where an earlier run was ended."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest

from accounts.models import LinkedAccount
from sandbox.demo import people
from sandbox.demo.people import FRESH, Person
from sandbox.demo.places import Places
from tests.accounts.factories import LinkedAccountFactory, StudentFactory
from tests.sandbox.conftest import ROOT
from tests.walk.conftest import STORY, _served, forges, portal  # noqa: F401 (fixtures)

LOGINS = {"github": "lin-zhixia", "gitee": "lin_zhixia"}


@pytest.fixture
def state(tmp_path, campus):
    """What the demo keeps, with the campus made already."""
    (tmp_path / "demo").mkdir()
    shutil.copytree(campus, tmp_path / "demo" / "world", ignore=shutil.ignore_patterns("*.jsonl"))
    return tmp_path / "demo"


@pytest.fixture
def drive(state):
    """Starts the driver on that state, at a portal's port that is free, with none of this run's settings."""

    def begin(*options, port=None):
        ours = ("DJANGO_SETTINGS_MODULE", "OPENCREDITS_TESTING", "DATABASE_URL", "REDIS_URL")
        settings = {name: value for name, value in os.environ.items() if name not in ours}
        settings |= {"OPENCREDITS_VAR": str(state.parent), "PORT": str(port or _free_port()), "HEADLESS": "1"}
        command = [sys.executable, "-m", "sandbox.demo", *options]
        return subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return begin


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_stranger_with_a_number_that_was_ours_is_left_alone(state, drive):
    stranger = subprocess.Popen(["sleep", "600"], start_new_session=True)
    (state / "portal.pid").write_text(str(stranger.pid))

    try:
        drive("--stop").communicate()

        assert stranger.poll() is None
        assert not (state / "portal.pid").exists()
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_what_was_started_ends_with_who_is_ended(state, drive, by):
    driver = drive()
    while not (state / "sandbox-port").exists() or not _answers(int((state / "sandbox-port").read_text() or "1")):
        assert driver.poll() is None, driver.stderr.read()
        time.sleep(0.1)

    driver.send_signal(by)
    _, said = driver.communicate()

    assert driver.returncode == 1
    assert said == "Ended by hand; the next `make demo` goes on from here.\n"
    assert not _answers(int((state / "sandbox-port").read_text()))


def test_whatever_goes_wrong_is_said_in_one_line(state, drive):
    (state / "sandbox-port").write_text("nonsense")

    driver = drive()
    _, said = driver.communicate()

    assert driver.returncode == 1
    assert said == (f"ValueError: invalid literal for int() with base 10: 'nonsense' (where: {state / 'driver.log'})\n")


def test_a_port_that_somebody_else_has_is_named(drive):
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]

        _, said = drive(port=port).communicate()

    assert said == f"Port {port} is taken: end what listens there, or move the portal with PORT=8001 make demo\n"


@pytest.mark.usefixtures("forges")
def test_who_set_a_password_and_linked_one_account_goes_on_with_the_other(portal, settings):  # noqa: F811
    student = StudentFactory(number=STORY, consenting=True, user__with_password=True)
    LinkedAccountFactory(user=student.user, forge="github", login=LOGINS["github"])
    places = Places(portal_port=urlsplit(portal).port, sandbox_port=0)
    settings.PUBLIC_URL = places.portal

    people.begin(places, [Person(STORY, link=None, logins=LOGINS, links=True)])

    assert {one.forge for one in LinkedAccount.objects.live().of(student.user)} == {"github", "gitee"}


def test_one_of_the_signins_is_left_to_whoever_tries_the_demo(state, monkeypatch):
    monkeypatch.setattr(people, "WORLD", state / "world")
    invitations = state / "invitations.csv"
    invitations.write_text("number,name,email,link,expires_at\n")

    taking_part = people.read(invitations)

    assert [one.links for one in taking_part if one.logins == people.logins_of(FRESH)] == [False]
    assert sum(one.links for one in taking_part) == 210
    assert len(taking_part) == 219  # with student2, who does not, and eight of the staff
