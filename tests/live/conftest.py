"""Real workers on the test database, with a broker that nobody else uses, and the sandbox's forges."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from config import broker
from tests.conftest import ROOT
from tests.credits.contributions.conftest import _forges, campus, forges, link  # noqa: F401 (fixtures)

QUEUES = "collect,assess,documents,notify"


def until(condition: Callable[[], object], what: str, *, seconds: float = 60) -> None:
    """Wait for what must come; a machine under load gets its time, a fault does not get for ever."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)


@dataclass
class Workers:
    """A worker with two pool processes and beat, each a process group of its own, as an operator starts them."""

    environment: dict[str, str]
    folder: Path
    running: list[subprocess.Popen] = field(default_factory=list)

    def start(self) -> None:
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        self._start("worker", [*celery, "worker", "-Q", QUEUES, "--concurrency", "2", "--loglevel", "INFO"])
        self._start("beat", [*celery, "beat", "-s", str(self.folder / "schedule"), "--pidfile", ""])

    def kill(self) -> None:
        """What `kill -9` does to each process of it: nothing is said, nothing is put in order."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill_a_pool_process(self) -> None:
        """One of the two that do the work; the worker's main process lives on."""
        os.kill(self.pool()[0], signal.SIGKILL)

    def pool(self) -> list[int]:
        main = self.running[0].pid
        return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    def log(self) -> str:
        return (self.folder / "worker.log").read_text(errors="replace")

    def manage(self, *arguments: str) -> str:
        """A command as an operator types it; what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.running.append(process)

    def _end(self, how: signal.Signals) -> None:
        for process in self.running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, how)
        for process in self.running:
            process.wait(30)
        self.running.clear()


@pytest.fixture(scope="session")
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Processes of a parallel run must not take each other's messages."""
    folder = tmp_path_factory.mktemp("broker")
    yield broker.ensure(folder)
    broker.stop(folder)


@pytest.fixture
def workers(transactional_db, forges, own_broker, settings, tmp_path) -> Iterator[Workers]:  # noqa: F811
    """Not yet started. Both sides know the same database, keys, forges and day."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "OPENCREDITS_TESTING": "1",
        "OPENCREDITS_VAR": str(settings.VAR_DIR),
        "OPENCREDITS_NOW": settings.OPENCREDITS_NOW,
        "DATABASE_URL": _database_url(),
        "REDIS_URL": own_broker,
        **{
            name: getattr(settings, name)
            for name in ("GITHUB_URL", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITEE_URL", "GITEE_API_URL")
        },
    }
    made = Workers(environment, tmp_path)
    yield made
    made.kill()
    forges.control("faults")


def _database_url() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"
