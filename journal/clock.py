"""The two clocks (DESIGN.md decision 12): the university's can be set in demo and tests, the machine's never."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """The university's moment, aware, in UTC: for terms, maturity, deadlines and notices.

    `OPENCREDITS_NOW` sets it: a moment with offset, or @FILE read at each call, so that all processes move together.
    """
    setting: str = settings.OPENCREDITS_NOW
    if not setting:
        return machine_now()
    text = Path(setting[1:]).read_text().strip() if setting.startswith("@") else setting
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"OPENCREDITS_NOW has no offset: {text}")
    return moment.astimezone(UTC)


def machine_now() -> datetime:
    """The machine's moment, aware, in UTC: for leases, retries, limits, sessions, tokens and times of reading."""
    return datetime.now(UTC)


def campus_zone() -> ZoneInfo:
    """The time zone of the university's calendar."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> date:
    """The university's day."""
    return now().astimezone(campus_zone()).date()
