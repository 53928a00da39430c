"""Does it count, and if not, why? One table a group of rules, with both sides of each edge."""

import json

import pytest

from credits.scoring import REASONS

from .making import (
    ADA,
    ADAS_OTHER,
    BO,
    BOT,
    FREE,
    NARROW,
    UNREAD,
    WIDE,
    issue,
    only,
    period,
    policy,
    pull_request,
    release,
    repository,
    review,
    scored,
    student,
)

COUNTS = None


def reason(*records: dict, under=None) -> str | None:
    found = only(scored(*records, under=under))
    assert found.state == (REASONS[found.reason] if found.reason else "counted")
    return found.reason


@pytest.mark.parametrize(
    ("account", "expected"),
    [(ADA, COUNTS), (ADAS_OTHER, COUNTS), (BO, "not_linked"), (FREE, "not_linked"), ("github:77!bot", "bot")],
)
def test_only_work_by_the_students_own_accounts_counts(account: str, expected: str | None):
    assert reason(pull_request(account=account)) == expected


def test_a_bot_stays_a_bot_in_a_students_hands():
    assert reason(student(accounts=[BOT]), pull_request(account=BOT)) == "bot"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"private": True}, "private"),
        ({"private": True, "labels": ["farm"]}, "private"),
        ({"private": None}, COUNTS),
        ({"labels": ["farm", "foundation"]}, "excluded_project"),
        ({"labels": ["not in the policy"]}, COUNTS),
        ({"excluded_from": "2025-10-06T02:00:00Z"}, "excluded_project"),
        ({"excluded_from": "2025-10-06T10:00:00+08:00"}, "excluded_project"),
        ({"excluded_from": "2025-10-06T02:00:00.000001Z"}, COUNTS),
    ],
)
def test_a_repository_may_be_private_or_excluded(facts: dict, expected: str | None):
    assert reason(repository(**facts), pull_request()) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"external_contributors": 2}, "small_project"),
        ({"external_contributors": 3}, COUNTS),
        ({"external_contributors": None}, "unknown_project"),
        ({"external_contributors": None, "labels": ["campus"]}, COUNTS),
        ({"external_contributors": 0, "labels": ["campus"]}, COUNTS),
    ],
)
def test_where_the_first_tier_is_0_a_project_needs_people_or_a_label(facts: dict, expected: str | None):
    only_reach = policy(("{from: 0, permille: 300}", "{from: 0, permille: 0}"))

    assert reason(repository(**facts), pull_request(), under=only_reach) == expected


@pytest.mark.parametrize(
    ("enrolled", "expected"),
    [
        (None, COUNTS),
        ([], "not_enrolled"),
        ([["2025-10-06T02:00:00Z", "2025-10-06T02:00:01Z"]], COUNTS),
        ([["2025-10-06T01:00:00Z", "2025-10-06T02:00:00Z"]], "not_enrolled"),
        ([["2025-10-06T02:00:01Z", "2026-10-06T02:00:00Z"]], "not_enrolled"),
        ([["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"], ["2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]], COUNTS),
    ],
)
def test_work_counts_while_its_student_is_enrolled(enrolled: list | None, expected: str | None):
    assert reason(student(enrolled=enrolled), pull_request()) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [("open", "not_accepted_yet"), ("refused", "not_accepted"), ("accepted", COUNTS)],
)
def test_only_what_was_accepted_counts(state: str, expected: str | None):
    assert reason(pull_request(state=state)) == expected


@pytest.mark.parametrize(
    ("counted_at", "expected"),
    [
        (None, "unknown_time"),
        ("2025-08-31T15:59:59.999999Z", "outside_period"),
        ("2025-08-31T16:00:00Z", COUNTS),
        ("2026-02-28T15:59:59Z", COUNTS),
        ("2026-02-28T16:00:00Z", "outside_period"),
    ],
)
def test_work_counts_in_the_period_in_which_it_was_accepted(counted_at: str | None, expected: str | None):
    assert reason(period(), pull_request(counted_at=counted_at)) == expected


@pytest.mark.parametrize(("now", "expected"), [("2025-10-21T01:59:59.999999Z", "maturing"), ("2025-10-21T02:00:00Z", COUNTS)])
def test_it_counts_14_days_of_24_hours_after_acceptance(now: str, expected: str | None):
    assert reason(period(now=now), pull_request(counted_at="2025-10-07T02:00:00Z")) == expected


def test_without_a_period_no_time_is_asked_for():
    assert reason(pull_request(counted_at=None)) is COUNTS


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"spam": True, "reverted_at": "2025-11-01T00:00:00Z"}, "spam"),
        ({"reverted_at": "2025-11-01T00:00:00Z", "reverts_own": True}, "reverted"),
        ({"reverts_own": True, "changes": {}}, "reverts_own"),
        ({"changes": {}, "authors": None}, "nothing_written"),
        ({"changes": {"lockfile": [9000, 9000]}}, "nothing_written"),
        ({"changes": None}, COUNTS),
        ({"authors": None, "merged_by": None}, "unknown_authors"),
        ({"spam": False, "reverts_own": False, "reverted_at": None}, COUNTS),
    ],
)
def test_a_pull_request_must_stand_and_bring_lines(facts: dict, expected: str | None):
    assert reason(pull_request(**facts)) == expected


INDEPENDENCE_OF_PULL_REQUESTS = [
    # who merged, who approved; in a community, where there is none, where it is not known
    (FREE, [], COUNTS, COUNTS, COUNTS),
    (FREE, None, COUNTS, COUNTS, COUNTS),
    (None, [FREE], COUNTS, COUNTS, COUNTS),
    (ADA, [BO, FREE], COUNTS, COUNTS, COUNTS),
    (BO, [], COUNTS, "not_independent", "unknown_project"),
    (ADA, [BO], COUNTS, "not_independent", "unknown_project"),
    (BO, None, COUNTS, "unknown_acceptance", "unknown_acceptance"),
    (None, [BO], COUNTS, "unknown_acceptance", "unknown_acceptance"),
    (ADA, [], "not_independent", "not_independent", "not_independent"),
    (ADAS_OTHER, [BOT], "not_independent", "not_independent", "not_independent"),
    (None, [], "unknown_acceptance", "unknown_acceptance", "unknown_acceptance"),
    (ADA, None, "unknown_acceptance", "unknown_acceptance", "unknown_acceptance"),
    (None, None, "unknown_acceptance", "unknown_acceptance", "unknown_acceptance"),
]


@pytest.mark.parametrize(("merged_by", "approved_by", "wide", "narrow", "unread"), INDEPENDENCE_OF_PULL_REQUESTS)
def test_somebody_independent_let_the_pull_request_in(merged_by, approved_by, wide, narrow, unread):
    found = {
        where: reason(pull_request(repository=where, merged_by=merged_by, approved_by=approved_by))
        for where in (WIDE, NARROW, UNREAD)
    }

    assert found == {WIDE: wide, NARROW: narrow, UNREAD: unread}


@pytest.mark.parametrize("author", [FREE, BO])
def test_a_co_author_accepts_nothing(author: str):
    assert reason(pull_request(merged_by=author, authors=[ADA, author])) == "not_independent"


def test_an_account_that_only_pretends_to_be_the_students_is_still_a_nobody():
    found = scored(student(accounts=[ADAS_OTHER]), pull_request(account=ADAS_OTHER, merged_by=ADAS_OTHER))

    assert only(found).reason == "not_independent"


MEETING = [
    # whom the student met; in a community, where there is none, where it is not known
    (FREE, COUNTS, "not_independent", "unknown_project"),
    (BO, COUNTS, "not_independent", "unknown_project"),
    (ADA, "not_independent", "not_independent", "not_independent"),
    (ADAS_OTHER, "not_independent", "not_independent", "not_independent"),
    (BOT, "not_independent", "not_independent", "not_independent"),
    (None, "unknown", "not_independent", "unknown"),
]


@pytest.mark.parametrize(("person", "wide", "narrow", "unread"), MEETING)
@pytest.mark.parametrize(
    ("make", "key", "unknown"),
    [(review, "pull_request_author", "unknown_author"), (issue, "closed_by", "unknown_closer")],
)
def test_reviews_and_issues_count_in_communities_and_with_others(make, key, unknown, person, wide, narrow, unread):  # noqa: PLR0917
    found = {where: reason(make(repository=where, **{key: person})) for where in (WIDE, NARROW, UNREAD)}

    expected = {WIDE: wide, NARROW: narrow, UNREAD: unread}
    assert found == {where: unknown if what == "unknown" else what for where, what in expected.items()}


@pytest.mark.parametrize(("where", "expected"), [(WIDE, COUNTS), (NARROW, "not_independent"), (UNREAD, "unknown_project")])
def test_a_release_counts_in_a_community(where: str, expected: str | None):
    assert reason(release(repository=where)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"external_contributors": 3}, COUNTS),
        ({"external_contributors": 2}, "not_independent"),
        ({"external_contributors": 0, "labels": ["foundation"]}, COUNTS),
        ({"external_contributors": None, "labels": ["foundation"]}, COUNTS),
        ({"external_contributors": 0, "labels": ["nearly"]}, "not_independent"),
        ({"external_contributors": None, "labels": ["nearly"]}, "unknown_project"),
    ],
)
def test_a_community_has_people_from_outside_or_a_label_of_1000(facts: dict, expected: str | None):
    assert reason(repository(**facts), release()) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"comments": 1, "body_characters": None}, COUNTS),
        ({"comments": None, "body_characters": 40}, COUNTS),
        ({"comments": 0, "body_characters": 39}, "not_substantive"),
        ({"comments": None, "body_characters": 39}, "unknown_substance"),
        ({"comments": 0, "body_characters": None}, "unknown_substance"),
        ({"comments": 9, "pull_request_closed": None}, COUNTS),
        ({"comments": 9, "pull_request_closed": False}, "not_substantive"),
        ({"comments": None, "pull_request_closed": False}, "not_substantive"),
    ],
)
def test_a_review_needs_substance_and_a_closed_pull_request(facts: dict, expected: str | None):
    assert reason(review(**facts)) == expected


@pytest.mark.parametrize(("completed", "expected"), [(True, COUNTS), (False, "not_completed"), (None, "unknown_substance")])
def test_an_issue_needs_to_be_completed(completed: bool | None, expected: str | None):
    assert reason(issue(completed=completed)) == expected


@pytest.mark.parametrize(
    ("draft", "prerelease", "expected"),
    [
        (False, False, COUNTS),
        (True, None, "not_released"),
        (None, True, "not_released"),
        (False, None, "unknown_substance"),
        (None, False, "unknown_substance"),
    ],
)
def test_a_release_is_neither_draft_nor_prerelease(draft, prerelease, expected):
    assert reason(release(draft=draft, prerelease=prerelease)) == expected


def counted(*records: dict) -> set[str]:
    return {found.contribution for found in scored(*records).contributions if found.state == "counted"}


@pytest.mark.parametrize(
    ("one", "other", "stays"),
    [
        ({"lines": 64}, {"lines": 65}, "c2"),
        ({"lines": 64, "authors": [ADA]}, {"lines": 65, "authors": [ADA, FREE], "merged_by": "github:901"}, "c1"),
        ({"lines": 10, "repository": NARROW}, {"lines": 3, "authors": [ADA]}, "c1"),
        ({"worked_at": "2025-10-06T02:00:00Z"}, {"worked_at": "2025-10-06T09:59:59+08:00"}, "c2"),
        ({}, {}, "c1"),
        ({"lines": 64}, {"lines": 900, "state": "refused"}, "c1"),
    ],
    ids=["more worth", "worth is shared by authors", "equal worth, more lines", "earlier", "smaller id", "only what counts"],
)
@pytest.mark.parametrize("direction", ["c1", "c2"])
def test_of_the_same_work_the_better_one_stays(one: dict, other: dict, stays: str, direction: str):
    pair = {"c1": pull_request("c1", **one), "c2": pull_request("c2", **other)}
    pair[direction]["same_work_as"] = "c2" if direction == "c1" else "c1"

    assert counted(*pair.values()) == {stays}


def test_the_same_work_is_joined_through_one_that_does_not_count():
    chain = [
        pull_request("c1", lines=20),
        pull_request("c2", lines=30, state="refused", same_work_as="c1"),
        pull_request("c3", lines=40, same_work_as="c2"),
    ]

    assert counted(*chain) == {"c3"}


@pytest.mark.parametrize("name", ["c1", "not-in-the-input", "bos"])
def test_names_of_itself_of_nothing_and_of_anothers_join_nothing(name: str):
    bos = pull_request("bos", student="bo", account=BO, authors=[BO], lines=900)

    assert "c1" in counted(pull_request("c1", same_work_as=name), bos)


def test_every_reason_of_the_results_schema_has_a_state(shared):
    schema = json.loads((shared / "contract" / "result.schema.json").read_text())

    assert set(schema["$defs"]["contribution"]["properties"]["reason"]["enum"]) == {*REASONS, None}
