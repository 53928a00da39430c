"""Requests to GitHub over real sockets: what is sent, what each kind of refusal becomes, and that all of it ends.

F1, F9 and so on are the rows of FAULTS.md.
"""

import json
import time
from pathlib import Path

import pytest

from credits.forges.errors import BadAnswer, Missing, RateLimited, TokenRefused, Unavailable
from credits.forges.github import Client, patch_id, read_account, readers
from credits.forges.github.client import CursorExpired, TooMuch

VIEWER = {"databaseId": 7, "login": "lin", "url": "https://x/lin", "createdAt": "2020-01-01T00:00:00Z"}
TOLD = {"data": {"viewer": VIEWER, "rateLimit": {"cost": 3}}}


def client(server, *, token="secret", timeout_seconds=5.0, **more):
    return Client(
        api_url=f"{server.base}/rest/v3/",
        graphql_url=f"{server.base}/any/place",
        token=token,
        timeout_seconds=timeout_seconds,
        **more,
    )


def errors(*types, data=None):
    return {"data": data, "errors": [{"type": one, "message": "no"} for one in types]}


def test_a_query_goes_to_the_address_that_was_given_with_the_token_in_its_header(server):
    server.will(TOLD)
    way = client(server)

    account = read_account(way)

    (asked,) = server.asked
    assert (asked.method, asked.path, asked.headers["authorization"]) == ("POST", "/any/place", "Bearer secret")
    assert asked.json["query"].startswith("# Whose token it is")
    assert (account.external_id, account.login, account.code) == ("7", "lin", "github:7")
    assert (way.requests, way.points) == (1, 3)


def test_rest_goes_below_its_own_address(server):
    server.will(b"")

    assert patch_id(client(server), repository=REPOSITORY, number="12") is None

    assert server.asked[0].path == "/rest/v3/repos/lantern/core/pulls/12"
    assert server.asked[0].headers["accept"] == "application/vnd.github.diff"


REPOSITORY = readers.read_repository({"databaseId": 100, "nameWithOwner": "lantern/core"})


def test_the_token_is_asked_for_before_every_request_also_before_the_second_try(server):
    tokens = iter(["first", "second"])
    server.will(b"", status=502)
    server.will(TOLD)

    read_account(client(server, token=lambda: next(tokens)))

    assert [one.headers["authorization"] for one in server.asked] == ["Bearer first", "Bearer second"]


def test_no_request_leaves_once_the_token_is_withheld(server):
    class WithdrawnError(Exception):
        pass

    def withheld():
        raise WithdrawnError

    with pytest.raises(WithdrawnError):
        read_account(client(server, token=withheld))

    assert server.asked == []


def test_a_proxy_is_used_and_the_environments_is_not(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.will(TOLD)
    way = Client(api_url="http://api.forge.example", graphql_url="http://api.forge.example/graphql", token="t", proxy=server.base)

    assert read_account(way).login == "lin"
    assert server.asked[0].path == "http://api.forge.example/graphql"


@pytest.mark.parametrize(
    ("status", "headers", "body", "error"),
    [
        (401, {}, {"message": "Bad credentials"}, TokenRefused),
        (404, {}, {"message": "Not Found"}, Missing),
        (451, {}, {"message": "Repository access blocked"}, Missing),
        (500, {}, {"error": "Server Error"}, Unavailable),
        (502, {}, b"<html>unicorn</html>", Unavailable),
        (403, {"retry-after": "7"}, {"message": "x"}, RateLimited),
        (429, {}, b"", RateLimited),
        (403, {}, {"message": "You have exceeded a secondary rate limit."}, RateLimited),
        (302, {"location": "/login"}, b"", BadAnswer),
        (418, {}, b"short and stout", BadAnswer),
    ],
)
def test_each_status_has_its_error(server, status, headers, body, error):
    server.will(body, status=status, headers=headers)

    with pytest.raises(error):
        read_account(client(server))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),  # F1
        ({}, 60),  # F2
        ({"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0"}, 60),  # F3: reset missing
        ({"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, 1),  # F3: in the past
    ],
)
def test_how_long_a_limit_asks_to_wait(server, headers, seconds):
    server.will({"message": "API rate limit exceeded"}, status=403, headers=headers)

    with pytest.raises(RateLimited) as limited:
        read_account(client(server))

    assert limited.value.retry_after_seconds == seconds
    assert len(server.asked) == 1


@pytest.mark.parametrize("kind", ["RATE_LIMIT", "RATE_LIMITED"])
def test_a_limit_that_comes_with_status_200_waits_until_the_reset(server, kind):
    reset = int(time.time()) + 100
    server.will(errors(kind), headers={"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset)})

    with pytest.raises(RateLimited) as limited:
        read_account(client(server))

    assert 95 <= limited.value.retry_after_seconds <= 102


def test_nothing_more_is_asked_when_the_last_answer_left_nothing(server):
    reset = int(time.time()) + 100
    server.will(TOLD, headers={"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": str(reset)})
    way = client(server)
    read_account(way)

    with pytest.raises(RateLimited):
        read_account(way)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"x-ratelimit-limit": "0", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999"},
        {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"},
        {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0"},
        {"x-ratelimit-limit": "many", "x-ratelimit-remaining": "inf", "x-ratelimit-reset": "soon"},
    ],
    ids=["switched off", "reset in the past", "reset missing", "no numbers"],
)
def test_limits_that_hold_nobody_back_hold_nobody_back(server, headers):
    server.will(TOLD, headers=headers)
    way = client(server)

    read_account(way)
    read_account(way)

    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (errors("RESOURCE_LIMITS_EXCEEDED", data={"viewer": None}), TooMuch),  # F7
        (errors("MAX_NODE_LIMIT_EXCEEDED"), TooMuch),
        ({"data": None, "errors": [{"message": "Something went wrong while executing your query."}]}, TooMuch),
        (errors("NOT_FOUND", data={"repository": None}), Missing),
        (errors("INVALID_CURSOR_ARGUMENTS"), CursorExpired),
        (errors("INSUFFICIENT_SCOPES"), BadAnswer),
        ({"data": None}, BadAnswer),
        ({}, BadAnswer),
        ([], BadAnswer),
        ({"data": "words"}, BadAnswer),
        ({"errors": None}, BadAnswer),
        ({"errors": "many"}, BadAnswer),
    ],
)
def test_errors_that_come_with_status_200(server, told, error):
    server.will(told)

    with pytest.raises(error):
        client(server).query("viewer", {})


def test_of_a_partial_answer_the_good_part_is_kept_and_the_gap_is_said(server):
    server.will(errors("SOMETHING", data={"viewer": VIEWER, "node": None}))

    told = client(server).query("viewer", {})

    assert (told.data["viewer"]["login"], told.gaps) == ("lin", True)


def test_one_of_many_that_is_not_there_is_no_gap(server):
    server.will(errors("NOT_FOUND", data={"nodes": [None, {"id": "1"}]}))

    assert client(server).query("seen_repositories", {"ids": ["0", "1"]}).gaps is False


@pytest.mark.parametrize(
    "body",
    [b"<html>Sign in</html>", b"", b"{", b'{"data": {"viewer": {"databaseId": 7', "{}".encode("utf-16"), b"[" * 100_000, b"\0"],
    ids=["a page", "empty", "a brace", "cut in a string", "another charset", "nested", "NUL"],
)
def test_what_is_no_answer_is_refused_without_repeating_it(server, body):
    server.will(body)

    with pytest.raises(BadAnswer) as bad:
        read_account(client(server))

    assert f"{len(body)} bytes" in str(bad.value)
    assert "Sign in" not in str(bad.value)


def test_an_answer_that_lacks_what_the_schema_promises_is_a_bad_answer(server):
    server.will({"data": {"viewer": {"login": "lin"}}})

    with pytest.raises(BadAnswer):
        read_account(client(server))


def test_a_body_that_is_cut_off_is_asked_for_once_more(server):
    server.will(TOLD, cut=5)
    server.will(TOLD)

    assert read_account(client(server)).login == "lin"


def test_a_forge_that_is_down_is_unavailable(server):
    way = Client(api_url="http://127.0.0.1:9", graphql_url="http://127.0.0.1:9/graphql", token="t")

    with pytest.raises(Unavailable):
        read_account(way)


@pytest.mark.parametrize("fault", [{"slowly": True}, {"wait": 3.0}], ids=["a byte at a time", "silence"])
def test_no_answer_keeps_a_worker_longer_than_its_time(server, fault):
    server.will({"data": {"viewer": {**VIEWER, "login": "l" * 200}}}, **fault)
    began = time.monotonic()

    with pytest.raises(Unavailable):
        read_account(client(server, timeout_seconds=0.5))

    assert time.monotonic() - began < 4


def test_a_body_beyond_the_limit_is_refused_on_the_way(server):
    server.will(b'{"data": "' + b"x" * (21 * 1024 * 1024) + b'"}')

    with pytest.raises(BadAnswer, match="larger than"):
        read_account(client(server))


def test_a_renamed_repositorys_diff_is_found_at_its_new_place(server):
    diff = b"diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\n+b\n"
    server.will(b"", status=301, headers={"location": f"{server.base}/rest/v3/repositories/100/pulls/12"})
    server.will(diff, headers={"content-type": "text/plain"})

    assert patch_id(client(server), repository=REPOSITORY, number="12") is not None
    assert [one.path for one in server.asked] == ["/rest/v3/repos/lantern/core/pulls/12", "/rest/v3/repositories/100/pulls/12"]


def test_redirects_in_a_ring_come_to_an_end(server):
    server.will(b"", status=301, headers={"location": f"{server.base}/rest/v3/again"})

    with pytest.raises(BadAnswer):
        patch_id(client(server), repository=REPOSITORY, number="12")

    assert len(server.asked) == 4


def test_a_redirect_to_another_host_is_not_followed(server, other_server):
    server.will(b"", status=302, headers={"location": f"{other_server.base}/steal"})

    with pytest.raises(BadAnswer):
        patch_id(client(server), repository=REPOSITORY, number="12")

    assert other_server.asked == []


def test_an_answer_that_is_not_ready_is_not_asked_for_again_and_again(server):
    server.will(b"", status=202)

    with pytest.raises(Unavailable):
        patch_id(client(server), repository=REPOSITORY, number="12")

    assert len(server.asked) == 1


def _recorded(shared: Path, name: str):
    document = json.loads((shared / f"data/github/{name}.json").read_text(encoding="utf-8"))
    return [one["response"] for one in (document["exchanges"] if isinstance(document, dict) else document)]


def _replay(server, response):
    headers = {name.lower(): value for name, value in response["headers"]}
    for hop_by_hop in ("content-length", "transfer-encoding", "content-encoding", "connection"):
        headers.pop(hop_by_hop, None)
    server.plan.clear()
    server.will(response["body"].encode(), status=response["status"], headers=headers)


@pytest.mark.parametrize(
    ("name", "at", "error"),
    [
        ("rest/pygithub/SpecificExceptions.testBadCredentials", 0, TokenRefused),
        ("rest/pygithub/SpecificExceptions.testRateLimitExceeded", -1, RateLimited),
        ("rest/pygithub/Exceptions.testUnknownUser", 0, Missing),
        ("rest/pygithub/Exceptions.testJSONParseError", -1, BadAnswer),
        ("rest/pygithub/Retry.testReturnsRepoAfter1Retry", 0, Unavailable),
    ],
)
def test_recorded_refusals_have_their_errors(server, shared, name, at, error):
    _replay(server, _recorded(shared, name)[at])

    with pytest.raises(error):
        client(server).get("/user").json()


@pytest.mark.parametrize(
    ("name", "at", "error"),
    [
        ("graphql/pygithub/GraphQl.testNode", 1, Missing),
        ("graphql/pygithub/GraphQl.testQuery", 0, None),
        ("graphql/pygithub/PullRequest.testEnableAutomergeError", -1, BadAnswer),
    ],
)
def test_recorded_graphql_answers(server, shared, name, at, error):
    _replay(server, _recorded(shared, name)[at])
    way = client(server)

    if error is None:
        assert way.query("viewer", {}).data
    else:
        with pytest.raises(error):
            way.query("viewer", {})
