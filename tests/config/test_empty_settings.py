"""A setting that is there but empty is as good as not there: deployments pass them so."""

import os
import subprocess
import sys


def test_empty_settings_are_the_defaults(tmp_path):
    names = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "TOKEN_KEYS", "OPENCREDITS_NOW", "FORGE_PROXY")
    script = "import config.settings as s; print(s.DATABASES['default']['ENGINE'], s.REDIS_URL == '', bool(s.SECRET_KEY))"

    said = subprocess.check_output(
        [sys.executable, "-c", script],
        env={"PATH": os.environ["PATH"], "DEMO": "1", "OPENCREDITS_VAR": str(tmp_path), **dict.fromkeys(names, "")},
        text=True,
    )

    assert said.split() == ["config.sqlite", "True", "True"]
