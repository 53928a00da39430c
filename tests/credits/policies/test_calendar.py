"""Deadlines are counted in the university's days: weekends, holidays, and Saturdays that are worked."""

from datetime import date, time

import pytest

from credits.policies.calendar import deadline, is_working
from credits.policies.services import load_rules
from tests.factories import RULES, moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar():
    load_rules(name="rules.yaml", content=RULES.read_bytes())


@pytest.mark.parametrize(
    ("start", "days", "unit", "ends"),
    [
        # The week of the National Day: Thursday the 1st to Wednesday the 7th off, Saturday the 10th worked.
        ("2026-09-29T10:00:00+08:00", 1, "working_days", "2026-09-30T09:00:00+00:00"),
        ("2026-09-29T10:00:00+08:00", 3, "working_days", "2026-10-09T09:00:00+00:00"),
        ("2026-09-30T10:00:00+08:00", 3, "working_days", "2026-10-10T09:00:00+00:00"),
        ("2026-10-10T10:00:00+08:00", 1, "working_days", "2026-10-12T09:00:00+00:00"),
        ("2026-09-30T10:00:00+08:00", 3, "calendar_days", "2026-10-03T09:00:00+00:00"),
        # The day on which it begins is not counted, whatever the hour: 23:59 and the midnight after it, campus time.
        ("2026-11-16T15:59:59+00:00", 1, "working_days", "2026-11-17T09:00:00+00:00"),
        ("2026-11-16T16:00:00+00:00", 1, "working_days", "2026-11-18T09:00:00+00:00"),
        # A Friday.
        ("2026-11-20T10:00:00+08:00", 1, "working_days", "2026-11-23T09:00:00+00:00"),
    ],
)
def test_a_deadline_is_the_nth_day_after(start, days, unit, ends):
    assert deadline(moment(start), days, unit=unit, close_time=time(17)).isoformat() == ends


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 10, 17), False),
    ],
)
def test_holidays_are_off_and_make_up_saturdays_are_worked(day, works):
    assert is_working(day) is works
