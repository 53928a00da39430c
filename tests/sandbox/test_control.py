"""The control port: log, faults, revocations, new work; and that a restart forgets nobody."""

import json
import time

import pytest
import requests

WILLOW = "/gitee/api/v5/repos/openwillow/willow-notes"


def test_the_log_has_every_request_with_its_points(sandbox, github):
    mine = sandbox.get("/api.github/user", github).json()["id"]
    sandbox.query("query WhoAmI { viewer { login } }", github)

    line = json.loads(sandbox.get("/_sandbox/log").text.splitlines()[-1])

    assert (line["forge"], line["method"], line["path"], line["status"]) == ("github", "POST", "/api.github/graphql", 200)
    assert (line["operation"], line["points"], line["account"]) == ("WhoAmI", 1, f"github:{mine}")
    assert json.loads((sandbox.folder / "log.jsonl").read_text().splitlines()[-1]) == line


def test_tokens_stand_nowhere_in_the_log(sandbox, github, gitee):
    sandbox.get("/api.github/user", github)
    sandbox.get("/gitee/api/v5/user", params={"access_token": gitee})

    log = sandbox.get("/_sandbox/log").text

    assert github not in log
    assert gitee not in log


def test_answers_can_be_delayed(sandbox, github):
    sandbox.control("faults", delay_ms=300)
    begun = time.perf_counter()

    sandbox.get("/api.github/user", github)

    assert 0.3 <= time.perf_counter() - begun < 2


def test_one_forge_can_be_down_while_the_other_answers(sandbox, github, gitee):
    sandbox.control("faults", down=["gitee"])

    assert sandbox.get("/gitee/api/v5/user", gitee).status_code == 503
    assert sandbox.get("/api.github/user", github).status_code == 200


def test_a_fault_is_for_so_many_requests_of_a_path(sandbox, gitee):
    sandbox.control("faults", faults=[{"match": "/pulls/215/files", "times": 2, "status": 502, "fault": "html"}])

    assert sandbox.get(f"{WILLOW}/pulls/215", gitee).status_code == 200
    assert [sandbox.get(f"{WILLOW}/pulls/215/files", gitee).status_code for _ in range(3)] == [502, 502, 200]


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        ({"fault": "html"}, 200, "<!doctype html>"),
        ({"fault": "empty"}, 200, ""),
        ({"fault": "broken"}, 200, '{"data"'),
        ({"fault": "refused"}, 401, "Bad credentials"),
        ({"fault": "rate_limited"}, 403, "API rate limit exceeded"),
        ({"fault": "secondary", "status": 429, "headers": {"Retry-After": "7"}}, 429, "secondary rate limit"),
        ({"fault": "resource_limits"}, 200, "RESOURCE_LIMITS_EXCEEDED"),
        ({"fault": "elsewhere", "body": "http://other.example/"}, 302, ""),
        ({"status": 500}, 500, "Server Error"),
    ],
)
def test_each_kind_of_trouble(sandbox, github, fault, status, text):
    sandbox.control("faults", faults=[fault])

    answer = sandbox.get("/api.github/user", github)

    assert answer.status_code == status
    assert text in answer.text
    for name, value in fault.get("headers", {}).items():
        assert answer.headers[name] == value


def test_a_body_can_be_cut(sandbox, github):
    sandbox.control("faults", faults=[{"fault": "cut"}])

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        sandbox.get("/api.github/user", github)


def test_an_answer_can_lack_a_part(sandbox, github):
    sandbox.control("faults", faults=[{"match": "graphql", "fault": "partial"}])

    answer = sandbox.query("{ viewer { login } rateLimit { cost } }", github).json()

    assert answer["data"] == {"viewer": {"login": "lin-zhixia"}, "rateLimit": None}
    assert answer["errors"][0]["path"] == ["rateLimit"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {"faults": [{"fault": "nonsense"}]}),
        ("faults", {"faults": [{"match": "("}]}),
        ("artefacts", {"forge": "github"}),
        ("revoke", {}),
    ],
)
def test_a_wrong_order_is_a_400(sandbox, path, body):
    assert sandbox.session.post(f"{sandbox.base}/_sandbox/{path}", json=body).status_code == 400


@pytest.mark.parametrize(("forge", "login"), [("github", "lin-zhixia"), ("gitee", "lin_zhixia")])
def test_new_work_is_there_at_once_and_after_a_restart(restart, forge, login):
    with restart() as sandbox:
        token = sandbox.token(forge, login)
        made = sandbox.control("artefacts", forge=forge, login=login, title="刚刚合并", additions=12)
        assert titles(sandbox, forge, login, token, made)[0] == "刚刚合并"

    with restart() as sandbox:
        assert titles(sandbox, forge, login, token, made)[0] == "刚刚合并"


def titles(sandbox, forge, login, token, made):
    if forge == "gitee":
        listed = sandbox.get(
            f"/gitee/api/v5/repos/{made['repository']}/pulls", token, params={"state": "all", "author": login}
        ).json()
        return [one["title"] for one in listed if str(one["id"]) == made["external_id"]]
    text = "{ viewer { pullRequests(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { title fullDatabaseId } } } }"
    nodes = sandbox.query(text, token).json()["data"]["viewer"]["pullRequests"]["nodes"]
    return [one["title"] for one in nodes if one["fullDatabaseId"] == made["external_id"]]


def test_a_revocation_outlives_a_restart(restart):
    with restart() as sandbox:
        token = sandbox.token("github", "lin-zhixia")
        sandbox.control("revoke", login="lin-zhixia")

    with restart() as sandbox:
        assert sandbox.get("/api.github/user", token).status_code == 401


def test_the_figures_count_requests_and_points(sandbox, github):
    before = sandbox.get("/_sandbox/stats").json()

    sandbox.query("{ viewer { login } }", github)

    after = sandbox.get("/_sandbox/stats").json()
    assert after["requests"]["github"] == before["requests"]["github"] + 1
    assert after["points"] == before["points"] + 1
