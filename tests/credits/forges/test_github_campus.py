"""GitHub's readers against the sandbox: what the world's file says of a student's work is what is read, item by item."""

import json
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from credits.forges import facts, github
from credits.forges.errors import RateLimited, TokenRefused, Unavailable

BEGINNING = datetime(2024, 11, 1, tzinfo=UTC)


@pytest.fixture
def busiest(campus):
    """The students with the most work at GitHub, by number, with their logins."""
    held = {number: names["github"] for number, names in campus.keys["logins"].items() if "github" in names}
    return sorted(held.items(), key=lambda one: (-len(expected(campus, one[0])), one[0]))


def client(campus, login):
    base = f"{campus.base}/api.github"
    return github.Client(api_url=base, graphql_url=f"{base}/graphql", token=campus.token("github", login))


def expected(campus, number):
    return {(item["kind"], item["external_id"]): item for item in campus.expected[number] if item["forge"] == "github"}


def read_all(asked, account, *, since=None):
    found, repositories, cursor = {}, {}, None
    while True:
        page = github.read_page(asked, account=account, since=since, known=(), cursor=cursor)
        assert page.missing == 0
        found |= {(item.kind, item.external_id): item for item in page.contributions}
        repositories |= {told.code: told for told in page.repositories}
        cursor = page.cursor
        if cursor is None:
            return found, repositories


def past_of(asked, repository):
    past, cursor = facts.History(), None
    while True:
        page = github.read_repository(asked, repository=repository, since=BEGINNING, cursor=cursor)
        past = past.with_page(page)
        cursor = page.cursor
        if cursor is None:
            return facts.History.from_json(json.loads(json.dumps(past.to_json())))


def agreed(item, told):
    """What both name, side by side: what was read, and what the world holds."""
    names = [one.name for one in fields(item) if one.name in told and one.name != "kind"]
    return {name: _plain(getattr(item, name)) for name in names}, {name: told[name] for name in names}


def _plain(value):
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, tuple) else value


def test_everything_of_the_busiest_students_is_found_as_the_world_holds_it(campus, busiest):
    pasts, kinds, compared = {}, set(), 0
    for number, login in busiest[:8]:
        asked = client(campus, login)
        account = github.read_account(asked)
        found, repositories = read_all(asked, account)
        world = expected(campus, number)
        assert found.keys() == world.keys()
        for key, item in found.items():
            if item.repository not in pasts:
                pasts[item.repository] = past_of(asked, repositories[item.repository])
            if isinstance(item, facts.PullRequest):
                item = facts.with_history(item, pasts[item.repository], own=frozenset({account.code}))  # noqa: PLW2901
                assert (item.changes is None) == (world[key]["files"] is None)
            read, held = agreed(item, world[key])
            assert read == held, item.url
            compared += len(read)
            kinds.add(item.kind)

    assert kinds == {"pull_request", "review", "issue", "release"}
    assert compared > 5_000


def test_no_fact_that_github_tells_is_null(campus, busiest):
    told_by_history = {"reverts", "reverted_at", "reverts_own"}
    asked = client(campus, busiest[0][1])

    found, _ = read_all(asked, github.read_account(asked))

    world = expected(campus, busiest[0][0])
    for key, item in found.items():
        if item.kind == "pull_request" and world[key]["authors"] and world[key]["files"]:
            unknown = {one.name for one in fields(item) if getattr(item, one.name) is None} - told_by_history
            merged = item.state == "accepted"
            assert unknown <= (set() if merged else {"merged_by", "counted_at", "closed_at", "merge_commit"}), item.url


def test_the_second_reading_brings_nothing_that_is_not_the_same(campus, busiest):
    asked = client(campus, busiest[0][1])
    account = github.read_account(asked)

    first, _ = read_all(asked, account)
    again, _ = read_all(asked, account, since=datetime(2026, 9, 1, tzinfo=UTC))

    assert 0 < len(again) < len(first)
    assert {key: first[key] for key in again} == again


def test_a_reading_that_is_taken_up_by_another_process_goes_on_where_it_was(campus, busiest):
    login = busiest[0][1]
    one, other = client(campus, login), client(campus, login)
    account = github.read_account(one)
    page = github.read_page(one, account=account, since=None, known=(), cursor=None)

    following = github.read_page(other, account=account, since=None, known=(), cursor=page.cursor)

    first = {item.external_id for item in page.contributions}
    assert first
    assert first.isdisjoint(item.external_id for item in following.contributions)


def test_a_token_withdrawn_in_the_middle_stops_the_reading(campus, busiest):
    login = busiest[-1][1]
    asked = client(campus, login)
    account = github.read_account(asked)
    page = github.read_page(asked, account=account, since=None, known=(), cursor=None)

    campus.control("revoke", forge="github", login=login)

    with pytest.raises(TokenRefused):
        github.read_page(asked, account=account, since=None, known=(), cursor=page.cursor)


def test_a_used_up_limit_says_when_to_come_back(campus, busiest):
    asked = client(campus, busiest[0][1])
    campus.control("faults", faults=[{"forge": "github", "match": "graphql", "fault": "rate_limited"}])

    with pytest.raises(RateLimited) as limited:
        github.read_account(asked)

    assert 1 <= limited.value.retry_after_seconds <= 3_700


def test_a_forge_that_is_down_is_unavailable(campus, busiest):
    asked = client(campus, busiest[0][1])
    campus.control("faults", down=["github"])

    with pytest.raises(Unavailable):
        github.read_account(asked)


def test_the_cost_is_what_github_counts(campus, busiest):
    asked = client(campus, busiest[0][1])
    account = github.read_account(asked)
    github.read_page(asked, account=account, since=None, known=(), cursor=None)

    # 1 for the account; 2,401 connections for a page of 100 pull requests, and what completes the large ones.
    assert asked.requests >= 2
    assert 25 <= asked.points <= 25 + asked.requests
