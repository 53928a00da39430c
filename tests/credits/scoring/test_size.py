"""Cube roots, shares and the weight of lines."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from credits.scoring import apportion, icbrt, root, size_by_class
from credits.scoring.values import Lines

from .making import policy


@pytest.mark.parametrize(
    ("n", "cube_root"),
    [(0, 0), (1, 1), (7, 1), (8, 2), (26, 2), (27, 3), (999_999_999_999_999, 99_999), (10**15, 100_000), (10**45 - 1, 10**15 - 1)],
)
def test_the_cube_root_is_exact_beside_cubes(n: int, cube_root: int):
    assert icbrt(n) == cube_root


@given(st.integers(min_value=0, max_value=10**18))
@example(10**15 - 1)
def test_the_cube_root_is_the_greatest_that_is_not_too_great(n: int):
    assert icbrt(n) ** 3 <= n < (icbrt(n) + 1) ** 3


@pytest.mark.parametrize(("milli_lines", "thousandths"), [(0, 0), (1, 100), (8_000, 2000), (64_000, 4000), (2_000_000, 12_599)])
def test_the_root_of_lines_is_in_thousandths(milli_lines: int, thousandths: int):
    assert root(milli_lines) == thousandths


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (10, {"a": 1, "b": 1, "c": 1}, {"a": 4, "b": 3, "c": 3}),
        (11, {"c": 1, "b": 1, "a": 1}, {"a": 4, "b": 4, "c": 3}),
        (10, {"a": 1, "b": 2}, {"a": 3, "b": 7}),
        (1, {"a": 1, "b": 2}, {"a": 0, "b": 1}),
        (5, {"a": 0, "b": 0}, {"a": 0, "b": 0}),
        (5, {"a": 0, "b": 3}, {"a": 0, "b": 5}),
        (0, {"a": 2, "b": 3}, {"a": 0, "b": 0}),
        (7, {}, {}),
        (1, {"Z": 1, "a": 1, "é": 1}, {"Z": 1, "a": 0, "é": 0}),
    ],
)
def test_what_is_left_goes_to_the_largest_remainders_and_then_by_id(amount: int, weights: dict, shares: dict):
    assert apportion(amount, weights) == shares


def test_each_class_weighs_by_its_factor_and_rounds_down_by_itself():
    sizes = size_by_class(
        policy(("deleted_permille: 500", "deleted_permille: 333")),
        {"other": Lines(1, 0), "test": Lines(30, 1), "source": Lines(40, 0), "data": Lines(900, 0)},
    )

    assert [tuple(size) for size in sizes] == [
        ("source", 40, 0, 1000, 40_000),
        ("test", 30, 1, 700, 21_233),
        ("data", 900, 0, 0, 0),
        ("other", 1, 0, 500, 500),
    ]
