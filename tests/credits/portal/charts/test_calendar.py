"""Twelve months of days, Monday first."""

from datetime import date

import pytest

from credits.pages.charts.calendar import Day, busiest, calendar, first_day, level

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("milli_points", "expected"),
    [(0, 0), (1, 1), (1949, 1), (1950, 2), (4949, 2), (4950, 3), (9949, 3), (9950, 4), (60_000, 4)],
)
def test_levels_follow_the_figure_that_people_read(milli_points: int, expected: int):
    assert level(milli_points) == expected


def test_it_begins_on_a_monday_fifty_two_weeks_before_this_week():
    assert first_day(WEDNESDAY) == date(2025, 11, 24)


def test_three_parts_make_fifty_three_weeks():
    drawn = calendar({}, today=WEDNESDAY)

    assert [part.weeks for part in drawn.parts] == [17, 18, 18]


def test_the_last_week_ends_today():
    last = calendar({}, today=WEDNESDAY).parts[-1]

    assert (last.full_width, last.width, last.last_days) == (340, 360, 3)


def test_a_sunday_fills_its_week():
    last = calendar({}, today=date(2026, 11, 29)).parts[-1]

    assert last.full_width == last.width == 360


def test_a_day_stands_in_its_week_and_weekday_with_a_mark_of_its_size():
    drawn = calendar({date(2026, 11, 24): 2_500}, today=WEDNESDAY)

    # The Tuesday of the last of 18 weeks; 55 % of a cell of 18 in its middle.
    assert drawn.parts[-1].days == (Day(date(2026, 11, 24), 2_500, 2, 340, 20, 344.05, 24.05, 9.9),)


def test_the_first_day_of_all_stands_at_the_corner():
    drawn = calendar({date(2025, 11, 24): 10_000}, today=WEDNESDAY)

    assert drawn.parts[0].days == (Day(date(2025, 11, 24), 10_000, 4, 0, 0, 0.0, 0.0, 18.0),)


def test_days_outside_and_days_without_points_are_left_out():
    points = {date(2025, 11, 23): 5_000, date(2026, 11, 26): 5_000, date(2026, 11, 2): 0}

    assert calendar(points, today=WEDNESDAY).days == 0


def test_months_are_summed_for_the_table():
    points = {date(2026, 10, 1): 1_500, date(2026, 10, 30): 2_000, date(2026, 11, 3): 700}

    assert calendar(points, today=WEDNESDAY).by_month == (("2026-10", 2, 3_500), ("2026-11", 1, 700))


def test_the_busiest_month_has_most_days_and_the_latest_wins():
    assert busiest((("2026-03", 2, 50_000), ("2026-09", 3, 100), ("2026-10", 3, 50))) == "2026-10"


def test_nothing_has_no_busiest_month():
    assert busiest(()) == ""


def test_each_month_is_named_where_it_begins():
    # The last 18 weeks begin on 27 July.
    months = calendar({}, today=WEDNESDAY).parts[-1].months

    assert [(month.on, month.x) for month in months] == [
        (date(2026, 8, 1), "0.00%"), (date(2026, 9, 1), "27.78%"), (date(2026, 10, 1), "50.00%"), (date(2026, 11, 1), "72.22%"),
    ]  # fmt: skip
