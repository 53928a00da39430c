"""Gitee's recorded answers, unchanged, through the readers. Names of people stay in the recordings: numbers are compared."""

import json
from datetime import UTC, datetime

import pytest

from credits.forges.errors import BadAnswer
from credits.forges.gitee import history, readers
from credits.forges.gitee.patch import read_file_patch


@pytest.fixture
def recorded(shared):
    return lambda name: json.loads((shared / "data" / "gitee" / "rest" / name).read_text(encoding="utf-8"))


@pytest.fixture
def merged(recorded):
    pull = recorded("perceval-gitee/gitee_pull_request1.json")
    pull = pull[0] if isinstance(pull, list) else pull
    return readers.read_pull_request(
        pull,
        repository=readers.read_repository(pull["base"]["repo"]),
        files=None,
        commits=recorded("perceval-gitee/gitee_pull_request1_commits.json"),
        logs=recorded("perceval-gitee/gitee_pull_request1_action_logs.json"),
    )


def test_a_merged_pull_request(merged):
    assert (merged.external_id, merged.number, merged.repository) == ("2203778", "1", "gitee:8725354")
    assert merged.account == "gitee:1335980"
    assert merged.state == "accepted"
    assert merged.worked_at == datetime(2020, 4, 4, 4, 50, 47, tzinfo=UTC)
    assert merged.counted_at == datetime(2020, 4, 5, 9, 29, 41, tzinfo=UTC)
    assert merged.merged_by == "gitee:1335980"
    assert merged.authors == ("gitee:1335980",)
    assert merged.head_commit == "8cd1bca4f2989ac2e2753a152c8c4c8e065b22f5"
    assert (merged.spam, merged.ai_trailers, merged.reverts) == (False, (), None)


def test_what_was_not_read_and_what_an_old_answer_lacks_is_not_known(merged):
    assert merged.changes is None
    assert merged.shape is None
    assert merged.approved_by is None  # the people asked are there, what they said is not


def test_an_open_pull_request_is_neither_counted_nor_merged(recorded):
    pull = recorded("go-scm/pr.json")

    read = readers.read_pull_request(
        pull,
        repository=readers.read_repository(pull["base"]["repo"]),
        files=[],
        commits=recorded("go-scm/pr_commits.json"),
        logs=None,
    )

    assert (read.state, read.counted_at, read.merged_by, read.closed_at) == ("open", None, None, None)
    assert read.approved_by == ()
    assert read.changes == {}
    assert read.account == "gitee:1535738"
    assert read.worked_at == datetime(2021, 9, 30, 8, 38, 19, tzinfo=UTC)


def test_an_issue_whose_number_is_a_text(recorded):
    issue = recorded("go-scm/issues.json")[0]
    logs = [
        {
            "user": {"id": 7},
            "created_at": "2021-09-29T11:05:40+08:00",
            "action_type": "change_issue_state",
            "after_change_value": "已完成",
        },
        {"user": {"id": 8}, "created_at": "2021-09-29T11:05:45+08:00", "action_type": "set_assignee"},
    ]

    read = readers.read_issue(issue, repository=readers.read_repository(issue["repository"]), logs=logs)

    assert (read.external_id, read.number, read.repository) == ("7296764", "I4CE7W", "gitee:14836026")
    assert (read.state, read.completed, read.closed_by) == ("accepted", True, "gitee:7")
    assert read.counted_at == datetime(2021, 9, 29, 3, 5, 49, tzinfo=UTC)


def test_who_closed_an_issue_is_not_known_without_its_log(recorded):
    issue = recorded("go-scm/issues.json")[0]

    read = readers.read_issue(issue, repository=readers.read_repository(issue["repository"]), logs=None)

    assert read.closed_by is None


def test_a_repository_with_its_beginning_and_owner(recorded):
    read = readers.read_repository(recorded("go-scm/repos.json")[0])

    assert (read.code, read.owner, read.private) == ("gitee:14836026", "gitee:1535738", False)
    assert read.created_at == datetime(2021, 3, 24, 3, 24, 34, tzinfo=UTC)


def test_a_repository_inside_another_body_does_not_tell_its_beginning(recorded):
    assert readers.read_repository(recorded("go-scm/pr.json")["base"]["repo"]).created_at is None


def test_the_holder_of_a_token(recorded):
    read = readers.read_account(
        recorded("go-scm/user.json"), [{"email": "a@example.org", "state": "confirmed"}, {"email": "b@example.org", "state": "new"}]
    )

    assert (read.code, read.emails) == ("gitee:1535738", ("a@example.org",))


def test_remarks_of_one_person_are_one_review_and_their_own_pull_request_has_none(recorded):
    pull = {**recorded("go-scm/pr.json"), "user": {"id": 9}}
    comments = recorded("go-scm/pr_comments.json")
    repository = readers.read_repository(pull["base"]["repo"])
    inline = {**comments[0], "position": "12", "created_at": "2021-10-06T09:00:00+08:00"}

    review = readers.read_review(pull, [*comments, inline], repository=repository, by="gitee:1535738")
    own = readers.read_review({**pull, "user": {"id": 1535738}}, comments, repository=repository, by="gitee:1535738")

    assert own is None
    assert (review.external_id, review.comments, review.body_characters) == ("4730187", 1, 14)
    assert (review.pull_request_author, review.pull_request_closed) == ("gitee:9", False)
    assert review.worked_at == review.counted_at == datetime(2021, 10, 6, 1, tzinfo=UTC)


def test_commits_of_the_default_branch(recorded):
    repository = readers.read_repository(recorded("go-scm/repos.json")[0])
    commits = recorded("go-scm/commits.json")

    assert [history.read_commit_reverts(commit, repository=repository) for commit in commits] == [[], [], []]
    assert [history.read_landings(commit, repository=repository) for commit in commits] == [[], [], []]


# Answers of shapes that are documented and not recorded.

REPOSITORY = readers.read_repository({"id": 5, "full_name": "acme/pool", "private": False})
PULL = {
    "id": 4_000_000_001,
    "number": 12,
    "state": "merged",
    "title": "fix \ud800",
    "body": None,
    "created_at": "2026-10-01T07:30:00+08:00",
    "merged_at": "2026-10-02T07:30:00+08:00",
    "closed_at": "2026-10-02T07:30:00+08:00",
    "user": {"id": 1},
    "assignees": [{"id": 2, "accept": True}, {"id": 3, "accept": False}],
    "testers": [{"id": 2, "accept": True}, {"id": 4, "accept": True, "type": "Bot"}],
    "labels": [{"name": "Spam"}],
    "head": {"sha": "f" * 40},
}


def _commit(message, author=1, sha="a" * 40):
    user = None if author is None else {"id": author}
    stamp = {"name": "x", "email": "x@example.org", "date": "2026-10-02T07:30:00+08:00"}
    return {"sha": sha, "author": user, "committer": {"id": 2}, "commit": {"message": message, "author": stamp, "committer": stamp}}


def _file(name="src/a.py", added="3", deleted="1"):
    return {"filename": name, "additions": added, "deletions": deleted}


def _read(pull=PULL, files=(), commits=(), logs=()):
    return readers.read_pull_request({**PULL, **pull}, repository=REPOSITORY, files=files, commits=commits, logs=logs)


def test_approvals_spam_and_numbers_beyond_32_bits():
    read = _read()

    assert read.external_id == "4000000001"
    assert read.approved_by == ("gitee:2", "gitee:4!bot")
    assert read.spam is True
    assert read.title == "fix \N{REPLACEMENT CHARACTER}"
    assert read.merged_by is None


def test_lines_are_texts_and_add_up_by_class():
    assert _read(files=[_file(), _file("tests/test_a.py", "10", "0"), _file("logo.png", "0", "0")]).changes == {
        "source": (3, 1),
        "test": (10, 0),
    }


@pytest.mark.parametrize(("count", "is_known"), [(299, True), (300, False)])
def test_a_list_of_files_that_may_have_been_cut_says_nothing(count, is_known):
    read = _read(files=[_file(f"src/{number}.py") for number in range(count)])

    assert (read.changes is not None) is is_known
    assert (read.shape is not None) is is_known


@pytest.mark.parametrize(("count", "is_known"), [(249, True), (250, False)])
def test_a_list_of_commits_that_may_have_been_cut_names_no_authors(count, is_known):
    assert (_read(commits=[_commit("x")] * count).authors is not None) is is_known


def test_authors_are_the_opener_and_others_with_an_account_each_once():
    commits = [_commit("x", author=6), _commit("y", author=None), _commit("Co-authored-by: z <z@example.org>", author=6)]

    assert _read(commits=commits).authors == ("gitee:1", "gitee:6")


def test_a_pull_request_of_somebody_who_is_gone_has_no_authors():
    assert _read({"user": None}, commits=[_commit("x", author=6)]).authors is None


@pytest.mark.parametrize(
    ("pull", "commits", "reverts"),
    [
        ({"title": "Revert x", "body": "Reverts !11"}, [], "#11"),
        ({"body": "no"}, [_commit("This reverts commit abcdef0.")], "sha:abcdef0"),
        ({"body": "no"}, [_commit("This reverts commit abcdef0."), _commit("fix")], None),
    ],
)
def test_what_a_pull_request_takes_back(pull, commits, reverts):
    assert _read(pull, commits=commits).reverts == reverts


def test_gitees_own_commit_of_a_merge_is_another_name_of_the_pull_request():
    commit = _commit('!13 Revert "x"\nMerge pull request !13 from a/b\n\nThis reverts commit ' + "b" * 40 + ".")

    (revert,) = history.read_commit_reverts(commit, repository=REPOSITORY)
    landings = history.read_landings(commit, repository=REPOSITORY)

    assert revert.by == ("sha:" + "a" * 40, "#13")
    assert revert.reverts == "sha:" + "b" * 40
    assert [(number, landing.merges) for number, landing in landings] == [("13", True)]


def test_a_commit_that_closes_a_pull_request_lands_it_with_its_author_and_committer():
    ((number, landing),) = history.read_landings(_commit("fix\n\nCloses !12"), repository=REPOSITORY)

    assert (number, landing.author, landing.committer, landing.merges) == ("12", "gitee:1", "gitee:2", False)
    assert landing.at == datetime(2026, 10, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "told"), [("open", "open"), ("progressing", "open"), ("closed", "accepted"), ("rejected", "refused")]
)
def test_the_states_of_an_issue(state, told):
    issue = {"id": 1, "number": "I1", "state": state, "created_at": "2026-10-01T07:30:00+08:00", "user": {"id": 1}}

    assert readers.read_issue(issue, repository=REPOSITORY, logs=[]).state == told


def test_a_state_that_nobody_knows_is_not_guessed():
    with pytest.raises(BadAnswer):
        _read({"state": "haunted"})


@pytest.mark.parametrize(("release", "draft", "state"), [({}, False, "accepted"), ({"draft": True}, True, "open")])
def test_a_release_that_does_not_tell_draft_is_none(release, draft, state):
    told = {
        "id": 3,
        "tag_name": "v1",
        "name": "",
        "prerelease": True,
        "created_at": "2026-10-01T07:30:00+08:00",
        "author": {"id": 1},
    }

    read = readers.read_release({**told, **release}, repository=REPOSITORY, url="https://gitee.example/acme/pool.git")

    assert (read.draft, read.state, read.prerelease, read.title) == (draft, state, True, "v1")
    assert read.url == "https://gitee.example/acme/pool/releases/tag/v1"


def test_an_enterprises_inner_repository_is_private():
    assert readers.is_private({"private": False, "internal": True}) is True
    assert readers.is_private({}) is None


def test_the_patch_of_a_file_that_is_too_large_is_not_known():
    patch = {"diff": "@@ -1 +1 @@\n-a\n+b", "old_path": "x.py", "new_path": "y.py", "too_large": False}

    assert read_file_patch({**_file("y.py"), "patch": patch}).lines == ("@@ -1 +1 @@", "-a", "+b")
    assert read_file_patch({**_file("y.py"), "patch": {**patch, "too_large": True}}) is None
    assert read_file_patch({**_file("y.py"), "patch": {**patch, "diff": ""}}) is None
