"""The sandbox's answers beside the recorded ones: no key that they (or the published document) lack, at any depth, and the same types."""

import gzip
import json
import re

import pytest

ANY = object()


class Shape:
    """All that was seen at one place: types, keys, elements. `null` is of every type."""

    def __init__(self):
        self.types, self.keys, self.items = set(), {}, None

    def learn(self, value):
        if value is ANY:
            self.types.add(ANY)
        elif isinstance(value, dict):
            self.types.add(dict)
            for key, inner in value.items():
                self.keys.setdefault(key, Shape()).learn(inner)
        elif isinstance(value, list):
            self.types.add(list)
            self.items = self.items or Shape()
            for inner in value:
                self.items.learn(inner)
        elif value is not None:
            self.types.add(float if type(value) is float else type(value))
        return self

    def misfits(self, value, path="$"):
        """Where `value` has what was never seen."""
        known = self.types - {ANY}
        if value is None or (not known and (self.types or not self.keys)):
            return []
        kind = type(value)
        if kind not in known and not (kind in (int, float) and known & {int, float}):
            return [f"{path}: {kind.__name__} where {', '.join(sorted(one.__name__ for one in known))} was recorded"]
        if kind is dict:
            missing = [f"{path}.{key}: never recorded nor published" for key in value if key not in self.keys]
            return missing + [
                one for key, inner in value.items() if key in self.keys for one in self.keys[key].misfits(inner, f"{path}.{key}")
            ]
        if kind is list:
            return [one for inner in value for one in self.items.misfits(inner, f"{path}[]")]
        return []


def learned(*samples):
    shape = Shape()
    for one in samples:
        shape.learn(one)
    return shape


def recorded(shared, path):
    value = json.loads((shared / "data" / path).read_text(encoding="utf-8"))
    return value if isinstance(value, list) else [value]


def pygithub(shared, path, status=200):
    """Recorded bodies of GET requests whose path fits."""
    for file in sorted((shared / "data/github/rest/pygithub").glob("*.json")):
        for exchange in json.loads(file.read_text(encoding="utf-8")):
            request, response = exchange["request"], exchange["response"]
            if (
                request["method"] == "GET"
                and response["status"] == status
                and re.fullmatch(path, request["path"])
                and response["body"].endswith("}")
            ):
                yield json.loads(response["body"])


def published(shared, definition):
    """What Gitee's Swagger document gives for a definition. It calls many nested objects strings, so that a string can be anything."""
    document = json.loads(gzip.decompress((shared / "data/gitee/openapi/gitee_api_v5_swagger_5.4.92.json.gz").read_bytes()))
    plain = {"integer": 1, "boolean": True}

    def sample(kind, depth):
        if "$ref" in kind and depth:
            properties = document["definitions"][kind["$ref"].rsplit("/", 1)[1]]["properties"]
            return {name: sample(one, depth - 1) for name, one in properties.items()}
        if kind.get("type") == "array":
            return [sample(kind["items"], depth)]
        return plain.get(kind.get("type"), ANY)

    return sample({"$ref": f"#/definitions/{definition}"}, 4)


def check(answer, *samples):
    assert answer.status_code < 400, answer.text
    body = answer.json()
    assert body, "an empty answer shows nothing"
    shape = learned(*samples)
    assert [one for part in (body if isinstance(body, list) else [body]) for one in shape.misfits(part)] == []


WILLOW = "/gitee/api/v5/repos/openwillow/willow-notes"


@pytest.mark.parametrize(
    "case",
    [
        ("/gitee/api/v5/user", ["go-scm/user.json", "perceval-gitee/gitee_login.json"], "UserDetail"),
        ("/gitee/api/v5/users/lin_zhixia", ["go-scm/user.json", "perceval-gitee/gitee_login.json"], "UserInfo"),
        ("/gitee/api/v5/emails", [], "UserEmail"),
        ("/gitee/api/v5/users/lin_zhixia/events/public", [], "Event"),
        (WILLOW, ["go-scm/repos.json", "perceval-gitee/gitee_repo.json"], "Project"),
        (f"{WILLOW}/pulls?state=all", ["go-scm/pr.json", "perceval-gitee/gitee_pull_request1.json"], "PullRequest"),
        (f"{WILLOW}/pulls/215", ["go-scm/pr.json", "perceval-gitee/gitee_pull_request1.json"], "PullRequest"),
        (f"{WILLOW}/pulls/215/files", [], "PullRequestFiles"),
        (
            f"{WILLOW}/pulls/215/commits",
            ["go-scm/pr_commits.json", "perceval-gitee/gitee_pull_request1_commits.json"],
            "PullRequestCommits",
        ),
        (f"{WILLOW}/pulls/215/operate_logs", ["perceval-gitee/gitee_pull_request1_action_logs.json"], "OperateLog"),
        (
            f"{WILLOW}/pulls/comments",
            ["go-scm/pr_comments.json", "perceval-gitee/gitee_pull_request1_comments.json"],
            "PullRequestComments",
        ),
        (f"{WILLOW}/issues?state=all", ["go-scm/issues.json", "perceval-gitee/gitee_issues1.json"], "Issue"),
        (f"{WILLOW}/commits", ["go-scm/commits.json"], "RepoCommit"),
        ("/gitee/api/v5/repos/openwillow/willow-sync/releases", [], "Release"),
        (f"{WILLOW}/contributors", [], "Contributor"),
    ],
)
def test_gitee_has_the_recorded_and_published_shape(sandbox, gitee, shared, case):
    path, files, definition = case
    samples = [sample for file in files for sample in recorded(shared, f"gitee/rest/{file}")]

    check(sandbox.get(path, gitee), *samples, published(shared, definition))


def test_a_missing_gitee_repository_has_the_recorded_words(sandbox, gitee, shared):
    answer = sandbox.get("/gitee/api/v5/repos/nobody/nothing", gitee)

    assert [answer.json()] == recorded(shared, "gitee/rest/go-scm/error.json")
    assert answer.status_code == 404


def test_a_github_person_has_the_recorded_shape(sandbox, github, shared):
    samples = [
        *pygithub(shared, r"/users/[^/]+"),
        *pygithub(shared, "/user"),
        *recorded(shared, "github/rest/perceval/github_login.json"),
    ]

    for path in ("/api.github/user", "/api.github/users/lin-zhixia"):
        check(sandbox.get(path, github), *samples)


def test_a_github_repository_has_the_recorded_shape(sandbox, github, shared):
    samples = [*pygithub(shared, r"/repos/[^/]+/[^/]+"), *recorded(shared, "github/rest/perceval/github_repo.json")]

    check(sandbox.get("/api.github/repos/lanternfs/lantern", github), *samples)


def test_a_github_pull_request_has_the_recorded_shape(sandbox, github, shared):
    samples = [
        *pygithub(shared, r"/repos/[^/]+/[^/]+/pulls/\d+"),
        *recorded(shared, "github/rest/perceval/github_request_pull_request_1.json"),
    ]

    check(sandbox.get("/api.github/repos/lanternfs/lantern/pulls/1842", github), *samples)


def test_the_rate_limit_has_the_recorded_shape(sandbox, github, shared):
    check(sandbox.get("/api.github/rate_limit", github), *pygithub(shared, "/rate_limit"))


@pytest.mark.parametrize(
    ("path", "status", "recorded_path"),
    [("/api.github/users/nobody-at-all", 404, r"/users/[^/]+"), ("/api.github/user", 401, "/user")],
)
def test_a_refusal_has_the_recorded_shape(sandbox, shared, path, status, recorded_path):
    samples = [*pygithub(shared, recorded_path, status), {"documentation_url": "", "status": ""}]

    answer = sandbox.get(path, headers={"Authorization": "token wrong"} if status == 401 else {})

    assert answer.status_code == status
    assert learned(*samples).misfits(answer.json()) == []


def test_headers_of_github_are_the_recorded_ones(sandbox, github, shared):
    exchanges = json.loads((shared / "data/github/rest/pygithub/RateLimitOverview.setUp.json").read_text(encoding="utf-8"))
    theirs = {name.lower() for name, _ in exchanges[0]["response"]["headers"]} | {
        "etag",
        "content-length",
        "x-oauth-scopes",
        "x-accepted-oauth-scopes",
    }

    answer = sandbox.get("/api.github/user", github)

    ours = {name.lower() for name in answer.headers}
    assert ours - theirs == set()
    assert {
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-ratelimit-resource",
        "x-github-request-id",
        "etag",
    } <= ours


def token_answers(shared):
    for file in ("testGetAccessTokenWithExpiry", "testGetAccessTokenBadCode"):
        exchanges = json.loads((shared / f"data/github/rest/pygithub/ApplicationOAuth.{file}.json").read_text(encoding="utf-8"))
        yield json.loads(exchanges[0]["response"]["body"])


def test_token_answers_of_github_have_the_recorded_shape(sandbox, shared):
    good, bad = token_answers(shared)

    code = sandbox.code("github", "lin-zhixia")

    assert learned(good).misfits(sandbox.exchange("github", code=code).json()) == []
    assert sandbox.exchange("github", code=code).json() == bad


def test_a_graphql_error_has_the_recorded_shape(sandbox, github, shared):
    exchanges = json.loads((shared / "data/github/graphql/pygithub/GraphQl.testNode.json").read_text(encoding="utf-8"))
    theirs = json.loads(exchanges[1]["response"]["body"])

    ours = sandbox.query("query Q($id: ID!) { node(id: $id) { __typename } }", github, id="D_abcdefgh").json()

    assert ours["data"] == theirs["data"]
    assert learned(theirs["errors"][0]).misfits(ours["errors"][0]) == []
    assert ours["errors"][0]["message"] == theirs["errors"][0]["message"]
    assert ours["errors"][0]["type"] == theirs["errors"][0]["type"]


def test_a_misfit_is_found_at_any_depth():
    shape = learned({"user": {"id": 1, "tags": [{"name": "a"}]}})

    assert shape.misfits({"user": {"id": "1", "tags": [{"name": "a", "hue": 3}]}}) == [
        "$.user.id: str where int was recorded",
        "$.user.tags[].hue: never recorded nor published",
    ]
