"""The demo's processes: each with a pid file and a log under var/demo, so that the next start finds and ends them."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress

from sandbox.demo.places import PYTHON, ROOT, STATE, WORLD, Places

_PATIENCE_SECONDS = 60
_NAMES = ("portal", "beat", "worker", "sandbox")


class Stopped(Exception):
    """Something that the demo needs did not work; the message says where to look."""


def start_sandbox(places: Places) -> None:
    """Both forges."""
    command = [PYTHON, "-m", "sandbox", "serve", "--world", str(WORLD), "--port", str(places.sandbox_port)]
    _start("sandbox", [*command, "--log", str(STATE / "requests.jsonl")], dict(os.environ))
    _until(lambda: _answers(f"{places.sandbox}/_sandbox/stats"), "sandbox")


def start_product(places: Places) -> None:
    """Worker, beat, and the portal on its production server."""
    environment = places.environment()
    celery = [PYTHON, "-m", "celery", "-A", "config"]
    queues = "collect,assess,documents,notify"
    _start("worker", [*celery, "worker", "-Q", queues, "--concurrency", "4", "--loglevel", "WARNING"], environment)
    _start("beat", [*celery, "beat", "--loglevel", "WARNING"], environment)
    server = [PYTHON, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{places.portal_port}"]
    _start("portal", [*server, "--workers", "2", "--threads", "4", "--timeout", "60", "--no-control-socket"], environment)
    _until(lambda: _answers(f"{places.portal}/readyz"), "portal")


def stop_all() -> None:
    """End what an earlier start left running, the portal first."""
    for name in _NAMES:
        _stop(name)


def stop_broker(places: Places) -> None:
    """End the embedded broker, which the first worker started."""
    subprocess.run([PYTHON, "-m", "config.broker", "stop"], cwd=ROOT, env=places.environment(), check=True)


def run(places: Places, *arguments: str) -> str:
    """A command of the product; what it printed. Raises Stopped with its words when it fails."""
    done = subprocess.run(
        [PYTHON, "manage.py", *arguments], cwd=ROOT, env=places.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Stopped(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _start(name: str, command: list[str], environment: dict[str, str]) -> None:
    with (STATE / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    (STATE / f"{name}.pid").write_text(str(process.pid))


def _stop(name: str) -> None:
    kept = STATE / f"{name}.pid"
    if not kept.exists():
        return
    pid = int(kept.read_text())
    if _is_ours(pid):
        for one in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(pid, one)
            if _gone(pid):
                break
    kept.unlink()


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not _is_ours(pid):
            return True
        time.sleep(0.1)
    return False


def _is_ours(pid: int) -> bool:
    """Whether the process group that we began still lives; after a restart of the machine the number may be somebody else's."""
    try:
        os.killpg(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 (our own, on loopback)
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def _until(condition: Callable[[], bool], name: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise Stopped(f"The {name} does not answer: see {STATE / f'{name}.log'}")
        time.sleep(0.2)
