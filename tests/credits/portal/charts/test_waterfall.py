"""The waterfall's geometry: rows end where the next begin, and the last is their sum."""

from credits.pages.charts.waterfall import Bar, shares, steps


def test_gains_stand_on_each_other_and_the_sum_reaches_their_end():
    assert steps([17232, 7269, 259, 0]) == [
        Bar(look="base", x="0.00%", width="68.20%", leads_to="68.20%"),
        Bar(look="gain", x="68.20%", width="28.77%", comes_from="68.20%", leads_to="96.97%"),
        Bar(look="gain", x="96.97%", width="1.03%", comes_from="96.97%", leads_to="98.00%"),
        Bar(look="gain", x="98.00%", width="0.00%", is_tick=True, comes_from="98.00%", leads_to="98.00%"),
        Bar(look="base", x="0.00%", width="98.00%", comes_from="98.00%"),
    ]


def test_what_a_cap_cuts_goes_back():
    first, cut, total = steps([4500, -1000])

    assert (first.width, cut.look, cut.x, cut.width) == ("98.00%", "loss", "76.22%", "21.78%")
    assert total.width == "76.22%"


def test_a_piece_that_only_the_pool_pays_begins_with_it():
    pool, cap, total = steps([800, 0])

    assert (pool.look, cap.is_tick, total.width) == ("base", True, "98.00%")


def test_nothing_at_all_is_ticks():
    assert [bar.is_tick for bar in steps([0, 0])] == [True, True, True]


def test_shares_lie_side_by_side_on_a_ground_as_long_as_the_piece():
    assert shares([5420, 4130, 6194], most=15744) == [
        Bar(look="others", x="64.26%", width="33.74%", track="98.00%"),
        Bar(look="others", x="38.56%", width="25.71%", track="98.00%"),
        Bar(look="own", x="0.00%", width="38.56%", track="98.00%"),
    ]
