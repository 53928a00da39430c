"""The product as people meet it: pages in a real Chromium, forges over real HTTP, work done by the workers' own functions."""

import os
import shutil
from pathlib import Path

import pytest
from celery import current_app
from playwright.sync_api import Browser, sync_playwright

from accounts.models import Student
from credits.contributions.services import request_collection
from credits.policies.models import Term
from journal import outbox
from journal.models import Work
from tests.factories import LinkedAccountFactory, StudentFactory, TermFactory, moment, policy_in_force
from tests.sandbox.conftest import Sandbox, campus, serving  # noqa: F401 (campus is a fixture)
from tests.walk.visit import Visit

# Playwright's loop runs in this thread, and Django would take it for one of ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
STORY = "2024010001"  # of the made-up campus: at both forges, with work of every kind
NOW = "2026-11-25T14:05:00+08:00"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Browser:
    if CHROMIUM is None:
        pytest.skip("needs a browser: apt-get install chromium fonts-noto-cjk libatomic1")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def _served(campus):  # noqa: F811
    with serving(campus) as sandbox:
        yield sandbox


@pytest.fixture
def forges(_served, settings) -> Sandbox:
    """Both forges, known to the product as it knows the real ones: by its settings."""
    _served.control("faults")
    clients = _served.keys["clients"]
    settings.GITHUB_URL = f"{_served.base}/github"
    settings.GITHUB_API_URL = f"{_served.base}/api.github"
    settings.GITHUB_GRAPHQL_URL = f"{_served.base}/api.github/graphql"
    settings.GITEE_URL = f"{_served.base}/gitee"
    settings.GITEE_API_URL = f"{_served.base}/gitee/api/v5"
    settings.GITHUB_CLIENT_ID, settings.GITHUB_CLIENT_SECRET = clients["github"]["client_id"], clients["github"]["client_secret"]
    settings.GITEE_CLIENT_ID, settings.GITEE_CLIENT_SECRET = clients["gitee"]["client_id"], clients["gitee"]["client_secret"]
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "form-action": ["'self'", _served.base]}}
    settings.OPENCREDITS_NOW = NOW
    return _served


@pytest.fixture
def portal(transactional_db, forges, live_server, settings) -> str:
    """The running portal with a policy in force for the terms of two years; its address."""
    settings.PUBLIC_URL = live_server.url
    for name, starts, ends in (
        ("2025-2026-1", "2025-09-01T00:00:00+08:00", "2026-03-01T00:00:00+08:00"),
        ("2025-2026-2", "2026-03-01T00:00:00+08:00", "2026-09-01T00:00:00+08:00"),
        ("2026-2027-1", "2026-09-01T00:00:00+08:00", "2027-03-01T00:00:00+08:00"),
    ):
        season = "秋季" if name.endswith("1") else "春季"
        title = {"zh-hans": f"{starts[:4]} {season}学期", "en": f"{'Autumn' if season == '秋季' else 'Spring'} {starts[:4]}"}
        TermFactory(name=name, starts_at=moment(starts), ends_at=moment(ends), title=title)
    for term in Term.objects.all():
        policy_in_force(term)
    return live_server.url


@pytest.fixture
def visit(chromium, portal):
    """Opens a browser of somebody's own: `visit(language=…)`."""
    opened: list[Visit] = []

    def open_one(**how) -> Visit:
        opened.append(Visit(chromium, portal, **how))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def workers():
    """Does what the workers would: `workers()` until nothing is left to do."""

    current_app.loader.import_default_modules()

    def work_off() -> None:
        while outbox.hand_out() + sum(_do(row) for row in Work.objects.free()):
            pass

    return work_off


def _do(row: Work) -> int:
    current_app.tasks[row.task](row.pk)
    return 1


@pytest.fixture
def student(portal, forges, workers) -> Student:
    """A student of the made-up campus with everything read and assessed."""
    member = next(one for one in forges.world["members"] if one["number"] == STORY)
    held = StudentFactory(number=STORY, consenting=True, user__email="student@demo.example", user__with_password=True)
    for account in member["accounts"]:
        row = LinkedAccountFactory(user=held.user, forge=account["forge"], external_id=str(account["id"]), login=account["login"])
        row.keep_tokens(access=forges.token(account["forge"], account["login"]))
        row.save()
    request_collection(student=held)
    workers()
    return held
