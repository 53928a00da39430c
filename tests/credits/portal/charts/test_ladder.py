"""From points to credit as a ladder, and the credit bar where labels have no room side by side."""

from credits.pages.charts.credit_bar import credit_bar
from credits.pages.charts.ladder import ladder

TIERS = [(15_000, 50), (40_000, 100), (75_000, 150), (100_000, 200)]


def test_the_ladder_is_filled_as_far_as_the_points_reach():
    drawn = ladder(TIERS, before=20_000, reached=60_000)

    # The last step is a sixth of what lies before it long: 120 points are the whole.
    assert drawn.here == "50.00%"
    assert [(block.code, block.x, block.width) for block in drawn.blocks if block.code == "own"] == [
        ("own", "0.00%", "12.50%"), ("own", "12.50%", "4.17%"),
    ]  # fmt: skip
    assert [(block.x, block.width) for block in drawn.blocks if block.code == "estimate"] == [
        ("16.67%", "16.67%"), ("33.33%", "16.67%"),
    ]  # fmt: skip


def test_each_step_says_its_credit_and_its_points():
    drawn = ladder(TIERS, before=0, reached=0)

    assert [(step.points, step.label) for step in drawn.steps] == [("15", "0.5"), ("40", "1.0"), ("75", "1.5"), ("100", "2.0")]


def test_in_a_narrow_bar_each_mark_has_a_line_of_its_own_and_none_runs_through_a_label():
    marks = [(100, "Next step"), (200, "Term cap"), (400, "Degree cap")]
    drawn = credit_bar(awarded=0, in_process=0, estimate=50, marks=marks, most=400, is_narrow=True)

    assert [mark.y for mark in drawn.marks] == [102, 84, 66]
    assert drawn.height == 108
