"""The demo's processes: each with a pid file and a log under var/demo, so that the next start finds and ends them.

Each holds a lock on its pid file for as long as it lives, so that a number which became a stranger's, as after a restart of the
machine, is never taken for ours.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from sandbox.demo.places import PYTHON, ROOT, STATE, WORLD, Places

_PATIENCE_SECONDS = 60
_END_SECONDS = 15
_NAMES = ("portal", "beat", "worker", "sandbox")


class Stopped(Exception):
    """Something that the demo needs did not work; the message says where to look."""


def must_be_free(places: Places) -> None:
    """Before ours begin: else a stranger who answers at one of their addresses would be taken for ours."""
    for port in (places.portal_port, places.sandbox_port):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise Stopped(f"Port {port} is taken: end what listens there, or move the portal with PORT=8001 make demo")


def start_sandbox(places: Places) -> None:
    """Both forges."""
    command = [PYTHON, "-m", "sandbox", "serve", "--world", str(WORLD), "--port", str(places.sandbox_port)]
    process = _start("sandbox", [*command, "--log", str(STATE / "requests.jsonl")], dict(os.environ))
    _until(lambda: _answers(f"{places.sandbox}/_sandbox/stats"), "sandbox", process)


def start_product(places: Places) -> None:
    """Worker, beat, and the portal on its production server."""
    environment = places.environment()
    celery = [PYTHON, "-m", "celery", "-A", "config"]
    queues = "collect,assess,documents,notify"
    _start("worker", [*celery, "worker", "-Q", queues, "--concurrency", "4", "--loglevel", "WARNING"], environment)
    _start("beat", [*celery, "beat", "--loglevel", "WARNING"], environment)
    server = [PYTHON, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{places.portal_port}"]
    portal = _start("portal", [*server, "--workers", "2", "--threads", "4", "--timeout", "60", "--no-control-socket"], environment)
    _until(lambda: _answers(f"{places.portal}/readyz"), "portal", portal)


def stop_all() -> None:
    """End what an earlier start left running, the portal first."""
    for name in _NAMES:
        _stop(name)


def stop_broker() -> None:
    """End the embedded broker, which the first worker started."""
    _run({**os.environ, "DEMO": "1"}, "-m", "config.broker", "stop")


def run(places: Places, *arguments: str) -> str:
    """A command of the product; what it printed. Raises Stopped when it fails."""
    return _run(places.environment(), "manage.py", *arguments)


def run_module(*arguments: str) -> str:
    """A program of the product that needs neither its settings nor its database. Raises Stopped when it fails."""
    return _run(dict(os.environ), "-m", *arguments)


def score(policy: Path, facts: Path) -> list[dict[str, Any]]:
    """What `python -m credits.scoring` makes of facts: its lines. Raises Stopped when it fails."""
    return [json.loads(line) for line in run_module("credits.scoring", str(policy), str(facts)).splitlines()]


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        log = STATE / "commands.log"
        log.write_text(done.stdout + done.stderr)
        said = done.stderr.strip().splitlines()[-1:] or [""]
        raise Stopped(f"{' '.join(arguments)} failed: {said[0]} (all it said: {log})")
    return done.stdout


def _start(name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Begin it with our lock on its pid file; ours ends with this block, its own with its last child."""
    with (STATE / f"{name}.log").open("ab") as log, (STATE / f"{name}.pid").open("w") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX | fcntl.LOCK_NB)
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=[kept.fileno()],
        )
        kept.write(str(process.pid))
    return process


def _stop(name: str) -> None:
    path = STATE / f"{name}.pid"
    if not path.exists():
        return
    with path.open() as kept:
        pid = kept.read()
        # The first of them is asked, and sees to its children; what is left then is ended.
        for end, sign in ((os.kill, signal.SIGTERM), (os.killpg, signal.SIGKILL)):
            if _is_over(kept):
                break
            with suppress(ProcessLookupError):
                end(int(pid), sign)
            _wait_for_end(kept)
    path.unlink()


def _wait_for_end(kept: IO[str]) -> None:
    deadline = time.monotonic() + _END_SECONDS
    while not _is_over(kept) and time.monotonic() < deadline:
        time.sleep(0.1)


def _is_over(kept: IO[str]) -> bool:
    """Whether nobody holds the lock on this pid file any more."""
    try:
        fcntl.flock(kept, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 (our own, on loopback)
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def _until(condition: Callable[[], bool], name: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Stopped(f"The {name} does not answer: see {STATE / f'{name}.log'}")
        time.sleep(0.2)
