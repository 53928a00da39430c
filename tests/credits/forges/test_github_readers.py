"""GitHub's nodes become facts; what it does not tell is None."""

import json
from datetime import UTC, datetime

import pytest

from credits.forges.github import readers

VIEWER = {"__typename": "User", "databaseId": 7}
MAINTAINER = {"__typename": "User", "databaseId": 8}
BOT = {"__typename": "Bot", "databaseId": 49699333}
REPOSITORY = {
    "id": "R_1", "databaseId": 100, "nameWithOwner": "lantern/core", "isPrivate": False, "createdAt": "2020-01-01T00:00:00Z",
    "owner": {"__typename": "Organization", "databaseId": 4},
}  # fmt: skip
WHOLE = {"hasNextPage": False, "endCursor": None}
MORE = {"hasNextPage": True, "endCursor": "c1"}


def commit(message, *users, more=False):
    authors = {"pageInfo": MORE if more else WHOLE, "nodes": [{"user": user and {"databaseId": user}} for user in users]}
    return {"commit": {"oid": "c" * 40, "message": message, "authors": authors}}


def pull_request(**told):
    files = [{"path": "src/a.py", "additions": 10, "deletions": 2}, {"path": "README.md", "additions": 1, "deletions": 0}]
    return {
        "id": "PR_1", "fullDatabaseId": "5000000001", "number": 12, "title": "Read dates", "body": "", "url": "https://x/12",
        "state": "MERGED", "merged": True, "mergedAt": "2026-09-10T08:00:00Z", "closedAt": "2026-09-10T08:00:00Z",
        "createdAt": "2026-09-01T00:00:00Z", "updatedAt": "2026-09-11T00:00:00Z", "headRefOid": "a" * 40, "changedFiles": 2,
        "author": VIEWER, "mergedBy": MAINTAINER, "mergeCommit": {"oid": "b" * 40}, "repository": REPOSITORY,
        "labels": {"nodes": []}, "latestOpinionatedReviews": {"pageInfo": WHOLE, "nodes": []},
        "files": {"totalCount": 2, "pageInfo": WHOLE, "nodes": files},
        "commits": {"totalCount": 1, "pageInfo": WHOLE, "nodes": [commit("Read dates", 7)]},
        **told,
    }  # fmt: skip


def review_by(actor, state="APPROVED", *, may_push=True):
    return {"state": state, "authorCanPushToRepository": may_push, "author": actor}


def opinions(*reviews, page=WHOLE):
    return {"pageInfo": page, "nodes": list(reviews)}


def test_a_merged_pull_request():
    told = readers.read_pull_request(pull_request())

    assert (told.external_id, told.account, told.repository, told.number) == ("5000000001", "github:7", "github:100", "12")
    assert (told.state, told.merged_by, told.authors) == ("accepted", "github:8", ("github:7",))
    assert told.worked_at == datetime(2026, 9, 1, tzinfo=UTC)
    assert told.counted_at == datetime(2026, 9, 10, 8, tzinfo=UTC)
    assert told.changes == {"docs": (1, 0), "source": (10, 2)}
    assert (told.approved_by, told.spam, told.ai_trailers, told.reverts) == ((), False, (), None)
    assert (told.head_commit, told.merge_commit) == ("a" * 40, "b" * 40)


@pytest.mark.parametrize(("state", "expected"), [("OPEN", "open"), ("MERGED", "accepted"), ("CLOSED", "refused")])
def test_the_three_states(state, expected):
    assert readers.read_pull_request(pull_request(state=state)).state == expected


@pytest.mark.parametrize(
    ("field", "fact"),
    [
        ("files", "changes"), ("files", "shape"), ("commits", "authors"), ("commits", "ai_trailers"), ("labels", "spam"),
        ("latestOpinionatedReviews", "approved_by"), ("mergedBy", "merged_by"), ("mergeCommit", "merge_commit"),
    ],
)  # fmt: skip
def test_what_github_failed_on_is_not_known(field, fact):
    told = readers.read_pull_request(pull_request(**{field: None}))

    assert getattr(told, fact) is None


def test_a_merge_that_changed_nothing_has_no_changes_and_that_is_known():
    told = readers.read_pull_request(pull_request(changedFiles=0, files=None))

    assert (told.changes, told.shape) == ({}, None)


@pytest.mark.parametrize(("changed", "known"), [(3_000, True), (3_001, False)])
def test_of_more_than_3000_files_the_changes_are_not_known(changed, known):
    nodes = [{"path": f"src/{at}.py", "additions": 1, "deletions": 0} for at in range(3_000)]

    told = readers.read_pull_request(pull_request(changedFiles=changed, files={"pageInfo": WHOLE, "nodes": nodes}))

    assert told.changes == ({"source": (3_000, 0)} if known else None)


def test_a_list_of_files_that_is_shorter_than_promised_is_not_taken_for_the_whole():
    assert readers.read_pull_request(pull_request(changedFiles=3)).changes is None


@pytest.mark.parametrize(("count", "known"), [(250, True), (251, False)])
def test_of_more_than_250_commits_the_authors_are_not_known(count, known):
    nodes = [commit("x", 7) for _ in range(250)]

    told = readers.read_pull_request(pull_request(commits={"totalCount": count, "pageInfo": WHOLE, "nodes": nodes}))

    assert told.authors == (("github:7",) if known else None)


def test_authors_are_the_opener_first_then_those_of_the_commits_who_have_an_account():
    commits = {"totalCount": 2, "pageInfo": WHOLE, "nodes": [commit("x", 30, None), commit("y", 7, 20)]}

    assert readers.read_pull_request(pull_request(commits=commits)).authors == ("github:7", "github:30", "github:20")


def test_an_approval_counts_from_those_who_may_write():
    reviews = opinions(
        review_by(MAINTAINER), review_by(VIEWER, may_push=False), review_by(None), review_by(BOT),
        review_by({"__typename": "User", "databaseId": 9}, "CHANGES_REQUESTED"),
    )  # fmt: skip

    told = readers.read_pull_request(pull_request(latestOpinionatedReviews=reviews))

    assert told.approved_by == ("github:8", "github:49699333!bot")


def test_no_approval_among_the_first_reviews_of_many_is_not_known_to_be_none():
    reviews = opinions(review_by(MAINTAINER, "CHANGES_REQUESTED"), page=MORE)

    assert readers.read_pull_request(pull_request(latestOpinionatedReviews=reviews)).approved_by is None


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (VIEWER, "github:7"),
        (BOT, "github:49699333!bot"),
        ({"__typename": "Organization", "databaseId": 4}, "github:4"),
        ({"__typename": "Mannequin"}, None),
        (None, None),
    ],
)
def test_accounts_go_by_number_a_bot_says_so_and_a_ghost_is_nobody(actor, code):
    assert readers.account_code(actor) == code


def test_a_revert_by_githubs_button_names_what_it_takes_back():
    node = pull_request(title='Revert "Read dates"', body="Reverts lantern/core#7")

    assert readers.read_pull_request(node).reverts == "#7"


def test_the_projects_label_spam_is_kept():
    assert readers.read_pull_request(pull_request(labels={"nodes": [{"name": "spam"}]})).spam is True


def test_lines_that_name_a_program_are_kept():
    commits = {"totalCount": 1, "pageInfo": WHOLE, "nodes": [commit("x\n\nAssisted-by: Copilot", 7)]}

    assert readers.read_pull_request(pull_request(commits=commits)).ai_trailers == ("Assisted-by: Copilot",)


def test_hostile_titles_are_kept_as_they_are_but_for_what_nothing_can_store():
    title = "<script>\N{RIGHT-TO-LEFT OVERRIDE}" + "长" * 4_000 + "\0\ud800"

    told = readers.read_pull_request(pull_request(title=title))

    assert told.title == "<script>\N{RIGHT-TO-LEFT OVERRIDE}" + "长" * 4_000 + "\N{REPLACEMENT CHARACTER}" * 2


def contributed_review(**told):
    return {
        "pullRequestReview": {
            "fullDatabaseId": "6000000001", "state": "COMMENTED", "bodyText": "好的", "submittedAt": "2026-09-02T00:00:00Z",
            "updatedAt": "2026-09-02T00:00:00Z", "url": "https://x/12#r1", "author": VIEWER, "comments": {"totalCount": 3},
            "pullRequest": {"number": 12, "title": "t", "state": "OPEN", "author": MAINTAINER, "repository": REPOSITORY},
            **told,
        }
    }  # fmt: skip


def test_a_review_counts_its_remarks_and_characters():
    told = readers.read_review(contributed_review())

    assert (told.external_id, told.comments, told.body_characters) == ("6000000001", 3, 2)
    assert (told.pull_request_author, told.pull_request_closed) == ("github:8", False)
    assert (told.state, told.worked_at, told.counted_at) == ("accepted", *[datetime(2026, 9, 2, tzinfo=UTC)] * 2)


def test_a_review_that_was_not_sent_yet_or_is_of_a_private_repository_is_left_out():
    hidden = {"number": 1, "title": "t", "state": "OPEN", "author": None, "repository": {**REPOSITORY, "isPrivate": True}}

    assert readers.read_review(contributed_review(submittedAt=None)) is None
    assert readers.read_review(contributed_review(pullRequest=hidden)) is None


def issue(**told):
    return {
        "fullDatabaseId": "1", "number": 3, "title": "t", "url": "u", "state": "CLOSED", "stateReason": "COMPLETED",
        "createdAt": "2026-09-01T00:00:00Z", "closedAt": "2026-09-03T00:00:00Z", "updatedAt": "2026-09-03T00:00:00Z",
        "author": VIEWER, "repository": REPOSITORY, "timelineItems": {"nodes": [{"actor": MAINTAINER, "closer": None}]}, **told,
    }  # fmt: skip


def test_an_issue_is_closed_by_who_pressed_the_button():
    told = readers.read_issue(issue())

    assert (told.state, told.closed_by, told.completed) == ("accepted", "github:8", True)


def test_an_issue_that_a_pull_request_closed_is_closed_by_who_merged_that():
    closer = {"merged": True, "mergedBy": {"__typename": "User", "databaseId": 9}}

    told = readers.read_issue(issue(timelineItems={"nodes": [{"actor": VIEWER, "closer": closer}]}))

    assert told.closed_by == "github:9"


@pytest.mark.parametrize(("reason", "completed"), [("COMPLETED", True), ("NOT_PLANNED", False), ("DUPLICATE", False), (None, None)])
def test_an_issue_is_completed_by_its_reason_and_without_one_it_is_not_known(reason, completed):
    assert readers.read_issue(issue(stateReason=reason)).completed is completed


def test_a_reopened_issue_is_open_and_nobody_closed_it():
    told = readers.read_issue(issue(state="OPEN", stateReason="REOPENED", closedAt=None))

    assert (told.state, told.counted_at, told.closed_by, told.completed) == ("open", None, None, None)


def release(**told):
    return {
        "id": "RE_1", "databaseId": 9, "name": "", "tagName": "v1.0", "isDraft": False, "isPrerelease": True,
        "createdAt": "2026-09-01T00:00:00Z", "publishedAt": "2026-09-02T00:00:00Z", "updatedAt": None, "url": "u",
        "author": {"databaseId": 7}, **told,
    }  # fmt: skip


def test_a_release_is_named_by_its_tag_and_dated_by_its_publishing():
    told = readers.read_release(release(), REPOSITORY)

    assert (told.number, told.title, told.draft, told.prerelease) == ("v1.0", "v1.0", False, True)
    assert told.worked_at == told.counted_at == datetime(2026, 9, 2, tzinfo=UTC)


def test_a_draft_is_open_and_a_release_of_a_ghost_is_nobodys():
    draft = readers.read_release(release(isDraft=True, publishedAt=None), REPOSITORY)

    assert (draft.state, draft.counted_at) == ("open", None)
    assert readers.read_release(release(author=None), REPOSITORY) is None


def history_commit(message):
    person = {"user": {"databaseId": 7}}
    return {
        "oid": "d" * 40,
        "message": message,
        "committedDate": "2026-09-05T00:00:00Z",
        "author": person,
        "committer": {"user": None},
    }


def test_a_commit_takes_back_what_gits_own_sentence_names():
    told = readers.read_commit_revert(history_commit(f'Revert "x"\n\nThis reverts commit {"e" * 40}.'))

    assert (told.by, told.reverts) == (("sha:" + "d" * 40,), "sha:" + "e" * 40)
    assert readers.read_commit_revert(history_commit("Reverts #12 partly")) is None


def test_a_commit_that_names_pull_requests_may_be_how_they_landed():
    told = readers.read_landings(history_commit("Read dates (#12), see lantern/other#13"), "lantern/core")

    assert [(number, landing.author, landing.committer) for number, landing in told] == [("12", "github:7", None)]


def recorded(folder):
    for path in sorted(folder.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for exchange in document["exchanges"] if isinstance(document, dict) else document:
            yield path.name, exchange


def test_recorded_repositories_are_read_from_rest(shared):
    bodies = [
        exchange["response"]["body"]
        for folder in ("rest", "graphql")
        for _, exchange in recorded(shared / f"data/github/{folder}/pygithub")
        if exchange["request"]["method"] == "GET" and exchange["response"]["body"].startswith('{"id":')
    ]
    payloads = [payload for payload in map(json.loads, bodies) if "full_name" in payload]

    told = {repository.code: repository for repository in map(readers.read_rest_repository, payloads)}

    assert len(payloads) == 34
    assert told["github:3544490"].name == "PyGithub/PyGithub"
    assert told["github:3544490"].created_at == datetime(2012, 2, 25, 12, 53, 47, tzinfo=UTC)
    assert all(repository.owner and repository.private is False for repository in told.values())


def test_recorded_closed_events_name_nobody_by_a_login_alone(shared):
    """They were asked for without numbers, one of them without the closer's merger."""
    items = json.loads((shared / "data/github/graphql/grimoirelab-elk/githubql_events.json").read_text(encoding="utf-8"))
    events = [item["data"] for item in items if item["data"].get("eventType") == "ClosedEvent"]

    told = [readers.read_issue(issue(timelineItems={"nodes": [event]})) for event in events]

    assert [one.closed_by for one in told] == [None, None]
