"""Errors told to a Sentry server, where SENTRY_DSN names one: what failed and where, nothing of whom."""

from typing import Any

from config import logs


def start(dsn: str) -> None:
    """Tell of every error from now on.

    Neither variables (tokens among them) nor bodies, cookies, addresses' queries and what went before leave the machine.
    """
    import sentry_sdk  # only where it is wanted: it costs every command a part of a second

    sentry_sdk.init(
        dsn=dsn, send_default_pii=False, include_local_variables=False, max_request_body_size="never", max_breadcrumbs=0,
        before_send=_cleaned,
    )  # fmt: skip


def _cleaned(event: Any, _: Any) -> Any:
    event.get("request", {}).pop("query_string", None)
    return _without_secrets(event)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_secrets(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(item) for item in value]
    return logs.without_secret(value) if isinstance(value, str) else value
