"""What every test may ask for, and the rule that in CI nothing is skipped in silence."""

import os
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


_skips: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        _skips.append(report.longrepr[2].removeprefix("Skipped: "))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a skip fails the run, unless tests/skips.txt gives its reason word for word."""
    if os.environ.get("CI") != "true" or hasattr(session.config, "workerinput"):
        return
    allowed = set((ROOT / "tests" / "skips.txt").read_text().splitlines())
    silent = sorted(set(_skips) - allowed)
    if silent:
        print("\nSkipped without a reason in tests/skips.txt:", *silent, sep="\n  ")  # noqa: T201
        session.exitstatus = 1
