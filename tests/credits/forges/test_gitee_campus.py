"""Gitee's readers against the sandbox: what the world's file says of a student's work is what is read, item by item."""

import json
from datetime import UTC, datetime

import pytest

from credits.forges import facts, gitee, github
from credits.forges.errors import RateLimited, TokenRefused

BEGINNING = datetime(2024, 11, 1, tzinfo=UTC)
# Told by the forge itself, or by it and the repository's past together.
COMPARED = {
    "pull_request": ("merged_by", "authors", "reverted_at", "reverts_own", "spam"),
    "review": ("pull_request_author", "pull_request_closed", "comments", "body_characters"),
    "issue": ("closed_by", "completed"),
    "release": ("draft", "prerelease"),
}
ALL_KINDS = ("account", "repository", "state", "worked_at", "counted_at")


def client(campus, login):
    return gitee.Client(api_url=f"{campus.base}/gitee/api/v5", token=campus.token("gitee", login))


def read_all(asked, account, *, since=None):
    found, repositories, cursor = {}, {}, None
    while True:
        page = gitee.read_page(asked, account=account, since=since, known=[], cursor=cursor)
        found |= {(item.kind, item.external_id): item for item in page.contributions}
        repositories |= {told.code: told for told in page.repositories}
        cursor = page.cursor
        if cursor is None:
            return found, repositories


def history_of(asked, repository):
    past, cursor = facts.History(), None
    while True:
        page = gitee.read_repository(asked, repository=repository, since=BEGINNING, cursor=cursor)
        past = past.with_page(page)
        cursor = page.cursor
        if cursor is None:
            return facts.History.from_json(json.loads(json.dumps(past.to_json())))


def instants(item, names):
    return {
        name: datetime.fromisoformat(item[name]) if name.endswith("_at") and item[name] else item[name]
        for name in names
        if name in item
    }


def logins(campus, count):
    """The students of the demo, and of the others those with the most work."""
    held = {number: names["gitee"] for number, names in campus.keys["logins"].items() if "gitee" in names}
    most = sorted(held, key=lambda number: (-len(expected(campus, number)), number))
    return [(number, held[number]) for number in most[:count]]


def expected(campus, number):
    return {(item["kind"], item["external_id"]): item for item in campus.expected[number] if item["forge"] == "gitee"}


def test_everything_of_the_busiest_students_is_found_as_the_world_holds_it(campus):
    pasts = {}
    kinds = set()
    for number, login in logins(campus, 4):
        asked = client(campus, login)
        account = gitee.read_account(asked)
        found, repositories = read_all(asked, account)
        world = expected(campus, number)
        assert found.keys() == world.keys()
        for key, item in found.items():
            if item.repository not in pasts:
                pasts[item.repository] = history_of(asked, repositories[item.repository])
            if isinstance(item, facts.PullRequest):
                item = facts.with_history(item, pasts[item.repository], own=frozenset({account.code}))  # noqa: PLW2901
                assert sorted(item.approved_by) == world[key]["approved_by"]
                assert (item.changes is None) == (world[key]["files"] is None)
            line = facts.line(item, contribution_id="x", student="y")
            names = (*ALL_KINDS, *COMPARED[item.kind])
            assert instants(line, names) == instants(world[key], names), item.url
            kinds.add(item.kind)

    assert kinds == set(COMPARED)


def test_the_second_reading_brings_nothing_that_is_not_the_same(campus):
    ((_, login),) = logins(campus, 1)
    asked = client(campus, login)
    account = gitee.read_account(asked)

    first, _ = read_all(asked, account)
    again, _ = read_all(asked, account, since=datetime(2026, 9, 1, tzinfo=UTC))

    assert again
    assert {key: first[key] for key in again} == again


def test_a_token_withdrawn_in_the_middle_stops_the_reading(campus):
    ((_, login),) = logins(campus, 1)
    asked = client(campus, login)
    account = gitee.read_account(asked)
    page = gitee.read_page(asked, account=account, since=None, known=[], cursor=None)

    campus.control("revoke", forge="gitee", login=login)

    with pytest.raises(TokenRefused):
        gitee.read_page(asked, account=account, since=None, known=[], cursor=page.cursor)


def test_a_used_up_limit_says_when_to_come_back(campus):
    ((_, login),) = logins(campus, 1)
    asked = client(campus, login)
    campus.control("faults", faults=[{"forge": "gitee", "match": "/user$", "fault": "rate_limited"}])

    with pytest.raises(RateLimited) as caught:
        gitee.read_account(asked)

    assert 1 <= caught.value.retry_after_seconds <= 3_700


def test_a_port_to_the_other_forge_is_the_same_patch_and_other_work_is_not(campus):
    port, original, number = next(pairs(campus))
    names = campus.keys["logins"][number]
    at_gitee = client(campus, names["gitee"])
    at_github = github.Client(
        api_url=f"{campus.base}/api.github",
        graphql_url=f"{campus.base}/api.github/graphql",
        token=campus.token("github", names["github"]),
    )
    others = [
        item for item in expected(campus, number).values() if item["kind"] == "pull_request" and item["files"] and item != port
    ]

    here = gitee.patch_id(at_gitee, repository=repository_of(port), number=port["number"])
    there = github.patch_id(at_github, repository=repository_of(original), number=original["number"])
    other = gitee.patch_id(at_gitee, repository=repository_of(others[0]), number=others[0]["number"])

    assert here == there
    assert other not in {here, None}


def pairs(campus):
    """(work at Gitee, the same at GitHub, student)."""
    for number, items in campus.expected.items():
        by_id = {(item["forge"], item["external_id"]): item for item in items if item["kind"] == "pull_request"}
        for item in by_id.values():
            partner = item["same_work"]
            if item["forge"] == "gitee" and partner and (partner["forge"], partner["external_id"]) in by_id:
                yield item, by_id[partner["forge"], partner["external_id"]], number


def repository_of(item):
    forge, external_id = item["repository"].split(":")
    return facts.Repository(
        forge=forge, external_id=external_id, name=item["repository_name"], owner=None, private=False, created_at=None
    )
