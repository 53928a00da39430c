"""How moments and months are written: the university's time zone, no blanks inside a Chinese date (design section 8)."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext

from journal import clock

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def local_day(moment: datetime) -> date:
    """The university's day of a moment: 00:30 there is that day, not the day before."""
    return moment.astimezone(clock.campus_zone()).date()


def day(value: datetime | date) -> str:
    """11月28日, Nov 28; with the year where it is not this one."""
    on = local_day(value) if isinstance(value, datetime) else value
    is_this_year = on.year == clock.today().year
    if _is_chinese():
        return f"{on.month}月{on.day}日" if is_this_year else f"{on.year}年{on.month}月{on.day}日"
    short = f"{_MONTHS[on.month - 1][:3]} {on.day}"
    return short if is_this_year else f"{short}, {on.year}"


def moment(value: datetime) -> str:
    """11月25日 13:42, Nov 25, 13:42."""
    return f"{day(value)}{' ' if _is_chinese() else ', '}{time(value)}"


def time(value: datetime) -> str:
    """13:42."""
    return f"{value.astimezone(clock.campus_zone()):%H:%M}"


def nearby(value: datetime) -> str:
    """The time of a moment of today, with its day for others."""
    return time(value) if local_day(value) == local_day(clock.machine_now()) else moment(value)


def deadline(value: datetime) -> str:
    """11月28日 周六 17:00, Sat Nov 28, 17:00."""
    on = local_day(value)
    if _is_chinese():
        return f"{day(on)} 周{_WEEKDAYS_ZH[on.weekday()]} {time(value)}"
    return f"{_WEEKDAYS[on.weekday()]} {day(on)}, {time(value)}"


def due(value: datetime) -> str:
    """11月28日 周六 17:00，还剩 3 天: a deadline of the university's with the time that is left to it."""
    return gettext("%(deadline)s, %(left)s") % {"deadline": deadline(value), "left": left(value)}


def left(value: datetime) -> str:
    """The time from now to a deadline of the university's, in whole days, hours or minutes."""
    rest = value - clock.now()
    if rest <= timedelta(0):
        return gettext("over")
    days, hours, minutes = rest.days, rest.seconds // 3600, rest.seconds // 60
    if days:
        return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
    if hours:
        return ngettext("%(count)d hour left", "%(count)d hours left", hours) % {"count": hours}
    return ngettext("%(count)d minute left", "%(count)d minutes left", minutes) % {"count": minutes}


def zone() -> str:
    """The name of the time zone in which all of these are."""
    return gettext("Beijing time") if settings.TIME_ZONE == "Asia/Shanghai" else settings.TIME_ZONE


def month(code: str) -> str:
    """A month like 2026-10 in words: 10 月, October."""
    year, number = int(code[:4]), int(code[5:7])
    is_this_year = year == clock.today().year
    if _is_chinese():
        return f"{number} 月" if is_this_year else f"{year} 年 {number} 月"
    return _MONTHS[number - 1] if is_this_year else f"{_MONTHS[number - 1]} {year}"


def short_month(number: int) -> str:
    """1 to 12 on a chart: 10 月, Oct."""
    return f"{number} 月" if _is_chinese() else _MONTHS[number - 1][:3]


def exactly(value: datetime) -> str:
    """The full moment with its offset and in UTC, for who hovers or reads with a screen reader."""
    there = value.astimezone(clock.campus_zone())
    return gettext("%(local)s, %(utc)s UTC") % {"local": f"{there:%Y-%m-%d %H:%M:%S %z}", "utc": f"{value:%Y-%m-%d %H:%M:%S}"}


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
