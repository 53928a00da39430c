"""What a log line never shows."""

from config.logs import without_links


def test_the_secret_of_a_one_time_link_is_on_no_line():
    line = {"event": "Bad Request: /password/8Jx_Qk3mT0vB-lw2rYpX9ZsA6nC1dEfGhIjKuOqLtMs/", "request": "POST /password/reset/", "status": 400}

    assert without_links(None, "warning", line) == {"event": "Bad Request: /password/…/", "request": "POST /password/reset/", "status": 400}
