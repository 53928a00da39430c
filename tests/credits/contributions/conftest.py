"""Both forges in a process of their own, and a student who linked an account there."""

import pytest

from accounts.models import LinkedAccount
from tests.factories import LinkedAccountFactory, StudentFactory
from tests.sandbox.conftest import Sandbox, campus, serving  # noqa: F401 (campus is a fixture)

HEAVY = "2026060004"  # at Gitee, some two hundred contributions
STORY = "2024010001"  # at both forges, of every kind


@pytest.fixture(scope="session")
def _forges(campus):  # noqa: F811
    with serving(campus) as sandbox:
        yield sandbox


@pytest.fixture
def forges(_forges, settings) -> Sandbox:
    """The sandbox without trouble left from the test before, and the settings that point at it."""
    _forges.control("faults")
    settings.GITHUB_URL = f"{_forges.base}/github"
    settings.GITHUB_API_URL = f"{_forges.base}/api.github"
    settings.GITHUB_GRAPHQL_URL = f"{_forges.base}/api.github/graphql"
    settings.GITEE_URL = f"{_forges.base}/gitee"
    settings.GITEE_API_URL = f"{_forges.base}/gitee/api/v5"
    settings.OPENCREDITS_NOW = "2026-11-25T14:05:00+08:00"
    return _forges


@pytest.fixture
def link(forges):
    """Gives a student of the made-up campus with their accounts linked: `link(NUMBER)`."""

    def linked(number: str) -> list[LinkedAccount]:
        member = next(one for one in forges.world["members"] if one["number"] == number)
        student = StudentFactory(number=number, consenting=True)
        rows = []
        for account in member["accounts"]:
            row = LinkedAccountFactory(
                user=student.user, forge=account["forge"], external_id=str(account["id"]), login=account["login"]
            )
            row.keep_tokens(access=forges.token(account["forge"], account["login"]))
            row.save()
            rows.append(row)
        return rows

    return linked
