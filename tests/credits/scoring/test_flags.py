"""Suspicions, on both sides of their edges."""

import json

import pytest

from credits.scoring import FLAGS, MARKS

from .making import (
    ADA,
    ADAS_OTHER,
    BO,
    BOT,
    FREE,
    NARROW,
    issue,
    only,
    pull_request,
    repository,
    scored,
)


def flags(*records: dict) -> dict[str, tuple[str, ...]]:
    return {found.contribution: found.flags for found in scored(*records).contributions}


@pytest.mark.parametrize(
    ("merged_by", "approved_by", "is_raised"),
    [
        (BO, [], True),
        (BO, None, True),
        (None, [BO], True),
        (ADAS_OTHER, [BO, BOT], True),
        (BO, [FREE], False),
        (FREE, [BO], False),
        (FREE, [], False),
    ],
)
def test_approval_by_fellow_students_alone_is_flagged(merged_by, approved_by, is_raised):
    found = flags(pull_request(merged_by=merged_by, approved_by=approved_by))

    assert found == {"c1": ("peer_approval",) if is_raised else ()}


@pytest.mark.parametrize(
    ("facts", "is_raised"),
    [
        ({}, True),
        ({"counted_at": "2025-10-06T02:00:00Z"}, True),
        ({"counted_at": "2025-10-06T01:59:59Z"}, False),
        ({"counted_at": "2025-10-06T02:05:00Z"}, False),
        ({"counted_at": None}, False),
        ({"approved_by": None}, False),
        ({"approved_by": [FREE]}, False),
        ({"approved_by": [BOT]}, False),
        ({"changes": {"source": [19, 1]}}, False),
    ],
)
def test_a_merge_within_five_minutes_without_approval_is_flagged(facts: dict, is_raised: bool):
    found = flags(pull_request(**{"lines": 20, "counted_at": "2025-10-06T02:04:59.999999Z", **facts}))

    assert found == {"c1": ("quick_merge",) if is_raised else ()}


@pytest.mark.parametrize(("lines", "expected"), [(2000, ()), (2001, ("large_change",))])
def test_a_change_above_the_cap_of_lines_is_flagged(lines: int, expected: tuple):
    assert flags(pull_request(lines=lines)) == {"c1": expected}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"created_at": "2025-04-09T02:00:00.000001Z"}, ("young_project",)),
        ({"created_at": "2025-04-09T02:00:00Z"}, ()),
        ({"created_at": "2025-12-01T00:00:00Z"}, ("young_project",)),
        ({"created_at": "2025-10-01T00:00:00Z", "labels": ["campus"]}, ()),
        ({"created_at": "2025-10-01T00:00:00Z", "labels": ["unheard of"]}, ("young_project",)),
        ({"created_at": None}, ()),
    ],
)
def test_a_project_younger_than_180_days_is_flagged(facts: dict, expected: tuple):
    assert flags(repository(**facts), pull_request()) == {"c1": expected}


@pytest.mark.parametrize(
    ("trailers", "declared", "expected"),
    [
        (["Assisted-by: a model"], None, ("undeclared_ai",)),
        (["Assisted-by: a model"], False, ("undeclared_ai",)),
        (["Assisted-by: a model"], True, ()),
        ([], False, ()),
        (None, None, ()),
    ],
)
def test_traces_of_a_model_without_a_declaration_are_flagged(trailers, declared, expected):
    assert flags(pull_request(ai_trailers=trailers, ai_declared=declared)) == {"c1": expected}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"source": [100, 95]}, ("churn",)),
        ({"source": [100, 94]}, ()),
        ({"source": [100, 105]}, ("churn",)),
        ({"source": [100, 106]}, ()),
        ({"source": [99, 99]}, ()),
        ({"source": [60, 50], "docs": [40, 50]}, ("churn",)),
        ({"source": [100, 95], "lockfile": [500, 0]}, ("churn",)),
        ({"source": [10, 0], "lockfile": [500, 500]}, ()),
        (None, ()),
    ],
)
def test_moved_and_reformatted_lines_are_flagged(changes: dict | None, expected: tuple):
    assert flags(pull_request(changes=changes)) == {"c1": expected}


def test_ten_small_pull_requests_in_a_month_are_flagged_and_nothing_else_in_it():
    ten = [pull_request(f"c{number:02}", 10) for number in range(10)]
    others = [
        pull_request("larger", changes={"source": [10, 1]}),
        pull_request("next-month", 10, worked_at="2025-11-06T02:00:00Z"),
        pull_request("of-unknown-size", changes=None),
        issue("issue"),
    ]

    found = flags(*ten, *others)

    assert {id_ for id_, flagged in found.items() if flagged == ("many_small",)} == {f"c{number:02}" for number in range(10)}
    assert not any(flags(*ten[1:], *others).values())


@pytest.mark.parametrize(
    ("contributors", "merged", "is_raised"),
    [(9, 3, True), (9, 2, False), (10, 3, False), (None, 3, False)],
)
def test_one_account_that_merges_all_in_a_narrow_project_is_flagged(contributors, merged, is_raised):
    place = repository(NARROW, external_contributors=contributors)
    by_one = [pull_request(f"c{number}", repository=NARROW) for number in range(merged)]
    by_another = pull_request("other", repository=NARROW, merged_by="github:901")

    found = flags(place, *by_one, by_another)

    assert {id_ for id_, flagged in found.items() if flagged} == ({"c0", "c1", "c2"} if is_raised else set())


def test_who_wrote_it_too_is_no_circle():
    place = repository(NARROW, external_contributors=9)
    two = [pull_request(f"c{number}", repository=NARROW) for number in range(2)]
    third = pull_request("c2", repository=NARROW, authors=[ADA, FREE], approved_by=["github:901"])

    assert not any(flags(place, *two, third).values())


TITLES = ["Fix typo", "FIX  typo 2", "fix\u3000typo", " Fix typo\t", "3Fix ty4po"]


def scattered(titles: list[str | None], lines: int = 40) -> list[dict]:
    places = [f"github:{100 + number}" for number in range(len(titles))]
    work = [pull_request(f"c{number}", lines, repository=place, title=titles[number]) for number, place in enumerate(places)]
    return [*map(repository, places), *work]


@pytest.mark.parametrize(
    ("titles", "is_raised"),
    [
        (TITLES, True),
        (TITLES[:4], False),
        ([*TITLES[:4], "Fix typos"], False),
        ([None] * 5, False),
        (["2025 "] * 5, False),
        (["Straße", "STRASSE", "strasse", "straSSe", "Strasse"], True),
    ],
)
def test_one_title_in_five_repositories_is_flagged(titles: list, is_raised: bool):
    assert set(flags(*scattered(titles)).values()) == {("mass_title",) if is_raised else ()}


def test_five_with_one_title_in_four_repositories_are_not_flagged():
    again = pull_request("again", repository="github:100", title="Fix typo")

    assert not any(flags(*scattered(TITLES[:4]), again).values())


@pytest.mark.parametrize(("number", "lines", "is_raised"), [(8, 19, True), (7, 19, False), (8, 20, False)])
def test_a_little_in_each_of_eight_repositories_is_flagged(number: int, lines: int, is_raised: bool):
    assert set(flags(*scattered([None] * number, lines)).values()) == {("drive_by",) if is_raised else ()}


def test_more_work_in_a_repository_is_no_drive_by():
    eight = scattered([None] * 8, 19)
    later = pull_request("later", 1, repository="github:100", worked_at="2025-12-06T02:00:00Z")

    assert set(flags(*eight, later).values()) == {()}


def test_what_does_not_count_has_no_flags_and_marks_and_raises_none():
    refused = [pull_request(f"r{number}", 10, state="refused", ai_trailers=["a model"]) for number in range(9)]

    result = scored(*refused, pull_request(lines=10))

    assert {(found.flags, found.marks) for found in result.contributions} == {((), ())}


def test_flags_never_change_points():
    quiet = only(scored(pull_request(lines=20)))
    loud = only(scored(pull_request(lines=20, merged_by=BO, counted_at="2025-10-06T02:00:00Z", ai_trailers=["a model"])))

    assert loud.flags == ("peer_approval", "quick_merge", "undeclared_ai")
    assert loud.milli_points == quiet.milli_points


def test_flags_and_marks_are_those_of_the_results_schema(shared):
    schema = json.loads((shared / "contract" / "result.schema.json").read_text())
    keys = schema["$defs"]["contribution"]["properties"]

    assert list(FLAGS) == keys["flags"]["items"]["enum"]
    assert list(MARKS) == keys["marks"]["items"]["enum"]
