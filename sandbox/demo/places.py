"""Where the demo keeps things, and what its processes are told."""

import json
import os
import socket
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STATE = Path(os.environ.get("OPENCREDITS_VAR") or ROOT / "var").resolve() / "demo"
WORLD = STATE / "world"
NOW = STATE / "now"
PYTHON = sys.executable
SEED = 2026
# The university's moment at which the demo begins: shortly after the made-up campus' last work.
BEGINS_AT = datetime.fromisoformat("2026-11-25T14:05:00+08:00")
TERM = "2026-2027-1"


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses of the portal and the sandbox."""

    portal_port: int
    sandbox_port: int

    @property
    def portal(self) -> str:
        """The address that people see."""
        return f"http://127.0.0.1:{self.portal_port}"

    @property
    def sandbox(self) -> str:
        """Both forges' address."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    def settings(self) -> dict[str, str]:
        """The product's settings, by the names of its README."""
        clients = json.loads((WORLD / "sandbox.json").read_text())["clients"]
        return {
            "DEMO": "1",
            "PUBLIC_URL": self.portal,
            "OPENCREDITS_NOW": f"@{NOW}",
            "GITHUB_URL": f"{self.sandbox}/github",
            "GITHUB_API_URL": f"{self.sandbox}/api.github",
            "GITHUB_GRAPHQL_URL": f"{self.sandbox}/api.github/graphql",
            "GITHUB_CLIENT_ID": clients["github"]["client_id"],
            "GITHUB_CLIENT_SECRET": clients["github"]["client_secret"],
            "GITEE_URL": f"{self.sandbox}/gitee",
            "GITEE_API_URL": f"{self.sandbox}/gitee/api/v5",
            "GITEE_CLIENT_ID": clients["gitee"]["client_id"],
            "GITEE_CLIENT_SECRET": clients["gitee"]["client_secret"],
        }

    def environment(self) -> dict[str, str]:
        """This process' environment (DATABASE_URL, REDIS_URL) with the demo's settings."""
        # A dozen processes begin one after the other: without kept bytecode each would compile Django and the rest anew.
        return {**os.environ, **self.settings(), "PYTHONDONTWRITEBYTECODE": ""}


def found() -> Places:
    """The addresses: the portal's from PORT, the sandbox's chosen once, since linked accounts remember it."""
    kept = STATE / "sandbox-port"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(str(_free_port()))
    return Places(int(os.environ.get("PORT", "8000")), int(kept.read_text()))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def move_clock(to: datetime) -> None:
    """Set the university's clock, for all processes at once, and never back."""
    if NOW.exists() and datetime.fromisoformat(NOW.read_text()) >= to:
        return
    # Each of them may read it at this moment: the file is there and whole at any time.
    next_ = NOW.with_name("now.next")
    next_.write_text(to.isoformat())
    next_.replace(NOW)
