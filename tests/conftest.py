"""What every test may ask for, and the rule that in CI nothing is skipped in silence."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("OPENCREDITS_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The recorded traffic and the contract, which stand beside a developer's checkout."""
    if not SHARED.is_dir():
        pytest.skip("needs the recorded traffic and the contract beside the checkout (../shared)")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def broker() -> None:
    """A real broker for every test: REDIS_URL's, or the embedded one, adopted by each process of the run."""
    from django.conf import settings

    if not settings.REDIS_URL:
        from config.broker import ensure

        ensure(settings.STATE_DIR)


@pytest.fixture(scope="session", autouse=True)
def _the_ledger_gives_way_to_teardown() -> None:
    """After a test with real transactions all tables are emptied, which the ledger's triggers refuse: they go and come back."""
    from django.db import transaction
    from django.db.backends.base.operations import BaseDatabaseOperations

    from credits.ledger import triggers

    empty = BaseDatabaseOperations.execute_sql_flush

    @transaction.atomic
    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        triggers.drop(self.connection)
        empty(self, sql_list)
        triggers.make(self.connection)

    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush


@pytest.fixture(autouse=True)
def in_the_installations_language() -> Iterator[None]:
    """Every test begins in the installation's language: a page that an earlier one asked for leaves its own behind."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


_skips: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        _skips.append(report.longrepr[2].removeprefix("Skipped: "))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a skip fails the run, unless tests/skips.txt gives its reason word for word."""
    if hasattr(session.config, "workerinput"):
        return
    _tidy()
    if os.environ.get("CI") != "true":
        return
    allowed = set((ROOT / "tests" / "skips.txt").read_text().splitlines())
    silent = sorted(set(_skips) - allowed)
    if silent:
        print("\nSkipped without a reason in tests/skips.txt:", *silent, sep="\n  ")  # noqa: T201
        session.exitstatus = 1


def _tidy() -> None:
    """End the embedded broker of this run and remove its folder."""
    from django.conf import settings

    if not settings.REDIS_URL:
        from config.broker import stop

        stop(settings.STATE_DIR)
    if settings.VAR_DIR.name.startswith("opencredits-tests-"):
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
