"""The product's settings as the suite runs them; everything else is as in production."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("OPENCREDITS_TESTING", "1")
# A folder for each run, so that two runs at once share neither database nor broker; its processes inherit the name.
os.environ.setdefault("OPENCREDITS_VAR", str(Path(tempfile.gettempdir()) / f"opencredits-tests-{os.getpid()}"))

from config.settings import *  # noqa: F403
from config.settings import DATABASES, VAR_DIR

if DATABASES["default"]["ENGINE"] == "config.sqlite":
    # A file, as outside tests: worker processes and browsers share it, and its locks are the real ones.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
