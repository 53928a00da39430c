"""The curve is the one that scoring computes with."""

from credits.pages.charts.curve import Layer, Tick, curve, value

WHOLE = 1000 * 1_000_000  # factor 1.0, one author


def _label(milli_lines: int, milli_points: int) -> str:
    return f"{milli_lines}: {milli_points}"


def test_eight_times_the_work_is_twice_the_points():
    layers = [Layer(WHOLE, 64_000)]

    assert value(layers, 4000, 8_000) == 8_000
    assert value(layers, 4000, 64_000) == 16_000


def test_a_layer_with_a_coauthor_goes_on_where_the_first_ended():
    # SCORING.md section 6: 64 lines alone and 152 with a co-author are 16 and 4 points.
    layers = [Layer(WHOLE, 64_000), Layer(WHOLE // 2, 152_000)]

    assert value(layers, 4000, 64_000) == 16_000
    assert value(layers, 4000, 216_000) == 20_000


def test_the_months_steps_lie_on_it_with_their_words():
    drawn = curve([Layer(WHOLE, 61_000)], rate=4000, steps=[24_000, 45_000, 61_000], label=_label)

    assert [dot.label for dot in drawn.dots] == ["24000: 11536", "45000: 14224", "61000: 15744"]
    assert [dot.x for dot in drawn.dots] == ["30.00%", "56.25%", "76.25%"]
    assert [dot.is_last for dot in drawn.dots] == [False, False, True]


def test_axes_have_round_numbers_from_zero():
    drawn = curve([Layer(WHOLE, 61_000)], rate=4000, steps=[61_000], label=_label)

    assert [tick.label for tick in drawn.x_ticks] == ["0", "20", "40", "60", "80"]
    assert [tick.label for tick in drawn.y_ticks] == ["0", "5", "10", "15"]
    assert drawn.y_ticks[0] == Tick("100.00%", "0")


def test_steps_too_close_for_words_have_none():
    drawn = curve([Layer(WHOLE, 61_000)], rate=4000, steps=[24_000, 30_000, 61_000], label=_label)

    assert [bool(dot.label) for dot in drawn.dots] == [False, True, True]


def test_a_single_unit_has_a_curve_too():
    drawn = curve([Layer(WHOLE, 1_000)], rate=2000, steps=[1_000], label=_label)

    assert [tick.label for tick in drawn.x_ticks] == ["0", "1", "2"]
    assert drawn.path.startswith("M0 1000 L0 1000")
