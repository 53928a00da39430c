"""Points by repository."""

from credits.pages.charts.bars import Bar, bars, main_sources


def test_the_greatest_fills_its_line_and_the_others_follow():
    assert bars({"one": 5_000, "two": 20_000}) == (
        Bar("two", 20_000, "100.00%", "80.0%"),
        Bar("one", 5_000, "25.00%", "20.0%"),
    )


def test_after_eight_the_others_are_one():
    amounts = {f"repository-{number}": 1_000 * number for number in range(1, 11)}

    last = bars(amounts)[-1]

    assert last == Bar("", 3_000, "30.00%", "5.5%", others=2)


def test_the_others_together_may_be_the_greatest():
    amounts = {f"repository-{number:02}": 1_000 for number in range(20)}

    assert [bar.width for bar in bars(amounts)] == ["8.33%"] * 8 + ["100.00%"]


def test_nothing_has_no_bar():
    assert bars({"quiet": 0}) == ()


def test_main_sources_are_those_that_bring_more_than_half():
    assert main_sources({"one": 26_300, "two": 15_000, "three": 12_600, "four": 12_000}) == 2


def test_exactly_half_is_not_more_than_half():
    assert main_sources({"one": 10, "two": 10}) == 2


def test_without_points_there_is_no_source():
    assert main_sources({}) == 0
