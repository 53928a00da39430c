"""Two bars cut alike."""

from credits.pages.charts.split import Cut, between, cuts


def test_parts_fill_the_bar_the_readers_own_first():
    assert cuts([24_000, 21_000, 16_000]) == [
        Cut("0.00%", "39.34%", is_own=True, has_room=True),
        Cut("39.34%", "34.43%", is_own=False, has_room=True),
        Cut("73.77%", "26.23%", is_own=False, has_room=True),
    ]


def test_a_narrow_part_has_no_room_for_words():
    assert [cut.has_room for cut in cuts([86, 14])] == [True, True]
    assert [cut.has_room for cut in cuts([87, 13])] == [True, False]


def test_nothing_is_no_width():
    assert [(cut.width, cut.has_room) for cut in cuts([0, 0])] == [("0.00%", False), ("0.00%", False)]


def test_lines_of_words_stand_around_the_middle_between_the_bars():
    assert between(["one"]) == [(106, "one")]
    assert [height for height, _ in between(["one", "two", "three"])] == [91, 106, 121]
