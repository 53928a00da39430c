"""What a repository's past says of a pull request, and facts on their way to the store and back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from credits.forges.facts import (
    History,
    Issue,
    Landing,
    Merged,
    PullRequest,
    Release,
    Repository,
    RepositoryPage,
    Revert,
    Review,
    dump,
    line,
    load,
    with_history,
)

STUDENT, MAINTAINER, OTHER = "github:1", "github:2", "github:3"
OWN = frozenset({STUDENT, "gitee:9"})
MERGED_AT = datetime(2026, 9, 10, tzinfo=UTC)
DAY = timedelta(days=1)
COMMIT, REVERT_COMMIT = "a" * 40, "b" * 40

PULL_REQUEST = PullRequest(
    forge="github", external_id="5000000001", account=STUDENT, repository="github:100", number="12", title="Read dates",
    url="https://forge.example/p/12", state="accepted", worked_at=MERGED_AT - DAY, counted_at=MERGED_AT,
    updated_at=MERGED_AT, closed_at=MERGED_AT, merged_by=MAINTAINER, approved_by=(), authors=(STUDENT,),
    changes={"source": (10, 2)}, spam=False, ai_trailers=(), head_commit="c" * 40, merge_commit=COMMIT, shape="d" * 64,
)  # fmt: skip


def merged(number, author=MAINTAINER, *, days=0, commit=None):
    return Merged(number, author, MERGED_AT + days * DAY, commit)


def history(*, merged=(), reverts=(), landings=None):
    return History(merged={item.number: item for item in merged}, reverts=tuple(reverts), landings=landings or {})


def test_a_merged_pull_request_that_names_it_takes_it_back():
    past = history(reverts=[Revert(("#15",), "#12", MERGED_AT + 3 * DAY)])

    told = with_history(PULL_REQUEST, past, own=OWN)

    assert told.reverted_at == MERGED_AT + 3 * DAY


def test_a_commit_that_names_its_merge_commit_takes_it_back_also_when_it_is_shortened():
    past = history(reverts=[Revert((f"sha:{REVERT_COMMIT}",), f"sha:{COMMIT[:8]}", MERGED_AT + DAY)])

    assert with_history(PULL_REQUEST, past, own=OWN).reverted_at == MERGED_AT + DAY


def test_the_first_of_two_reverts_counts():
    past = history(reverts=[Revert(("#16",), "#12", MERGED_AT + 5 * DAY), Revert(("#15",), "#12", MERGED_AT + 2 * DAY)])

    assert with_history(PULL_REQUEST, past, own=OWN).reverted_at == MERGED_AT + 2 * DAY


def test_a_revert_that_was_reverted_is_none():
    past = history(reverts=[Revert(("#15",), "#12", MERGED_AT + DAY), Revert(("#16",), "#15", MERGED_AT + 2 * DAY)])

    assert with_history(PULL_REQUEST, past, own=OWN).reverted_at is None


def test_a_revert_of_the_revert_of_the_revert_leaves_it_reverted():
    past = history(
        reverts=[
            Revert(("#15",), "#12", MERGED_AT + DAY),
            Revert(("#16",), "#15", MERGED_AT + 2 * DAY),
            Revert(("#17",), "#16", MERGED_AT + 3 * DAY),
        ]
    )

    assert with_history(PULL_REQUEST, past, own=OWN).reverted_at == MERGED_AT + DAY


def test_a_revert_by_pull_request_is_undone_though_its_commits_say_the_same():
    """The commit inside #15 stays on the branch when #16 takes #15 back by its merge commit."""
    past = history(
        merged=[merged("12", STUDENT, commit=COMMIT), merged("15", days=1, commit=REVERT_COMMIT)],
        reverts=[
            Revert(("#15", f"sha:{REVERT_COMMIT}"), "#12", MERGED_AT + DAY),
            Revert(("sha:" + "e" * 40,), f"sha:{COMMIT}", MERGED_AT + DAY),
            Revert(("sha:" + "f" * 40,), f"sha:{REVERT_COMMIT}", MERGED_AT + 2 * DAY),
        ],
    )

    assert with_history(PULL_REQUEST, past, own=OWN).reverted_at is None


def test_what_was_taken_back_before_it_was_opened_is_another_thing():
    past = history(reverts=[Revert(("#3",), "#12", PULL_REQUEST.worked_at - DAY)])

    assert with_history(PULL_REQUEST, past, own=OWN).reverted_at is None


def test_two_pull_requests_that_revert_each_other_in_the_same_second_come_to_an_end():
    past = history(reverts=[Revert(("#15",), "#16", MERGED_AT + DAY), Revert(("#16",), "#15", MERGED_AT + DAY)])

    told = with_history(replace(PULL_REQUEST, number="15", merge_commit=None), past, own=OWN)

    assert told.reverted_at == MERGED_AT + DAY


def test_a_thousand_reverts_of_reverts_come_to_an_end():
    reverts = [Revert((f"#{13 + at}",), f"#{12 + at}", MERGED_AT + timedelta(minutes=at + 1)) for at in range(1_000)]

    told = with_history(PULL_REQUEST, history(reverts=reverts), own=OWN)

    assert told.reverted_at is None


@pytest.mark.parametrize(("author", "own"), [(STUDENT, True), ("gitee:9", True), (OTHER, False)])
def test_whether_it_reverts_work_of_the_same_student_at_any_account(author, own):
    past = history(merged=[merged("7", author)])

    assert with_history(replace(PULL_REQUEST, reverts="#7"), past, own=OWN).reverts_own is own


def test_a_revert_by_commit_of_the_students_own_merged_work_is_found_by_that_commit():
    past = history(merged=[merged("7", STUDENT, commit="9" * 40)])

    assert with_history(replace(PULL_REQUEST, reverts="sha:" + "9" * 40), past, own=OWN).reverts_own is True


def test_what_reverts_nothing_reverts_nothing_of_ones_own():
    assert with_history(PULL_REQUEST, history(), own=OWN).reverts_own is False


REFUSED = replace(PULL_REQUEST, state="refused", counted_at=None, merged_by=None, merge_commit=None)


def test_a_closed_pull_request_whose_commits_the_project_pushed_is_accepted_when_it_was_closed():
    landing = Landing("9" * 40, STUDENT, MAINTAINER, MERGED_AT - DAY / 2)

    told = with_history(REFUSED, history(landings={"12": (landing,)}), own=OWN)

    assert (told.state, told.counted_at, told.merged_by) == ("accepted", MERGED_AT, MAINTAINER)
    assert told.merge_commit == "9" * 40


def test_a_commit_of_somebody_else_that_names_it_does_not_accept_it():
    landing = Landing("9" * 40, OTHER, MAINTAINER, MERGED_AT)

    assert with_history(REFUSED, history(landings={"12": (landing,)}), own=OWN) == replace(REFUSED, reverts_own=False)


def test_what_landed_and_was_taken_back_is_reverted():
    landing = Landing("9" * 40, STUDENT, MAINTAINER, MERGED_AT)
    revert = Revert((f"sha:{REVERT_COMMIT}",), "sha:" + "9" * 40, MERGED_AT + DAY)

    told = with_history(REFUSED, history(landings={"12": (landing,)}, reverts=[revert]), own=OWN)

    assert (told.state, told.reverted_at) == ("accepted", MERGED_AT + DAY)


def test_an_open_one_is_not_accepted_by_a_commit_that_names_it():
    open_one = replace(REFUSED, state="open", closed_at=None)
    landing = Landing("9" * 40, STUDENT, MAINTAINER, MERGED_AT)

    assert with_history(open_one, history(landings={"12": (landing,)}), own=OWN).state == "open"


REPOSITORY = Repository(forge="github", external_id="100", name="a/b", owner="github:4", private=False, created_at=MERGED_AT)


def test_a_page_read_twice_is_kept_once_and_a_history_comes_back_from_the_store_as_it_was():
    page = RepositoryPage(
        repository=REPOSITORY,
        merged=(merged("12", STUDENT, commit=COMMIT), merged("13", None)),
        reverts=(Revert(("#15",), "#12", MERGED_AT),),
        landings=(("12", Landing(COMMIT, STUDENT, None, MERGED_AT)),),
        cursor=None,
        covers_from=MERGED_AT,
    )

    once = History().with_page(page)

    assert once.with_page(page) == once
    assert History.from_json(once.to_json()) == once
    assert once.people() == {STUDENT: [1_788_998_400]}


CONTRIBUTIONS = [
    PULL_REQUEST,
    replace(PULL_REQUEST, changes=None, authors=None, approved_by=None, shape=None, spam=None, ai_trailers=None),
    Review(
        forge="github", external_id="1", account=STUDENT, repository="github:100", number="3", title="t", url="u",
        state="accepted", worked_at=MERGED_AT, counted_at=MERGED_AT, updated_at=None,
        pull_request_author=None, pull_request_closed=True, comments=2, body_characters=0,
    ),
    Issue(
        forge="gitee", external_id="2", account="gitee:9", repository="gitee:1", number="I4CE7W", title="t", url="u",
        state="open", worked_at=MERGED_AT, counted_at=None, updated_at=None, closed_by=None, completed=None,
    ),
    Release(
        forge="github", external_id="3", account=STUDENT, repository="github:100", number="v1", title="t", url="u",
        state="accepted", worked_at=MERGED_AT, counted_at=MERGED_AT, updated_at=None, draft=False, prerelease=True,
    ),
]  # fmt: skip


@pytest.mark.parametrize("contribution", CONTRIBUTIONS, ids=lambda one: one.kind)
def test_what_is_stored_comes_back_as_it_was(contribution):
    assert load(dump(contribution)) == contribution


def test_a_line_has_the_facts_of_its_kind_and_moments_in_utc():
    told = line(CONTRIBUTIONS[2], contribution_id="github:review:1:1", student="2024010001")

    assert told == {
        "type": "contribution",
        "contribution": "github:review:1:1",
        "student": "2024010001",
        "kind": "review",
        "same_work_as": None,
        "account": "github:1",
        "repository": "github:100",
        "worked_at": "2026-09-10T00:00:00Z",
        "counted_at": "2026-09-10T00:00:00Z",
        "state": "accepted",
        "title": "t",
        "url": "u",
        "pull_request_author": None,
        "pull_request_closed": True,
        "comments": 2,
        "body_characters": 0,
    }
