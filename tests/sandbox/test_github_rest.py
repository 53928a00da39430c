"""api.github.com beside GraphQL."""

import hashlib

import pytest

LANTERN = "/api.github/repos/lanternfs/lantern"


def test_what_has_not_changed_is_304_and_costs_nothing(sandbox, github):
    first = sandbox.get(LANTERN, github)

    again = sandbox.get(LANTERN, github, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]
    assert sandbox.get(LANTERN, github, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_renamed_repository_leads_to_its_number(sandbox, github):
    renamed = next(
        one for one in sandbox.world["repositories"] if one["forge"] == "github" and one["former_names"] and not one["private"]
    )

    moved = sandbox.get(f"/api.github/repos/{renamed['former_names'][0]}", github)

    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{sandbox.base}/api.github/repositories/{renamed['id']}"
    assert sandbox.get(f"/api.github/repositories/{renamed['id']}", github).json()["id"] == renamed["id"]


def test_a_renamed_person_is_not_found_by_the_old_login(sandbox, github):
    world = sandbox.world
    mover = next(one for one in world["accounts"] if one["former_logins"] == ["tidy-otter"])
    newcomer = next(one for one in world["accounts"] if one["login"] == "tidy-otter")

    assert sandbox.get("/api.github/users/tidy-otter", github).json()["id"] == newcomer["id"] != mover["id"]
    assert sandbox.get(f"/api.github/user/{mover['id']}", github).json()["login"] == mover["login"]


def test_a_private_repository_is_not_there(sandbox, github):
    world = sandbox.world
    private = next(one for one in world["repositories"] if one["forge"] == "github" and one["private"])
    owner = next(one["login"] for one in world["accounts"] if one["forge"] == "github" and one["id"] == private["owner"])

    assert sandbox.get(f"/api.github/repos/{owner}/{private['name']}", github).status_code == 404
    assert sandbox.get(f"/api.github/repositories/{private['id']}", github).status_code == 404


def test_a_pull_request_comes_as_a_diff_when_asked(sandbox, github):
    diff = sandbox.get(f"{LANTERN}/pulls/1842", github, headers={"Accept": "application/vnd.github.diff"}).text

    lines = diff.split("\n")
    added = [one for one in lines if one.startswith("+") and not one.startswith("+++")]
    deleted = [one for one in lines if one.startswith("-") and not one.startswith("---")]
    assert (len(added), len(deleted)) == (237, 202)
    assert lines[0] == "diff --git a/src/core/watch.rs b/src/core/watch.rs"


def test_a_diff_that_is_too_long_is_refused(sandbox, github):
    giant = next(
        (one, pull)
        for one in sandbox.world["repositories"]
        for pull in one["pulls"]
        if one["forge"] == "github" and len(pull["files"]) > 3_000
    )
    path = f"/api.github/repositories/{giant[0]['id']}/pulls/{giant[1]['number']}"

    answer = sandbox.get(path, github, headers={"Accept": "application/vnd.github.diff"})

    assert answer.status_code == 406
    assert answer.json()["errors"][0]["code"] == "too_large"


def test_a_copied_patch_is_the_same_text_at_the_other_forge(sandbox, github):
    world = sandbox.world
    pulls = {(one["forge"], pull["id"]): (one, pull) for one in world["repositories"] for pull in one["pulls"]}
    there, copy = next(found for found in pulls.values() if found[0]["forge"] == "gitee" and found[1]["same_as"])
    here, original = pulls["github", copy["same_as"]]
    names = {(one["forge"], one["id"]): one["login"] for one in world["accounts"]}

    ours = sandbox.get(
        f"/api.github/repositories/{here['id']}/pulls/{original['number']}",
        github,
        headers={"Accept": "application/vnd.github.diff"},
    )
    theirs = sandbox.get(f"/gitee/{names['gitee', there['owner']]}/{there['name']}/pulls/{copy['number']}.diff")

    assert hashlib.sha256(ours.content).hexdigest() == hashlib.sha256(theirs.content).hexdigest()


def test_requests_are_counted_and_end_in_403(sandbox, github):
    sandbox.control("faults", rate_limits={"core": 2})

    statuses = [sandbox.get(LANTERN, github) for _ in range(3)]

    assert [one.status_code for one in statuses] == [200, 200, 403]
    assert [one.headers["X-RateLimit-Remaining"] for one in statuses] == ["1", "0", "0"]
    assert statuses[2].json()["message"].startswith("API rate limit exceeded for user ID")
    assert "Retry-After" not in statuses[2].headers


@pytest.mark.parametrize("path", ["/api.github/repos/lanternfs/nothing", f"{LANTERN}/pulls/999999", "/api.github/elsewhere"])
def test_what_is_not_there_is_404(sandbox, github, path):
    assert sandbox.get(path, github).json()["message"] == "Not Found"
    assert sandbox.get(path, github).status_code == 404
