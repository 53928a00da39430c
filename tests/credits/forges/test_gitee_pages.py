"""How Gitee is asked: a small server on a real socket says what each test needs."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from credits.forges import gitee
from credits.forges.errors import BadAnswer, Missing, RateLimited, TokenRefused, Unavailable
from credits.forges.facts import Account, Repository
from credits.forges.gitee import history

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
ACCOUNT = Account(forge="gitee", external_id="1", login="lin", url="")
REPOSITORY = Repository(forge="gitee", external_id="5", name="acme/pool", owner=None, private=False, created_at=None)
PROJECT = {
    "id": 5,
    "full_name": "acme/pool",
    "private": False,
    "internal": False,
    "owner": {"id": 9},
    "created_at": "2020-01-01T00:00:00+08:00",
    "html_url": "https://gitee.example/acme/pool.git",
}
EVENT = {
    "id": "77",
    "type": "PullRequestEvent",
    "repo": {"full_name": "acme/pool"},
    "created_at": "2026-10-01T07:30:00+08:00",
    "payload": {},
}


def pull(number, user=1, state="open"):
    return {
        "id": 1000 + number,
        "number": number,
        "state": state,
        "title": "fix",
        "created_at": "2026-10-01T07:30:00+08:00",
        "merged_at": "2026-10-02T07:30:00+08:00" if state == "merged" else None,
        "user": {"id": user},
        "assignees": [],
        "testers": [],
        "labels": [],
    }


class Gitee:
    """Routes: path below /api/v5 → body, or a function of the query, or a planned answer's keywords."""

    def __init__(self, server):
        self.server = server
        self.routes = {
            "/user": {"id": 1, "login": "lin", "html_url": "https://gitee.example/lin"},
            "/users/lin/events/public": lambda query: [] if "prev_id" in query else [EVENT],
            "/repos/acme/pool": PROJECT,
        }
        server.plan.append(self._answer)

    def _answer(self, asked):
        split = urlsplit(asked.path)
        query = {name: values[-1] for name, values in parse_qs(split.query).items()}
        path = split.path.removeprefix("/api/v5")
        found = self.routes.get(path)
        if found is None:
            found = [] if path.count("/") > 3 else {"status": 404, "body": {"message": "404 Not Found"}}
        found = found(query) if callable(found) else found
        planned = dict(found) if isinstance(found, dict) and "status" in found else {"body": found}
        answer = type(self.server)(self.server.base)
        answer.will(planned.pop("body", b""), **planned)
        return answer.plan[0]

    def client(self, token="secret"):
        return gitee.Client(api_url=f"{self.server.base}/api/v5", token=token, timeout_seconds=2)

    def read(self, *, since=None, known=()):
        client, cursor, pages = self.client(), None, []
        while True:
            page = gitee.read_page(client, account=ACCOUNT, since=since, known=known, cursor=cursor)
            pages.append(page)
            cursor = page.cursor
            if cursor is None:
                return pages

    def asked(self, word):
        return [asked.path for asked in self.server.asked if word in asked.path]


@pytest.fixture
def forge(server):
    return Gitee(server)


def found(pages):
    return [(item.kind, item.external_id) for page in pages for item in page.contributions]


def test_a_token_of_somebody_else_reads_nothing(forge):
    forge.routes["/user"] = {"id": 2, "login": "lin"}

    with pytest.raises(TokenRefused):
        forge.read()

    assert len(forge.server.asked) == 1


def test_a_revoked_token_is_refused(forge):
    forge.routes["/user"] = {"status": 401, "body": {"message": "401 Unauthorized: Access token does not exist"}}

    with pytest.raises(TokenRefused):
        gitee.read_account(forge.client())


def test_without_the_scope_for_addresses_there_are_none(forge):
    forge.routes["/emails"] = {"status": 403, "body": {"message": "forbidden"}}

    assert gitee.read_account(forge.client()).emails == ()


def test_the_token_stands_in_the_header_and_in_no_address(forge):
    forge.read()

    assert {asked.headers["authorization"] for asked in forge.server.asked} == {"Bearer secret"}
    assert forge.asked("secret") == []


def test_who_was_renamed_is_asked_for_by_todays_name_and_nobody_else_counts(forge):
    forge.routes["/user"] = {"id": 1, "login": "lin-new"}
    forge.routes["/users/lin-new/events/public"] = forge.routes.pop("/users/lin/events/public")
    forge.routes["/repos/acme/pool/pulls"] = lambda query: [pull(1), pull(2, user=4)] if "author" in query else []

    pages = forge.read()

    assert found(pages) == [("pull_request", "1001")]
    assert "author=lin-new" in forge.asked("author=")[0]


def test_a_short_page_is_the_last_only_if_the_header_says_so(forge):
    def pulls(query):
        if "author" not in query:
            return []
        number = int(query["page"])
        return {"status": 200, "body": [pull(number)], "headers": {"total_page": "3", "total_count": "3"}}

    forge.routes["/repos/acme/pool/pulls"] = pulls

    assert found(forge.read()) == [("pull_request", "1001"), ("pull_request", "1002"), ("pull_request", "1003")]


def test_twelve_pages_are_twelve_and_not_one(forge):
    def releases(query):
        release = {"id": int(query["page"]), "tag_name": "v1", "created_at": "2026-10-01T07:30:00+08:00", "author": {"id": 1}}
        return {"status": 200, "body": [release], "headers": {"total_page": "12"}}

    forge.routes["/repos/acme/pool/releases"] = releases

    assert len(found(forge.read())) == 12


def test_a_link_header_to_another_server_is_not_followed(forge, other_server):
    link = {"link": f'<{other_server.base}/api/v5/repos/acme/pool/pulls?page=2>; rel="next"'}
    forge.routes["/repos/acme/pool/pulls"] = {"status": 200, "body": [], "headers": link}

    forge.read()

    assert other_server.asked == []


def test_a_redirect_on_the_same_server_is_followed(forge):
    forge.routes["/repos/acme/old"] = {"status": 301, "headers": {"location": "/api/v5/repos/acme/pool"}}
    old = Repository(forge="gitee", external_id="5", name="acme/old", owner=None, private=False, created_at=None)

    page = gitee.read_repository(forge.client(), repository=old, since=SINCE, cursor=None)

    assert page.repository.name == "acme/pool"


def test_a_redirect_to_another_server_does_not_get_the_token(forge, other_server):
    forge.routes["/user"] = {"status": 302, "headers": {"location": f"{other_server.base}/user"}}

    with pytest.raises(BadAnswer, match="another server"):
        gitee.read_account(forge.client())

    assert other_server.asked == []


def test_a_redirect_in_a_circle_ends(forge):
    forge.routes["/user"] = {"status": 302, "headers": {"location": "/api/v5/user"}}

    with pytest.raises(BadAnswer):
        gitee.read_account(forge.client())

    assert len(forge.server.asked) == 3


def test_a_private_repository_is_told_and_nothing_of_it_read(forge):
    forge.routes["/repos/acme/pool"] = {**PROJECT, "private": True}
    forge.routes["/repos/acme/pool/pulls"] = [pull(1)]

    pages = forge.read()

    assert found(pages) == []
    assert [(told.code, told.private) for page in pages for told in page.repositories] == [("gitee:5", True)]
    assert forge.asked("/pulls") == []


def test_a_private_security_report_is_left_out(forge):
    forge.routes["/repos/acme/pool/pulls"] = [{**pull(1), "security_hole": True}]

    assert found(forge.read()) == []


def test_a_repository_that_is_gone_does_not_stop_the_others(forge):
    gone = {**EVENT, "id": "78", "repo": {"full_name": "acme/gone"}}
    forge.routes["/users/lin/events/public"] = lambda query: [] if "prev_id" in query else [gone, EVENT]
    forge.routes["/repos/acme/pool/pulls"] = lambda query: [pull(1)] if "author" in query else []

    assert found(forge.read()) == [("pull_request", "1001")]


def test_a_limit_in_the_middle_says_how_long_and_the_same_cursor_goes_on(forge):
    answers = iter([{"status": 429, "headers": {"retry-after": "7"}}, {"status": 200, "body": [pull(1)]}])
    forge.routes["/repos/acme/pool/pulls"] = lambda query: next(answers) if "author" in query else []
    client = forge.client()
    cursor = None
    while json.loads(cursor or "{}").get("stage") != "pull_requests":
        cursor = gitee.read_page(client, account=ACCOUNT, since=None, known=[], cursor=cursor).cursor

    with pytest.raises(RateLimited) as caught:
        gitee.read_page(client, account=ACCOUNT, since=None, known=[], cursor=cursor)
    page = gitee.read_page(client, account=ACCOUNT, since=None, known=[], cursor=cursor)

    assert caught.value.retry_after_seconds == 7
    assert found([page]) == [("pull_request", "1001")]
    assert client.requests == len(forge.server.asked)


def test_a_forge_that_is_down_is_unavailable(forge):
    forge.routes["/repos/acme/pool"] = {"status": 503}

    with pytest.raises(Unavailable):
        forge.read()


def test_an_answer_of_another_shape_is_a_bad_answer(forge):
    forge.routes["/repos/acme/pool/pulls"] = [{"id": 1, "user": {"id": 1}, "state": "open"}]

    with pytest.raises(BadAnswer):
        forge.read()


def test_an_object_where_a_list_belongs_is_a_bad_answer(forge):
    forge.routes["/users/lin/events/public"] = {"message": "later"}

    with pytest.raises(BadAnswer, match="no list"):
        forge.read()


def test_what_was_known_before_is_looked_into_without_an_event(forge):
    forge.routes["/users/lin/events/public"] = []
    forge.routes["/repos/acme/pool/pulls"] = lambda query: [pull(1)] if "author" in query else []

    assert found(forge.read(known=["acme/pool"])) == [("pull_request", "1001")]


def test_nothing_done_is_nothing_to_do(forge):
    forge.routes["/users/lin/events/public"] = []

    (page,) = forge.read()

    assert (page.contributions, page.step.total) == ((), 0)


def test_a_remark_is_found_by_the_address_in_its_event(forge):
    remark = {
        **EVENT,
        "type": "PullRequestCommentEvent",
        "payload": {"comment": {"html_url": "https://x.example/acme/pool/pulls/3#n"}},
    }
    forge.routes["/users/lin/events/public"] = lambda query: [] if "prev_id" in query else [remark]
    forge.routes["/repos/acme/pool/pulls/3"] = pull(3, user=4)
    forge.routes["/repos/acme/pool/pulls/3/comments"] = [
        {"id": 1, "user": {"id": 1}, "created_at": "2026-10-01T07:30:00+08:00", "position": "3", "body": "why"}
    ]

    assert found(forge.read()) == [("review", "1003")]
    assert forge.asked("/pulls/comments") == []


def test_a_remark_whose_event_names_nothing_is_looked_for_in_the_repository(forge):
    remark = {**EVENT, "type": "PullRequestCommentEvent"}
    comment = {"id": 1, "user": {"id": 1}, "created_at": "2026-10-01T07:30:00+08:00", "position": None, "body": "why"}
    forge.routes["/users/lin/events/public"] = lambda query: [] if "prev_id" in query else [remark]
    forge.routes["/repos/acme/pool/pulls/comments"] = [{**comment, "pull_request_url": "https://x.example/repos/acme/pool/pulls/3"}]
    forge.routes["/repos/acme/pool/pulls/3"] = pull(3, user=4)
    forge.routes["/repos/acme/pool/pulls/3/comments"] = [comment]

    assert found(forge.read()) == [("review", "1003")]


def test_only_what_changed_since_is_asked_for(forge):
    forge.read(since=SINCE)

    assert all("since=2026-01-01T00%3A00%3A00%2B00%3A00" in path for path in [*forge.asked("author="), *forge.asked("creator=")])
    assert forge.asked("author=")


def test_events_older_than_wanted_end_the_scrolling(forge):
    old = {**EVENT, "created_at": "2024-10-01T07:30:00+08:00"}
    forge.routes["/users/lin/events/public"] = [old]

    assert found(forge.read(since=SINCE)) == []
    assert len(forge.asked("/events/")) == 1


def test_a_name_that_another_repository_took_is_missing(forge):
    forge.routes["/repos/acme/pool"] = {**PROJECT, "id": 6}

    with pytest.raises(Missing):
        gitee.read_repository(forge.client(), repository=REPOSITORY, since=SINCE, cursor=None)


def test_a_past_is_complete_back_to_where_it_was_asked_for(forge):
    forge.routes["/repos/acme/pool/pulls"] = [pull(1, state="merged"), pull(2, user=4, state="merged")]

    first = gitee.read_repository(forge.client(), repository=REPOSITORY, since=SINCE, cursor=None)
    last = gitee.read_repository(forge.client(), repository=first.repository, since=SINCE, cursor=first.cursor)

    assert [(merged.number, merged.author) for merged in first.merged] == [("1", "gitee:1"), ("2", "gitee:4")]
    assert (last.cursor, last.covers_from) == (None, SINCE)


def test_a_past_longer_than_is_read_says_how_far_back_it_goes(forge, monkeypatch):
    monkeypatch.setattr(history, "MOST_PAGES", 1)
    forge.routes["/repos/acme/pool/pulls"] = {"status": 200, "body": [pull(1, state="merged")], "headers": {"total_page": "9"}}

    page = gitee.read_repository(forge.client(), repository=REPOSITORY, since=SINCE, cursor=None)

    assert page.covers_from == datetime(2026, 10, 1, 23, 30, tzinfo=UTC)


def test_elsewhere_one_question_a_repository_tells_that_there_is_nothing(forge):
    forge.routes["/users/lin/events/public"] = []
    forge.routes["/repos/acme/pool/pulls"] = []

    client = forge.client()
    page = gitee.read_page(client, account=ACCOUNT, since=None, known=[], elsewhere=["acme/pool"], cursor=None)
    asked = client.requests
    last = gitee.read_page(client, account=ACCOUNT, since=None, known=[], cursor=page.cursor)

    assert (last.contributions, last.cursor, client.requests - asked) == ((), None, 1)
