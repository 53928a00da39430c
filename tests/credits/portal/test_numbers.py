"""Numbers are written one way everywhere."""

import pytest

from credits.pages import numbers


@pytest.mark.parametrize(
    ("milli", "written"), [(0, "0.0"), (49, "0.0"), (50, "0.1"), (6194, "6.2"), (15744, "15.7"), (-6194, "−6.2"), (100000, "100.0")]
)
def test_points_have_one_decimal(milli: int, written: str):
    assert numbers.points(milli) == written


def test_what_adds_up_has_its_thousandths():
    assert [numbers.exact(milli) for milli in (5420, 4130, 6194, 15744)] == ["5.420", "4.130", "6.194", "15.744"]


@pytest.mark.parametrize(("hundredths", "written"), [(0, "0.0"), (50, "0.5"), (125, "1.25"), (200, "2.0")])
def test_credits_are_exact(hundredths: int, written: str):
    assert numbers.credit(hundredths) == written


@pytest.mark.parametrize(("permille", "written"), [(0, "0"), (300, "0.3"), (1000, "1.0"), (1250, "1.25")])
def test_factors_have_a_decimal(permille: int, written: str):
    assert numbers.factor(permille) == written


@pytest.mark.parametrize(("milli", "written"), [(7269, "+7.3"), (0, "0.0"), (-1000, "−1.0")])
def test_steps_carry_their_sign(milli: int, written: str):
    assert numbers.gain(milli) == written


def test_shares_are_per_cent():
    assert [numbers.share(lines, 61_000) for lines in (21_000, 16_000, 24_000)] == ["34.4%", "26.2%", "39.3%"]
    assert numbers.share(0, 0) == "0.0%"
