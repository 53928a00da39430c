"""Credits so far on one bar."""

from credits.pages.charts.credit_bar import Segment, credit_bar


def test_awarded_in_process_and_estimate_follow_each_other():
    bar = credit_bar(awarded=150, in_process=50, estimate=50, marks=[(350, "Term cap"), (600, "Degree cap")], most=600)

    assert bar.segments == (
        Segment("own", "0.00%", "25.00%"),
        Segment("process", "25.00%", "8.33%"),
        Segment("estimate", "33.33%", "8.33%"),
    )


def test_what_is_nothing_has_no_segment():
    bar = credit_bar(awarded=0, in_process=0, estimate=100, marks=[], most=200)

    assert [segment.code for segment in bar.segments] == ["estimate"]


def test_the_ruler_has_a_tick_each_half_credit_and_figures_at_whole_ones():
    bar = credit_bar(awarded=0, in_process=0, estimate=0, marks=[], most=200)

    assert [(tick.x, tick.label) for tick in bar.ticks] == [
        ("0.00%", "0"), ("25.00%", ""), ("50.00%", "1"), ("75.00%", ""), ("100.00%", "2"),
    ]  # fmt: skip


def test_a_figure_under_a_mark_is_left_out():
    bar = credit_bar(awarded=0, in_process=0, estimate=50, marks=[(100, "Next step"), (200, "Term cap")], most=200)

    assert [tick.label for tick in bar.ticks] == ["0", "", "", "", "2"]


def test_marks_are_named_with_their_credit():
    bar = credit_bar(awarded=0, in_process=0, estimate=50, marks=[(100, "Next step"), (200, "Term cap")], most=200)

    assert [(mark.x, mark.label) for mark in bar.marks] == [("50.00%", "Next step 1.0"), ("100.00%", "Term cap 2.0")]


def test_names_of_marks_close_by_stand_below_each_other():
    bar = credit_bar(awarded=0, in_process=0, estimate=150, marks=[(200, "Next step"), (200, "Term cap")], most=200)

    first, second = bar.marks
    assert second.y == first.y + 18
    assert bar.height == second.y + 6


def test_more_credit_than_the_cap_makes_the_bar_longer():
    bar = credit_bar(awarded=200, in_process=0, estimate=50, marks=[(200, "Term cap")], most=200)

    assert bar.marks[0].x == "80.00%"
