"""The real log handler over real requests with a live one-time link (FAULTS.md W21)."""

import io
import logging

import pytest
import structlog

from accounts.services.passwords import INVITATION_LASTS, make_links
from tests.accounts.factories import StudentFactory


@pytest.mark.django_db
def test_a_refused_password_leaves_no_live_link_in_the_log(client, monkeypatch):
    [link] = make_links([StudentFactory().user], lasts=INVITATION_LASTS)
    written = io.StringIO()
    handlers = {id(handler): handler for name in ("", "django") for handler in logging.getLogger(name).handlers}
    for handler in handlers.values():
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            monkeypatch.setattr(handler, "stream", written)

    client.post(link.url.removeprefix("http://127.0.0.1:8000"), {"password": "short", "password_again": "short"})

    assert "/password/" in written.getvalue()
    assert link.url.split("/")[-2] not in written.getvalue()
