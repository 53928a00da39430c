"""A reading of an account at GitHub, page by page, with what goes wrong on the way. F4 and so on are rows of FAULTS.md."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from credits.forges import facts
from credits.forges.errors import BadAnswer, Missing, TokenRefused, Unavailable
from credits.forges.github import Client, read_page, read_repository

ACCOUNT = facts.Account(forge="github", external_id="7", login="lin", url="https://x/lin")
VIEWER = {"__typename": "User", "databaseId": 7}
OTHER = {"__typename": "User", "databaseId": 8}
REPOSITORY = {
    "id": "R_1", "databaseId": 100, "nameWithOwner": "lantern/core", "isPrivate": False, "createdAt": "2020-01-01T00:00:00Z",
    "owner": OTHER,
}  # fmt: skip
WHOLE = {"hasNextPage": False, "endCursor": None}
NONE = {"totalCount": 0, "pageInfo": WHOLE, "nodes": []}


def more(cursor):
    return {"hasNextPage": True, "endCursor": cursor}


def pull_request(number, *, updated="2026-09-11T00:00:00Z", **told):
    return {
        "id": f"PR_{number}", "fullDatabaseId": str(5_000_000_000 + number), "number": number, "title": "t", "body": "", "url": "u",
        "state": "OPEN", "mergedAt": None, "closedAt": None, "createdAt": "2026-09-01T00:00:00Z", "updatedAt": updated,
        "headRefOid": "a" * 40, "changedFiles": 0, "author": VIEWER, "mergedBy": None, "mergeCommit": None,
        "repository": REPOSITORY, "labels": NONE, "latestOpinionatedReviews": NONE, "files": NONE, "commits": NONE, **told,
    }  # fmt: skip


def release(number, author=VIEWER, *, made="2026-09-01T00:00:00Z"):
    return {
        "id": f"RE_{number}", "databaseId": number, "name": "", "tagName": f"v{number}", "isDraft": False, "isPrerelease": False,
        "createdAt": made, "publishedAt": made, "updatedAt": made, "url": "u", "author": author,
    }  # fmt: skip


class GitHub:
    """Answers each query by its name with what a test gave it: a value, or a function of the variables."""

    def __init__(self, server):
        self.client = Client(api_url=server.base, graphql_url=f"{server.base}/graphql", token="t", timeout_seconds=1)
        self.told = {
            "PullRequests": {"pullRequests": NONE},
            "Reviews": {"contributionsCollection": {"pullRequestReviewContributions": NONE}},
            "Issues": {"issues": NONE},
            "OwnRepositories": {"repositories": NONE},
            "ContributedRepositories": {"repositoriesContributedTo": NONE},
            "SeenRepositories": {"data": {"viewer": {"databaseId": 7}, "nodes": []}},
        }
        self.asked = []
        self.server = server
        server.plan.append(self._answer)

    def _answer(self, asked):
        name = asked.json["query"].partition("query ")[2].partition("(")[0].partition(" ")[0]
        variables = asked.json["variables"]
        self.asked.append((name, variables))
        told = self.told[name]
        told = told(variables) if callable(told) else told
        if not isinstance(told, dict):
            return told
        holder = {
            "databaseId": 7,
            "createdAt": "2024-05-05T00:00:00Z",
            "contributionsCollection": {"endedAt": "2026-11-25T00:00:00Z"},
        }
        body = told if "data" in told else {"data": {"viewer": {**holder, **told}, "rateLimit": {"cost": 1}}}
        return self.planned(body)

    def planned(self, body, status=200, **more):
        self.server.will(body, status=status, **more)
        return self.server.plan.pop()

    def sizes(self, name):
        return [variables["first"] for asked, variables in self.asked if asked == name]

    def read(self, *, since=None, pages=100):
        cursor, found = None, []
        for _ in range(pages):
            page = read_page(self.client, account=ACCOUNT, since=since, known=(), cursor=cursor)
            found.append(page)
            cursor = page.cursor
            if cursor is None:
                return found
        raise AssertionError("no end")


@pytest.fixture
def github(server):
    return GitHub(server)


def contributions(pages):
    return Counter(one.external_id for page in pages for one in page.contributions)


def test_an_account_without_work_is_read_to_the_end(github):
    pages = github.read()

    assert contributions(pages) == {}
    assert [page.step.name for page in pages] == ["pull_requests", *["reviews"] * 3, "issues", *["releases"] * 3]


def windows(github):
    return [(variables["from"], variables["to"]) for name, variables in github.asked if name == "Reviews"]


def test_reviews_are_read_in_windows_under_a_year_from_githubs_now_to_when_the_account_was_made(github):
    github.read()

    assert windows(github) == [
        ("2025-12-09T00:00:00+00:00", "2026-12-07T23:59:59+00:00"),
        ("2024-12-10T00:00:00+00:00", "2025-12-08T23:59:59+00:00"),
        ("2023-12-12T00:00:00+00:00", "2024-12-09T23:59:59+00:00"),
    ]


def test_with_since_reviews_are_read_a_year_further_back_so_that_a_close_later_on_is_seen(github):
    github.read(since=datetime(2026, 11, 20, tzinfo=UTC))

    assert [begins[:10] for begins, _ in windows(github)] == ["2025-12-09", "2024-12-10"]


def test_pull_requests_are_read_until_they_changed_before_since(github):
    nodes = [pull_request(1), pull_request(2, updated="2026-09-01T00:00:00Z")]
    github.told["PullRequests"] = {"pullRequests": {"totalCount": 900, "pageInfo": more("c1"), "nodes": nodes}}

    pages = github.read(since=datetime(2026, 9, 5, tzinfo=UTC))

    assert contributions(pages) == {"5000000001": 1}
    assert len([name for name, _ in github.asked if name == "PullRequests"]) == 1


def test_the_step_says_how_many_of_how_many(github):
    def pull_requests(variables):
        nodes = [pull_request(number) for number in ((1, 2) if variables["after"] is None else (3,))]
        page = more("c1") if variables["after"] is None else WHOLE
        return {"pullRequests": {"totalCount": 3, "pageInfo": page, "nodes": nodes}}

    github.told["PullRequests"] = pull_requests

    assert [page.step for page in github.read()[:3]] == [
        facts.Step("pull_requests", 2, 3),
        facts.Step("pull_requests", 3, 3),
        facts.Step("reviews", 0, None),
    ]


@pytest.mark.parametrize("fault", ["502", "resource limits", "null"])
def test_a_page_that_is_too_much_shrinks_and_its_size_is_kept(github, fault):
    """F4, F7."""

    def pull_requests(variables):
        if variables["first"] > 25:
            refused = {"errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "x"}], "data": None}
            refused = {**refused, "data": {"viewer": None, "rateLimit": {"cost": 1}}} if fault == "null" else refused
            return github.planned(b"unicorn", 502) if fault == "502" else refused
        return {"pullRequests": NONE}

    github.told["PullRequests"] = pull_requests

    github.read()

    assert github.sizes("PullRequests") == [100, 50, 25]
    assert github.sizes("Issues") == [25]


def test_a_forge_that_refuses_the_smallest_page_too_is_unavailable_and_the_reading_ends(github):
    github.told["PullRequests"] = lambda _: github.planned(b"", 503)

    with pytest.raises(Unavailable):
        github.read()

    assert github.sizes("PullRequests") == [100, 50, 25, 10, 5]


def test_silence_is_borne_three_times_and_not_five(github):
    """F5: a worker is not held by a forge that says nothing."""
    github.told["PullRequests"] = lambda _: github.planned({}, wait=1.5)

    with pytest.raises(Unavailable):
        github.read()

    assert github.sizes("PullRequests") == [100, 100, 5]


def test_of_a_page_with_gaps_the_smallest_is_taken_and_what_is_missing_is_counted(github):
    """F6: what GitHub failed on is asked for again in smaller pages, never read as nothing."""
    nodes = [pull_request(1), None, pull_request(3, files=None, changedFiles=4)]
    github.told["PullRequests"] = {
        "data": {
            "viewer": {
                "databaseId": 7, "createdAt": "2026-05-05T00:00:00Z", "contributionsCollection": {"endedAt": "2026-11-25T00:00:00Z"},
                "pullRequests": {"totalCount": 3, "pageInfo": WHOLE, "nodes": nodes},
            }
        },
        "errors": [{"type": "INTERNAL", "path": ["viewer", "pullRequests", "nodes", 1]}],
    }  # fmt: skip

    page = github.read()[0]

    assert github.sizes("PullRequests") == [100, 50, 25, 10, 5]
    assert [(one.number, one.changes) for one in page.contributions] == [("1", {}), ("3", None)]
    assert page.missing == 1


@pytest.mark.parametrize("author", [OTHER, None], ids=["somebody else", "not told"])
def test_what_is_not_by_the_account_of_this_number_is_not_theirs(github, author):
    """F10."""
    nodes = [pull_request(1), pull_request(2, author=author)]
    github.told["PullRequests"] = {"pullRequests": {"totalCount": 2, "pageInfo": WHOLE, "nodes": nodes}}

    page = github.read()[0]

    assert [one.number for one in page.contributions] == ["1"]
    assert page.missing == 1


def test_what_changed_of_late_is_asked_for_in_a_page_that_costs_little(github):
    github.read(since=datetime(2026, 11, 20, tzinfo=UTC))

    assert github.sizes("PullRequests") == [25]


def test_a_cursor_that_github_forgot_begins_the_list_again(github):
    """F15."""

    def pull_requests(variables):
        if variables["after"] == "old":
            return {"data": None, "errors": [{"type": "INVALID_CURSOR_ARGUMENTS", "message": "x"}]}
        page = more("old") if variables["after"] is None and len(github.sizes("PullRequests")) == 1 else WHOLE
        return {"pullRequests": {"totalCount": 2, "pageInfo": page, "nodes": [pull_request(1), pull_request(2)]}}

    github.told["PullRequests"] = pull_requests

    assert contributions(github.read()) == {"5000000001": 2, "5000000002": 2}


def test_a_token_of_another_account_is_refused_whatever_the_login(github):
    github.told["PullRequests"] = {"pullRequests": NONE, "databaseId": 8}

    with pytest.raises(TokenRefused):
        github.read()


def test_a_revoked_token_stops_the_reading_after_one_request(github):
    github.told["PullRequests"] = lambda _: github.planned({"message": "Bad credentials"}, 401)

    with pytest.raises(TokenRefused):
        github.read()

    assert github.client.requests == 1


def test_many_files_and_commits_are_completed(github):
    def file(at):
        return {"path": f"src/{at}.py", "additions": 1, "deletions": 0}

    def commit(user):
        return {
            "commit": {"oid": "a" * 40, "message": "x", "authors": {"pageInfo": WHOLE, "nodes": [{"user": {"databaseId": user}}]}}
        }

    files = {"totalCount": 3, "pageInfo": more("f1"), "nodes": [file(1)]}
    commits = {"totalCount": 2, "pageInfo": more("c1"), "nodes": [commit(7)]}
    node = pull_request(1, changedFiles=3, files=files, commits=commits)
    github.told["PullRequests"] = {"pullRequests": {"totalCount": 1, "pageInfo": WHOLE, "nodes": [node]}}
    rest = {"f1": (more("f2"), [file(2)]), "f2": (WHOLE, [file(3)]), "c1": (WHOLE, [commit(20)])}

    def told(name):
        def answer(variables):
            page, nodes = rest[variables["after"]]
            return {"data": {"node": {name: {"pageInfo": page, "nodes": nodes}}}}

        return answer

    github.told |= {"Files": told("files"), "Commits": told("commits")}

    (found,) = github.read()[0].contributions

    assert (found.changes, found.authors) == ({"source": (3, 0)}, ("github:7", "github:20"))


def test_the_authors_of_a_commit_with_many_are_asked_for_with_room(github):
    def commit(page, *users):
        authors = {"pageInfo": page, "nodes": [{"user": {"databaseId": user}} for user in users]}
        return {"commit": {"oid": "a" * 40, "message": "x", "authors": authors}}

    node = pull_request(1, commits={"totalCount": 1, "pageInfo": WHOLE, "nodes": [commit(more("a1"), 7, 20)]})
    github.told["PullRequests"] = {"pullRequests": {"totalCount": 1, "pageInfo": WHOLE, "nodes": [node]}}
    whole = {"pageInfo": WHOLE, "nodes": [commit(WHOLE, 7, 20, 30)]}
    github.told["Commits"] = {"data": {"node": {"commits": whole}}}

    assert github.read()[0].contributions[0].authors == ("github:7", "github:20", "github:30")


def test_one_pull_request_that_is_always_too_much_holds_back_nothing_but_itself(github):
    files = {"totalCount": 99, "pageInfo": more("f1"), "nodes": []}
    nodes = [pull_request(1, changedFiles=99, files=files), pull_request(2)]
    github.told["PullRequests"] = {"pullRequests": {"totalCount": 2, "pageInfo": WHOLE, "nodes": nodes}}
    github.told["Files"] = {"data": None, "errors": [{"type": "RESOURCE_LIMITS_EXCEEDED"}]}

    assert [one.changes for one in github.read()[0].contributions] == [None, {}]


def repository(*releases, page=WHOLE, **told):
    return {**REPOSITORY, **told, "releases": {"pageInfo": page, "nodes": list(releases)}}


def test_releases_are_the_holders_from_repositories_owned_contributed_to_and_seen_each_read_once(github):
    node = pull_request(1, repository={**REPOSITORY, "id": "R_3", "databaseId": 300})
    github.told["PullRequests"] = {"pullRequests": {"totalCount": 1, "pageInfo": WHOLE, "nodes": [node, pull_request(2)]}}
    owned = {"totalCount": 1, "pageInfo": WHOLE, "nodes": [repository(release(1), release(2, OTHER))]}
    contributed = {"totalCount": 1, "pageInfo": WHOLE, "nodes": [repository(release(3), id="R_2", databaseId=200)]}
    seen = repository(release(4), release(5, None), id="R_3", databaseId=300)
    github.told |= {
        "OwnRepositories": {"repositories": owned},
        "ContributedRepositories": {"repositoriesContributedTo": contributed},
        "SeenRepositories": lambda _: {"data": {"viewer": {"databaseId": 7}, "nodes": [seen, None]}},
    }

    found = [one for page in github.read() for one in page.contributions if one.kind == "release"]

    assert [(one.external_id, one.repository) for one in found] == [("1", "github:100"), ("3", "github:200"), ("4", "github:300")]
    assert [variables["ids"] for name, variables in github.asked if name == "SeenRepositories"] == [["R_3"]]


def test_older_releases_are_read_until_before_the_account_was_made(github):
    owned = {"totalCount": 1, "pageInfo": WHOLE, "nodes": [repository(release(1), page=more("r1"))]}
    ancient = repository(release(2), release(3, OTHER, made="2020-01-01T00:00:00Z"), page=more("r2"))
    github.told |= {
        "OwnRepositories": {"repositories": owned},
        "Releases": lambda variables: (
            {"data": {"viewer": {"databaseId": 7}, "node": ancient}} if variables["after"] == "r1" else {}
        ),
    }

    found = [one.external_id for page in github.read() for one in page.contributions]

    assert found == ["1", "2"]
    assert len([name for name, _ in github.asked if name == "Releases"]) == 1


def test_a_page_brings_the_repositories_of_its_contributions_by_number(github):
    github.told["PullRequests"] = {
        "pullRequests": {"totalCount": 1, "pageInfo": WHOLE, "nodes": [pull_request(1), pull_request(2)]}
    }

    (held,) = github.read()[0].repositories

    assert (held.code, held.name, held.owner, held.private) == ("github:100", "lantern/core", "github:8", False)
    assert held.created_at == datetime(2020, 1, 1, tzinfo=UTC)


def test_an_answer_of_another_form_is_a_bad_answer(github):
    github.told["PullRequests"] = {"pullRequests": {"totalCount": 1, "pageInfo": WHOLE, "nodes": [{"number": "?"}]}}

    with pytest.raises(BadAnswer):
        github.read()


STORED = facts.Repository(
    forge="github", external_id="100", name="lantern/core", owner=None, private=False, created_at=datetime(2020, 1, 1, tzinfo=UTC)
)
SINCE = datetime(2024, 11, 1, tzinfo=UTC)


def merged(number, *, at="2026-09-01T00:00:00Z", updated=None, title="t", body="", author=OTHER):
    return {
        "number": number, "title": title, "body": body, "mergedAt": at, "updatedAt": updated or at, "author": author,
        "mergeCommit": {"oid": f"{number:040x}"},
    }  # fmt: skip


def history(*commits, page=WHOLE):
    told = {"totalCount": len(commits), "pageInfo": page, "nodes": list(commits)}
    return {"repository": {**REPOSITORY, "defaultBranchRef": {"target": {"history": told}}}}


def of_repository(*nodes, page=WHOLE, **told):
    return {
        "repository": {**REPOSITORY, "pullRequests": {"totalCount": len(nodes), "pageInfo": page, "nodes": list(nodes)}, **told}
    }


def read_past(github, stored=STORED):
    cursor, past, pages = None, facts.History(), []
    while True:
        page = read_repository(github.client, repository=stored, since=SINCE, cursor=cursor)
        pages.append(page)
        past = past.with_page(page)
        cursor = page.cursor
        if cursor is None:
            return past, pages


def commit(message, *, committer=8, at="2026-09-02T00:00:00Z"):
    return {
        "oid": "e" * 40, "message": message, "committedDate": at,
        "author": {"user": {"databaseId": 7}}, "committer": {"user": {"databaseId": committer}},
    }  # fmt: skip


def test_a_repositorys_past_is_who_merged_what_was_taken_back_and_what_landed(github):
    revert = merged(2, title='Revert "t"', body="Reverts lantern/core#1", at="2026-09-03T00:00:00Z")
    github.told["Merged"] = {"data": of_repository(revert, merged(1, author=None))}
    github.told["History"] = {"data": history(commit(f"x\n\nThis reverts commit {'f' * 40}."), commit("Read dates. Closes #3"))}

    past, pages = read_past(github)

    assert {number: item.author for number, item in past.merged.items()} == {"2": "github:8", "1": None}
    assert [(one.by[0], one.reverts) for one in past.reverts] == [("#2", "#1"), ("sha:" + "e" * 40, "sha:" + "f" * 40)]
    assert past.landings["3"][0].author == "github:7"
    assert pages[-1].covers_from == SINCE


def test_what_githubs_button_committed_did_not_land_by_a_push(github):
    github.told["Merged"] = {"data": of_repository()}
    github.told["History"] = {"data": history(commit("Read dates (#3)", committer=19864447))}

    assert read_past(github)[0].landings == {}


def test_a_past_is_read_until_nothing_can_have_been_merged_since(github):
    old = merged(1, at="2024-01-01T00:00:00Z", updated="2024-10-31T00:00:00Z")
    github.told["Merged"] = {"data": of_repository(merged(2), old, page=more("m1"))}
    github.told["History"] = {"data": history()}

    past, _ = read_past(github)

    assert set(past.merged) == {"2"}
    assert len([name for name, _ in github.asked if name == "Merged"]) == 1


def test_of_a_very_large_repository_it_is_said_how_far_back_was_read(github):
    github.told["Merged"] = {"data": of_repository(merged(2, updated="2025-05-05T00:00:00Z"), page=more("m"))}
    github.told["History"] = {"data": history()}

    _, pages = read_past(github)

    assert pages[-1].covers_from == datetime(2025, 5, 5, tzinfo=UTC)
    assert len([name for name, _ in github.asked if name == "Merged"]) == 50


def test_a_repository_whose_name_was_taken_is_found_by_its_number(github):
    """F12."""
    stranger = {"repository": {**of_repository()["repository"], "databaseId": 999}}
    rest = {"id": 100, "full_name": "lantern/renamed", "owner": {"id": 8, "type": "User"}, "private": False}
    github.told["Merged"] = lambda variables: {"data": stranger if variables["name"] == "core" else of_repository(merged(1))}
    github.told["History"] = {"data": history()}
    github.server.plan.insert(0, lambda asked: github.planned(rest) if asked.method == "GET" else github._answer(asked))
    github.server.plan.pop()

    past, _ = read_past(github)

    assert set(past.merged) == {"1"}
    assert [one.path for one in github.server.asked if one.method == "GET"] == ["/repositories/100"]


@pytest.mark.parametrize("status", [404, 451])
def test_a_repository_that_is_gone_is_missing(github, status):
    github.told["Merged"] = {"data": {"repository": None}, "errors": [{"type": "NOT_FOUND"}]}
    github.server.plan[:] = [lambda asked: github.planned({}, status) if asked.method == "GET" else github._answer(asked)]

    with pytest.raises(Missing):
        read_past(github)


def test_a_repository_without_a_commit_has_a_past_of_nothing(github):
    github.told["Merged"] = {"data": of_repository()}
    github.told["History"] = {"data": {"repository": {**REPOSITORY, "defaultBranchRef": None}}}

    assert read_past(github)[0] == facts.History()


def test_cursors_are_text_that_can_be_stored(github):
    cursor = read_page(github.client, account=ACCOUNT, since=None, known=(), cursor=None).cursor

    assert json.loads(cursor)["step"] == "reviews"
