"""Pieces, layers, the pool, caps and credit, with the worked examples of SCORING.md."""

import pytest

from credits.scoring import ClassSize, size_by_class
from credits.scoring.credit import credit_hundredths, to_next_tier
from credits.scoring.values import Lines

from .making import (
    ADA,
    ADAS_OTHER,
    BO,
    FREE,
    NARROW,
    UNREAD,
    issue,
    only,
    points_of,
    policy,
    pull_request,
    release,
    repository,
    review,
    scored,
    student,
)


def shares(result) -> dict[str, int]:
    return {found.contribution: found.milli_points for found in result.contributions}


def test_64_lines_alone_and_152_with_a_co_author_are_two_layers_of_16_and_4_points():
    result = scored(pull_request("c1", 64), pull_request("c2", 152, authors=[ADA, FREE], merged_by="github:901"))

    [piece] = result.pieces
    assert [(layer.authors, layer.milli_lines, layer.size, layer.points) for layer in piece.layers] == [
        (1, 64_000, 16_000, 16_000),
        (2, 152_000, 8_000, 4_000),
    ]
    assert shares(result) == {"c1": 16_000, "c2": 4_000}


def test_a_cap_keeps_4500_of_october_and_3500_of_november_and_shares_are_cut_in_proportion():
    october = [issue(f"c{number:03}") for number in range(1, 28)]
    november = [issue(f"c{number:03}", worked_at="2025-11-06T02:00:00Z") for number in range(28, 55)]

    result = scored(*october, *november)

    assert [(piece.points, piece.kept, piece.capped) for piece in result.pieces] == [(4500, 4500, False), (4500, 3500, True)]
    november_shares = [shares(result)[f"c{number:03}"] for number in range(28, 55)]
    assert november_shares == [130] * 17 + [129] * 10
    assert points_of(result) == 8000


def test_40_lines_of_source_and_30_of_test_weigh_61_lines_and_earn_15_7_points():
    result = scored(pull_request(changes={"source": [40, 0], "test": [30, 0]}))

    assert only(result).milli_lines == 61_000
    assert points_of(result) == 15_744


@pytest.mark.parametrize(
    ("changes", "milli_points"),
    [
        ({"source": [8, 0], "test": [20, 0]}, 11_208),
        ({"source": [60, 0], "test": [40, 0]}, 17_788),
        ({"source": [600, 0]}, 33_736),
    ],
    ids=["a fix", "a change", "a feature"],
)
def test_a_fix_a_change_and_a_feature_earn_what_section_11_says(changes: dict, milli_points: int):
    assert points_of(scored(pull_request(changes=changes))) == milli_points


def test_eight_times_the_work_counts_double():
    assert points_of(scored(pull_request(lines=27))) * 2 == points_of(scored(pull_request(lines=216))) == 24_000


def test_a_deleted_line_is_worth_half():
    assert only(scored(pull_request(changes={"source": [0, 128]}))).milli_lines == 64_000


@pytest.mark.parametrize(("lines", "milli_lines"), [(1_999, 1_999_000), (2_000, 2_000_000), (2_001, 2_000_000)])
def test_the_cap_of_lines_holds_for_one_contribution(lines: int, milli_lines: int):
    assert only(scored(pull_request(lines=lines))).milli_lines == milli_lines


def test_the_cap_of_lines_holds_for_a_piece_layer_by_layer():
    together = [pull_request("c1", 1_500), pull_request("c2", 1_500, authors=[ADA, FREE], merged_by="github:901")]
    beyond = [pull_request("c3", 900, authors=[ADA, FREE, "github:902"], merged_by="github:901")]

    result = scored(*together, *beyond)

    [piece] = result.pieces
    assert [layer.milli_lines for layer in piece.layers] == [1_500_000, 500_000, 0]
    assert [layer.points for layer in piece.layers][2] == 0
    assert shares(result)["c3"] == 0


def test_layers_are_ordered_by_factor_and_authors_together():
    result = scored(
        repository("github:20", labels=["ai"]),
        repository("github:21", external_contributors=4),
        pull_request("c1", 20, repository="github:20", authors=[ADA, FREE], merged_by="github:901"),
        pull_request("c2", 20, repository="github:21"),
        pull_request("c3", 20),
    )

    [piece] = result.pieces
    assert [(layer.permille, layer.authors) for layer in piece.layers] == [(1000, 1), (700, 1), (1200, 2)]
    assert [layer.size for layer in piece.layers] == [10_856, 2_820, 1_980]
    assert [layer.points for layer in piece.layers] == [10_856, 1_974, 1_188]


def test_work_of_equal_weight_but_other_factor_is_a_layer_of_its_own():
    result = scored(
        repository("github:20", labels=["campus"], external_contributors=0),
        pull_request("c1", 27, authors=[ADA, FREE], merged_by="github:901"),
        pull_request("c2", 37, repository="github:20"),
    )

    [piece] = result.pieces
    assert [(layer.permille, layer.authors, layer.size, layer.points) for layer in piece.layers] == [
        (1000, 2, 12_000, 6_000),
        (500, 1, 4_000, 2_000),
    ]


@pytest.mark.parametrize(
    ("authors", "number"),
    [
        ([ADA], 1),
        ([ADA, ADAS_OTHER], 1),
        ([ADA, FREE, FREE], 2),
        ([ADA, FREE, BO, "github:7!bot"], 3),
        (["github:7!bot"], 1),
        ([f"github:{number}" for number in range(1000, 2000)], 1000),
        ([f"github:{number}" for number in range(1000, 2001)], 1000),
    ],
    ids=["alone", "with two accounts", "a stranger twice", "a bot is nobody", "bots alone", "1000", "1001"],
)
def test_authors_are_people(authors: list[str], number: int):
    assert only(scored(pull_request(authors=authors, merged_by="github:901"))).authors == number


def test_two_accounts_of_a_fellow_student_are_one_author():
    result = scored(student(student="bo", accounts=[BO, "gitee:2"]), pull_request(authors=[ADA, BO, "gitee:2"]))

    assert only(result).authors == 2


@pytest.mark.parametrize(
    ("facts", "permille", "marks"),
    [
        ({"external_contributors": 2}, 300, ("weak_project",)),
        ({"external_contributors": 3}, 700, ()),
        ({"external_contributors": 9}, 700, ()),
        ({"external_contributors": 10}, 1000, ()),
        ({"external_contributors": None}, 300, ("project_unknown", "weak_project")),
        ({"external_contributors": 0, "labels": ["campus"]}, 500, ()),
        ({"external_contributors": None, "labels": ["campus"]}, 500, ()),
        ({"external_contributors": 50, "labels": ["campus"]}, 1000, ()),
        ({"external_contributors": 50, "labels": ["campus", "ai", "unheard of"]}, 1200, ()),
    ],
)
def test_a_project_has_the_largest_factor_of_its_reach_and_labels(facts: dict, permille: int, marks: tuple):
    found = only(scored(repository(**facts), pull_request()))

    assert (found.project_permille, found.marks, found.pool) == (permille, marks, "weak_project" in marks)


@pytest.mark.parametrize(("lines", "marks"), [(5, ()), (4, ("small",))])
def test_pull_requests_of_a_repository_and_month_are_small_together(lines: int, marks: tuple):
    result = scored(
        pull_request("c1", 5),
        pull_request("c2", lines, worked_at="2025-10-31T15:59:59Z"),
        pull_request("c3", 9, worked_at="2025-10-31T16:00:00Z"),
        repository("github:20"),
        pull_request("c4", 9, repository="github:20"),
    )

    assert {found.contribution: found.marks for found in result.contributions} == {
        "c1": marks,
        "c2": marks,
        "c3": ("small",),
        "c4": ("small",),
    }


def test_a_change_of_unknown_size_weighs_a_thousandth_of_a_line():
    found = only(scored(pull_request(changes=None)))

    assert (found.milli_lines, found.marks, found.milli_points) == (1, ("size_unknown", "small"), 400)


@pytest.mark.parametrize("make", [review, issue, release])
def test_only_pull_requests_are_weak(make):
    found = only(scored(make()))

    assert (found.milli_lines, found.marks, found.pool) == (1000, (), False)


def test_the_pool_pays_the_weak_in_order_until_it_is_empty():
    months = ["2025-09", "2025-10", "2025-11"]
    weak = [pull_request(f"c{number}", 4, worked_at=f"{month}-06T02:00:00Z") for number, month in enumerate(months)]

    result = scored(*weak)

    assert [(piece.points, piece.rest, piece.from_pool, piece.capped) for piece in result.pieces] == [
        (0, 6348, 6348, False),
        (0, 6348, 1652, True),
        (0, 6348, 0, True),
    ]
    assert shares(result) == {"c0": 6348, "c1": 1652, "c2": 0}


def test_the_rest_is_what_the_weak_add_to_the_strong_and_is_shared_by_worth():
    result = scored(
        pull_request("c1", 64),
        pull_request("c2", 40, repository=NARROW),
        pull_request("c3", 80, repository=UNREAD, authors=[ADA, FREE], merged_by="github:901"),
        pull_request("c4", 32, repository=NARROW),
    )

    [piece] = result.pieces
    assert (piece.points, piece.rest, piece.from_pool) == (16_000, 1_885, 1_885)
    assert shares(result) == {"c1": 16_000, "c2": 673, "c3": 673, "c4": 539}


def test_pieces_are_in_the_order_of_student_kind_and_month():
    result = scored(
        review("c1", worked_at="2025-11-06T02:00:00Z"),
        pull_request("c2"),
        review("c3"),
        issue("c4"),
        pull_request("c5", student="bo", account=BO, authors=[BO]),
    )

    assert [piece.piece for piece in result.pieces] == [
        "ada/issue/2025-10",
        "ada/pull_request/2025-10",
        "ada/review/2025-10",
        "ada/review/2025-11",
        "bo/pull_request/2025-10",
    ]


@pytest.mark.parametrize(
    ("milli_points", "credit", "to_next"),
    [(0, 0, 15_000), (14_999, 0, 1), (15_000, 50, 25_000), (39_999, 50, 1), (40_000, 75, None), (900_000, 75, None)],
)
def test_credit_is_that_of_the_highest_tier_reached_and_capped(milli_points: int, credit: int, to_next: int | None):
    assert credit_hundredths(policy(), milli_points) == credit
    assert to_next_tier(policy(), milli_points) == to_next


def test_a_student_line_sums_up_kinds_and_states():
    result = scored(
        pull_request("c1", 64),
        pull_request("c2", 4, repository="github:20"),
        repository("github:20"),
        issue("c3"),
        issue("c4", completed=False),
        issue("c5", state="open"),
        issue("c6", closed_by=None),
    )

    [ada, bo] = result.students
    assert ada.by_kind == {"issue": 1500, "pull_request": 16_324, "release": 0, "review": 0}
    assert (ada.milli_points, ada.from_pool, ada.credit_hundredths) == (17_824, 324, 50)
    assert (ada.counted, ada.not_counted, ada.waiting, ada.incomplete) == (3, 1, 1, 1)
    assert (bo.milli_points, bo.counted, bo.credit_hundredths, bo.to_next_tier) == (0, 0, 0, 15_000)


def test_the_page_can_take_a_contributions_size_apart():
    assert size_by_class(policy(), {"test": Lines(30, 0), "source": Lines(40, 2)}) == (
        ClassSize("source", 40, 2, 1000, 41_000),
        ClassSize("test", 30, 0, 700, 21_000),
    )
