#!/usr/bin/env python3
"""Commands of the product; `manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError


def _wrong_with_the_database(command: str) -> str:
    """What the doctor says of it, with the remedy; empty: it answers and is migrated, so the error is one of the code."""
    # Rooms can be imported only now that the settings stand.
    from config.doctor.findings import State
    from config.doctor.machine import database

    # The first line is whether it answers. That migrations are missing is no news to who applies them: their own error is.
    lines = list(database())[: 1 if command == "migrate" else None]
    return next((str(line) for line in lines if line.state is State.TROUBLE), "")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting that is missing or refused says by itself what to do; where the code stood helps nobody.
        sys.exit(str(error))
    except DatabaseError:
        wrong = _wrong_with_the_database(sys.argv[1])
        if not wrong:
            raise
        sys.exit(wrong)
