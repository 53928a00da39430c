"""Beat and workers as an operator starts them."""

import subprocess
import sys
import time

from tests.conftest import ROOT
from tests.test_settings import PRODUCTION


def test_beat_starts_where_nothing_is_kept_yet(tmp_path):
    """With PostgreSQL and Redis nothing else makes the folder that its schedule lies in."""
    var = tmp_path / "not" / "there"
    environment = {
        **PRODUCTION, "OPENCREDITS_VAR": str(var), "DATABASE_URL": "postgres://127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }  # fmt: skip
    beat = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile", ""],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    deadline = time.monotonic() + 60
    while beat.poll() is None and not list(var.glob("celerybeat-schedule*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    beat.kill()
    beat.wait()

    assert list(var.glob("celerybeat-schedule*"))
