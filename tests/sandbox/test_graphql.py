"""GitHub's GraphQL: paging, costs, errors, and that every document of the product is answered."""

import json
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate

ROOT = Path(__file__).parents[2]
QUERIES = sorted((ROOT / "credits/forges").glob("**/*.graphql"))
PULLS = """query($first: Int, $after: String) { viewer { pullRequests(first: $first, after: $after,
  orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount pageInfo { hasNextPage endCursor } nodes { number updatedAt } } } }"""


def errors(answer):
    assert answer.status_code == 200
    return [one.get("type") for one in answer.json()["errors"]]


def test_pages_follow_one_another_without_gap_or_repetition(sandbox, github):
    found, cursor, more = [], None, True
    while more:
        page = sandbox.query(PULLS, github, first=2, after=cursor).json()["data"]["viewer"]["pullRequests"]
        found += [(one["updatedAt"], one["number"]) for one in page["nodes"]]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert len(found) == page["totalCount"] == len(set(found)) == 9
    assert [at for at, _ in found] == sorted((at for at, _ in found), reverse=True)


def test_pages_backward_end_where_the_cursor_stands(sandbox, github):
    text = """query($last: Int, $before: String) { viewer { pullRequests(last: $last, before: $before, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasPreviousPage startCursor } nodes { number } } } }"""
    found, cursor, more = [], None, True
    while more:
        page = sandbox.query(text, github, last=4, before=cursor).json()["data"]["viewer"]["pullRequests"]
        found = [one["number"] for one in page["nodes"]] + found
        cursor, more = page["pageInfo"]["startCursor"], page["pageInfo"]["hasPreviousPage"]

    assert len(found) == len(set(found)) == 9


def test_a_cursor_stays_where_it_is_when_something_new_arrives(restart):
    def page(cursor=None):
        return sandbox.query(PULLS, token, first=3, after=cursor).json()["data"]["viewer"]["pullRequests"]

    with restart() as sandbox:
        token = sandbox.token("github", "lin-zhixia")
        first = page()
        before = page(first["pageInfo"]["endCursor"])
        sandbox.control("artefacts", forge="github", login="lin-zhixia", title="Brand new")

        assert page(first["pageInfo"]["endCursor"])["nodes"] == before["nodes"]
        assert page()["nodes"] != first["nodes"]


@pytest.mark.parametrize(("first", "kind"), [(None, "MISSING_PAGINATION_BOUNDARIES"), (101, "EXCESSIVE_PAGINATION")])
def test_first_is_needed_and_at_most_100(sandbox, github, first, kind):
    assert errors(sandbox.query(PULLS, github, first=first)) == [kind]


def test_a_count_alone_needs_no_page(sandbox, github):
    answer = sandbox.query("{ viewer { pullRequests { totalCount } } }", github).json()

    assert answer == {"data": {"viewer": {"pullRequests": {"totalCount": 9}}}}


def test_points_follow_the_published_formula(sandbox, github):
    # 100 pull requests with reviews(10), closing issues(5) and labels(10): 1 + 3 × 100 requests, about 3 points, 2,600 nodes.
    text = """{ viewer { pullRequests(first: 100) { nodes { reviews(first: 10) { nodes { id } }
      closingIssuesReferences(first: 5) { nodes { id } } labels(first: 10) { nodes { id } } } } } rateLimit { cost nodeCount } }"""

    answer = sandbox.query(text, github).json()["data"]

    assert answer["rateLimit"] == {"cost": 3, "nodeCount": 2_600}


def test_more_than_half_a_million_nodes_are_refused(sandbox, github):
    text = "{ viewer { pullRequests(first: 100) { nodes { files(first: 100) { nodes { path } } commits(first: 51) { nodes { commit { authors(first: 100) { nodes { name } } } } } } } } }"

    assert errors(sandbox.query(text, github)) == ["MAX_NODE_LIMIT_EXCEEDED"]


def test_who_used_the_hours_points_is_told_so_with_status_200(sandbox, github):
    sandbox.control("faults", rate_limits={"graphql": 2})
    sandbox.query("{ viewer { login } }", github)
    sandbox.query("{ viewer { login } }", github)

    answer = sandbox.query("{ viewer { login } }", github)

    assert errors(answer) == ["RATE_LIMITED"]
    assert answer.headers["X-RateLimit-Remaining"] == "0"


def test_a_query_too_heavy_for_the_moment_works_with_a_smaller_page(sandbox, github):
    text = "query($n: Int) { viewer { pullRequests(first: $n) { nodes { files(first: 100) { nodes { path } } } } } }"
    sandbox.control("faults", most_nodes=3_000)

    assert errors(sandbox.query(text, github, n=100)) == ["RESOURCE_LIMITS_EXCEEDED"]
    assert len(sandbox.query(text, github, n=25).json()["data"]["viewer"]["pullRequests"]["nodes"]) == 9


def test_one_of_many_that_is_missing_leaves_the_others(sandbox, github):
    mine = sandbox.query("{ viewer { id } }", github).json()["data"]["viewer"]["id"]

    answer = sandbox.query("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", github, ids=[mine, "PR_nothing"])

    assert answer.json()["data"] == {"nodes": [{"id": mine}, None]}
    assert errors(answer) == ["NOT_FOUND"]


def test_ids_beyond_31_bits_are_only_told_in_full(sandbox):
    token = sandbox.token("github", "tinglan-shaou")
    text = "{ viewer { pullRequests(last: 1) { nodes { databaseId fullDatabaseId } } } }"

    (pull,) = sandbox.query(text, token).json()["data"]["viewer"]["pullRequests"]["nodes"]

    assert pull["databaseId"] is None
    assert int(pull["fullDatabaseId"]) > 2**31


def test_without_a_token_there_is_no_graphql(sandbox):
    answer = sandbox.session.post(f"{sandbox.base}/api.github/graphql", json={"query": "{ viewer { login } }"})

    assert answer.status_code == 401


def test_a_renamed_repository_is_found_by_its_old_name(sandbox, github):
    renamed = next(
        one for one in sandbox.world["repositories"] if one["forge"] == "github" and one["former_names"] and not one["private"]
    )
    owner, name = renamed["former_names"][0].split("/")

    answer = sandbox.query(
        "query($o: String!, $n: String!) { repository(owner: $o, name: $n) { databaseId } }", github, o=owner, n=name
    )

    assert answer.json()["data"]["repository"]["databaseId"] == renamed["id"]


def test_search_finds_by_author_repository_and_state(sandbox, github):
    text = "query($q: String!) { search(type: ISSUE, query: $q, first: 10) { issueCount nodes { ... on PullRequest { number } } } }"

    answer = sandbox.query(text, github, q="repo:lanternfs/lantern author:lin-zhixia is:pr is:merged merged:>=2026-10-01").json()

    assert answer["data"]["search"] == {"issueCount": 1, "nodes": [{"number": 1842}]}


def test_the_cut_schema_is_a_part_of_the_published_one(shared):
    import gzip

    published = build_schema(
        gzip.decompress((shared / "data/github/graphql/schema.graphql.gz").read_bytes()).decode(), assume_valid=True
    )
    cut = build_schema((ROOT / "sandbox/github/schema.graphql").read_text(encoding="utf-8"))

    for name, kind in cut.type_map.items():
        for field_name, field in getattr(kind, "fields", {}).items():
            theirs = published.type_map[name].fields[field_name]
            assert str(theirs.type) == str(field.type), f"{name}.{field_name}"
            if hasattr(field, "args"):
                assert {key: str(one.type) for key, one in field.args.items()} == {
                    key: str(one.type) for key, one in theirs.args.items()
                }


@pytest.mark.skipif(not QUERIES, reason="no GraphQL documents in credits/forges")
@pytest.mark.parametrize("document", QUERIES, ids=lambda one: one.stem)
def test_every_document_of_the_product_fits_the_cut_schema(document):
    cut = build_schema((ROOT / "sandbox/github/schema.graphql").read_text(encoding="utf-8"))

    assert validate(cut, parse(document.read_text(encoding="utf-8"))) == []


@pytest.mark.skipif(not QUERIES, reason="no GraphQL documents in credits/forges")
@pytest.mark.parametrize("document", QUERIES, ids=lambda one: one.stem)
def test_every_document_of_the_product_is_answered_without_an_error(sandbox, github, document):
    text = '{ repository(owner: "lanternfs", name: "lantern") { id pullRequest(number: 1842) { id } } }'
    lantern = sandbox.query(text, github).json()["data"]["repository"]
    given = {
        "first": 5,
        "owner": "lanternfs",
        "name": "lantern",
        "login": "lin-zhixia",
        "number": 1842,
        "id": lantern["pullRequest"]["id"],
        "ids": [lantern["id"]],
        "since": "2026-09-01T00:00:00+00:00",
        "from": "2026-01-01T00:00:00Z",
        "to": "2026-11-24T00:00:00.123456+08:00",
    }
    text = document.read_text(encoding="utf-8")
    (operation,) = (one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode))
    wanted = {one.variable.name.value: one.type for one in operation.variable_definitions or ()}

    answer = sandbox.query(text, github, **{name: given.get(name) for name in wanted})

    assert "errors" not in answer.json(), answer.text
    assert answer.json()["data"]


def test_a_body_that_is_no_json_is_a_400(sandbox, github):
    answer = sandbox.session.post(f"{sandbox.base}/api.github/graphql", data=b"{", headers={"Authorization": f"token {github}"})

    assert answer.status_code == 400
    assert json.loads(answer.text)["message"] == "Problems parsing JSON"
