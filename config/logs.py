"""Logs: one line of JSON an event, with the reference number that error pages show (`request_id`)."""

import re
from typing import Any

import structlog

# Secrets that stand in addresses, and so on every line about the request: one-time links, codes on the way back from a forge.
_IN_ADDRESSES = re.compile(r"(?<=/password/)[\w-]{20,}|(?<=[?&]code=)[^&\s\"]+|(?<=[?&]state=)[^&\s\"]+")


def without_secret(text: str) -> str:
    """The text without the secrets of addresses in it."""
    return _IN_ADDRESSES.sub("…", text)


def without_secrets(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """The event without the secrets of addresses in it."""
    return {name: without_secret(value) if isinstance(value, str) else value for name, value in event.items()}


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    without_secrets,
]


def config(*, debug: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "INFO" if debug else "WARNING"},
        "loggers": {
            "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "django_structlog": {"level": "WARNING"},
        },
    }


def configure() -> None:
    """Make structlog hand its events to Django's logging."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
