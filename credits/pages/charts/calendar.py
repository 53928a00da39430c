"""Contributions by day: 53 weeks of 7 days, Monday first; level by size and shade."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from credits.pages.charts import percent

WEEKS = 53
PARTS = (17, 18, 18)  # a phone shows one of them at a time
PITCH = 20
_CELL = 18
_SIZES = (0, 36, 55, 76, 100)  # per cent of the cell, by level
_FROM = (0, 1, 20, 50, 100)  # tenths of a point at which each level begins
_ROOM_FOR_A_MONTH = 2  # weeks at the end of a part that are too few for a label


@dataclass(frozen=True, slots=True)
class Day:
    """A day with points; x, y: its cell; mark_x, mark_y, size: its mark in the middle of the cell."""

    on: date
    milli_points: int
    level: int
    x: int
    y: int
    mark_x: float
    mark_y: float
    size: float


@dataclass(frozen=True, slots=True)
class Month:
    """A label above the week in which a month begins."""

    on: date
    x: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many weeks side by side. The last week of all may end before its Sunday: `last_days` of it have come."""

    weeks: int
    width: int
    full_width: int
    last_days: int
    days: tuple[Day, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The drawing, and what its title and table say."""

    parts: tuple[Part, ...]
    days: int  # with points
    by_month: tuple[tuple[str, int, int], ...]  # month, days with points, milli-points


def level(milli_points: int) -> int:
    """0 for nothing, else 1 to 4, judged by the one-decimal figure that people read."""
    tenths = (milli_points + 50) // 100
    return max((step for step, from_ in enumerate(_FROM) if tenths >= from_), default=0) or int(milli_points > 0)


def first_day(today: date) -> date:
    """The Monday with which the calendar begins."""
    return today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))


def calendar(points: Mapping[date, int], *, today: date) -> Calendar:
    """points: milli-points by day; days outside the 53 weeks are left out."""
    begins = first_day(today)
    held = {on: milli for on, milli in sorted(points.items()) if milli > 0 and begins <= on <= today}
    parts, week = [], 0
    for weeks in PARTS:
        parts.append(_part(held, begins + timedelta(weeks=week), weeks, today))
        week += weeks
    months = sorted({f"{on:%Y-%m}" for on in held})
    return Calendar(tuple(parts), len(held), tuple(_month_row(held, month) for month in months))


def _part(held: Mapping[date, int], begins: date, weeks: int, today: date) -> Part:
    ends = begins + timedelta(weeks=weeks)
    is_last = begins <= today < ends
    last_days = today.weekday() + 1 if is_last else 7
    width = weeks * PITCH
    return Part(
        weeks=weeks,
        width=width,
        full_width=width - PITCH if last_days < len("MTWTFSS") else width,
        last_days=last_days,
        days=tuple(_day(on, milli, begins) for on, milli in held.items() if begins <= on < ends),
        months=tuple(_months(begins, weeks)),
    )


def _months(begins: date, weeks: int) -> list[Month]:
    labels = []
    for week in range(weeks - _ROOM_FOR_A_MONTH + 1):
        days = [begins + timedelta(weeks=week, days=day) for day in range(7)]
        first = next((on for on in days if on.day == 1), None)
        if first is not None:
            labels.append(Month(first, percent(week, weeks)))
    return labels


def _day(on: date, milli_points: int, begins: date) -> Day:
    passed = (on - begins).days
    x, y = passed // 7 * PITCH, passed % 7 * PITCH
    step = level(milli_points)
    size = _CELL * _SIZES[step] / 100
    inset = (_CELL - size) / 2
    return Day(on, milli_points, step, x, y, round(x + inset, 2), round(y + inset, 2), round(size, 2))


def _month_row(held: Mapping[date, int], month: str) -> tuple[str, int, int]:
    days = [milli for on, milli in held.items() if f"{on:%Y-%m}" == month]
    return month, len(days), sum(days)


def busiest(by_month: tuple[tuple[str, int, int], ...], key: Callable[[tuple[str, int, int]], int] = lambda row: row[1]) -> str:
    """The month with most days; of several, the latest; empty without any."""
    return max(by_month, key=lambda row: (key(row), row[0]), default=("", 0, 0))[0]
