"""Days on the university's calendar: weekends, holidays and Saturdays that are worked (WORKFLOW.md, invariant 5)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from credits.policies.models import CalendarDay
from credits.policies.rules import Unit
from journal import clock

_FRIDAY = 4


def deadline(start: datetime, days: int, *, unit: Unit, close_time: time) -> datetime:
    """`close_time` on the `days`-th day after the day of `start`, in UTC.

    unit: `working_days` counts only days that are worked, `calendar_days` every one. close_time: on the campus clock.
    """
    zone = clock.campus_zone()
    day = start.astimezone(zone).date()
    known = {row.day: row.is_working for row in CalendarDay.objects.filter(day__gt=day)} if unit == "working_days" else {}
    left = days
    while left:
        day += timedelta(days=1)
        if unit == "calendar_days" or _is_working(day, known):
            left -= 1
    return datetime.combine(day, close_time, zone).astimezone(UTC)


def is_working(day: date) -> bool:
    """Whether the university works on a day."""
    return _is_working(day, {row.day: row.is_working for row in CalendarDay.objects.filter(day=day)})


def _is_working(day: date, known: Mapping[date, bool]) -> bool:
    return known.get(day, day.weekday() <= _FRIDAY)
