"""What a log line never shows."""

import pytest

from config.logs import without_secrets


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bad Request: /password/8Jx_Qk3mT0vB-lw2rYpX9ZsA6nC1dEfGhIjKuOqLtMs/", "Bad Request: /password/…/"),
        ("GET /accounts/gitee/login/callback/?code=4f9c&state=Xy7", "GET /accounts/gitee/login/callback/?code=…&state=…"),
        ("POST /password/reset/", "POST /password/reset/"),
    ],
)
def test_secrets_of_addresses_are_on_no_line(written, shown):
    assert without_secrets(None, "warning", {"event": written, "status": 400}) == {"event": shown, "status": 400}
