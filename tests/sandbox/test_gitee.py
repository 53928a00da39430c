"""gitee.com/api/v5."""

import pytest

API = "/gitee/api/v5"
WILLOW = f"{API}/repos/openwillow/willow-notes"


def test_lists_come_in_pages_with_their_numbers_in_the_headers(sandbox, gitee):
    pages = [sandbox.get(f"{WILLOW}/pulls", gitee, params={"state": "all", "per_page": 30, "page": page}) for page in (1, 2, 3)]

    total = int(pages[0].headers["total_count"])
    assert int(pages[0].headers["total_page"]) == -(-total // 30)
    ids = [one["id"] for page in pages for one in page.json()]
    assert len(set(ids)) == len(ids) == min(90, total)


@pytest.mark.parametrize(("asked", "given"), [(None, 20), (100, 100), (500, 100)])
def test_a_page_has_20_unless_told_and_at_most_100(sandbox, gitee, asked, given):
    busiest = max(
        (one for one in sandbox.world["repositories"] if one["forge"] == "gitee" and not one["private"]),
        key=lambda one: len(one["pulls"]),
    )
    owner = next(one["login"] for one in sandbox.world["accounts"] if one["forge"] == "gitee" and one["id"] == busiest["owner"])

    answer = sandbox.get(
        f"{API}/repos/{owner}/{busiest['name']}/pulls", gitee, params={"state": "all"} | ({"per_page": asked} if asked else {})
    )

    assert len(answer.json()) == given


@pytest.mark.parametrize(("state", "numbers"), [("open", {228}), ("merged", {215}), ("closed", set()), ("all", {215, 228})])
def test_pull_requests_are_found_by_author_and_state(sandbox, gitee, state, numbers):
    answer = sandbox.get(f"{WILLOW}/pulls", gitee, params={"author": "lin_zhixia", "state": state})

    assert {one["number"] for one in answer.json()} == numbers


def test_since_leaves_out_what_has_not_changed_and_times_are_chinas(sandbox, gitee):
    answer = sandbox.get(
        f"{WILLOW}/pulls", gitee, params={"author": "lin_zhixia", "state": "all", "since": "2026-11-01T00:00:00+08:00"}
    ).json()

    assert [(one["number"], one["created_at"]) for one in answer] == [(228, "2026-11-12T10:10:00+08:00")]


def test_events_are_scrolled_by_the_last_one_seen(sandbox, gitee):
    found, last = [], None
    while page := sandbox.get(
        f"{API}/users/lin_zhixia/events/public", gitee, params={"limit": 3} | ({"prev_id": last} if last else {})
    ).json():
        found += page
        last = page[-1]["id"]

    assert [int(one["id"]) for one in found] == sorted((int(one["id"]) for one in found), reverse=True)
    assert {one["repo"]["full_name"] for one in found} == {"openwillow/willow-notes", "openwillow/willow-sync"}
    assert {one["type"] for one in found} == {"PullRequestEvent", "PullRequestCommentEvent", "IssueEvent", "CreateEvent"}


def test_lines_are_texts(sandbox, gitee):
    files = sandbox.get(f"{WILLOW}/pulls/215/files", gitee).json()

    assert [(one["filename"], one["additions"], one["deletions"]) for one in files] == [
        ("src/core/export.ts", "12", "1"),
        ("tests/ui/test_export.ts", "5", "0"),
    ]


def test_of_more_than_300_files_300_are_told(sandbox, gitee):
    where, giant = next(
        (one, pull)
        for one in sandbox.world["repositories"]
        for pull in one["pulls"]
        if one["forge"] == "gitee" and len(pull["files"]) > 300
    )
    owner = next(one["login"] for one in sandbox.world["accounts"] if one["forge"] == "gitee" and one["id"] == where["owner"])

    assert len(sandbox.get(f"{API}/repos/{owner}/{where['name']}/pulls/{giant['number']}/files", gitee).json()) == 300


def test_the_merger_stands_in_the_logs_and_approvals_among_the_asked(sandbox, gitee):
    logs = sandbox.get(f"{WILLOW}/pulls/215/operate_logs", gitee).json()
    pull = sandbox.get(f"{WILLOW}/pulls/215", gitee).json()

    assert logs[0]["action_type"] == "merged_pr"
    assert "merged_by" not in pull
    assert [one["accept"] for one in pull["assignees"] + pull["testers"]] == [True]


def test_who_is_asked_to_review_or_to_test_is_found_by_that(sandbox, gitee):
    def found(**query):
        return {
            one["number"] for one in sandbox.get(f"{WILLOW}/pulls", gitee, params={"state": "all", "per_page": 100, **query}).json()
        }

    pulls = sandbox.get(f"{WILLOW}/pulls", gitee, params={"state": "all", "per_page": 100}).json()
    (asked,) = (one for pull in pulls if pull["number"] == 215 for one in pull["assignees"] + pull["testers"])

    assert 215 in found(assignee=asked["login"]) | found(tester=asked["login"])
    assert found(assignee=asked["login"]).isdisjoint(found(tester=asked["login"]))
    assert found(assignee="lin_zhixia") == set()


def test_the_closer_of_an_issue_stands_in_its_logs(sandbox, gitee):
    issue = next(
        one for one in sandbox.get(f"{WILLOW}/issues", gitee, params={"state": "rejected", "creator": "lin_zhixia"}).json()
    )

    (log,) = sandbox.get(
        f"{API}/repos/openwillow/issues/{issue['number']}/operate_logs", gitee, params={"repo": "willow-notes"}
    ).json()

    assert (log["action_type"], log["after_change_value"]) == ("change_issue_state", "已拒绝")
    assert log["created_at"] == issue["finished_at"] == "2026-09-12T10:10:00+08:00"


def test_the_token_may_also_stand_in_the_address(sandbox, gitee):
    assert sandbox.get(f"{API}/user", params={"access_token": gitee}).json()["login"] == "lin_zhixia"


def test_an_email_is_shown_to_its_owner_only(sandbox, gitee):
    assert "email" in sandbox.get(f"{API}/user", gitee).json()
    assert "email" not in sandbox.get(f"{API}/users/lin_zhixia", gitee).json()


def test_requests_are_counted_and_end_in_403(sandbox, gitee):
    sandbox.control("faults", rate_limits={"gitee": 1})

    assert [sandbox.get(f"{API}/user", gitee).status_code for _ in range(2)] == [200, 403]


def test_a_page_that_is_no_number_is_a_400(sandbox, gitee):
    assert sandbox.get(f"{WILLOW}/pulls", gitee, params={"page": "x"}).status_code == 400
