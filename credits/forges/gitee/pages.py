"""What a person contributed at Gitee, a small part at a time.

First the events tell in which repositories, and on which pull requests of others, the person was. Then, a repository at a time:
pull requests, reviews, issues, releases. The cursor is JSON: where this stands and what is still to do.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from credits.forges import texts
from credits.forges.errors import Missing, TokenRefused
from credits.forges.facts import Account, Contribution, Page, Repository, Step
from credits.forges.gitee import readers
from credits.forges.gitee.client import Client
from credits.forges.gitee.events import Seen, read_events
from credits.forges.wire import readable

# A pull request needs three more requests: so few a page keep what a page shows within seconds of what is stored.
PULL_REQUESTS_A_PAGE = 10
REVIEWS_A_PAGE = 10
ISSUES_A_PAGE = 30
EVENT_PAGES = 40  # 4,000 events; what is older shows in the repositories that they name
COMMENT_PAGES = 20
# A review's pull request may be closed, and a release be changed, without a new event of the person.
LOOK_BACK = timedelta(days=90)
STAGES = ("pull_requests", "asked", "reviews", "issues", "releases")

State = dict[str, Any]


def read_account(client: Client) -> Account:
    """Whose token it is; addresses only where the person allowed to see them."""
    user = client.one("/user")
    try:
        emails = client.whole("/emails")
    except (Missing, TokenRefused):
        # Without the scope `emails` this address refuses, though the token is good: `/user` has just shown it.
        emails = []
    with readable():
        return readers.read_account(user, emails)


def read_page(
    client: Client,
    *,
    account: Account,
    since: datetime | None,
    known: Sequence[str],
    cursor: str | None,
    elsewhere: Sequence[str] = (),
) -> Page:
    """The next part of what the account did since `since`, or ever.

    known: names of repositories to look into whatever the events say. elsewhere: names of repositories that are looked into if the
    account has a pull request there: events may not reach back far enough. cursor: of the page before, None to begin.
    Raises TokenRefused when the token turns out to be somebody else's.
    """
    state: State = json.loads(cursor) if cursor else _begin(client, account)
    with readable():
        if state["stage"] == "events":
            return _events(client, state, since=since, known=known, elsewhere=elsewhere)
        return _Part(client, account, since, state).page()


def _begin(client: Client, account: Account) -> State:
    """The login may have changed and even be another's now: lists are asked by today's, people compared by number."""
    holder = client.one("/user")
    if str(holder.get("id")) != account.external_id:
        raise TokenRefused("the token belongs to another account")
    return {"stage": "events", "login": holder["login"], "before": None, "pages": 0, "seen": {}}


def _events(client: Client, state: State, *, since: datetime | None, known: Sequence[str], elsewhere: Sequence[str]) -> Page:
    seen = Seen(state["seen"])
    before = read_events(
        client, login=state["login"], before=state["before"], since=None if since is None else since - LOOK_BACK, seen=seen
    )
    pages = state["pages"] + 1
    if before is not None and pages < EVENT_PAGES:
        following = {**state, "before": before, "pages": pages, "seen": seen.numbers}
    else:
        sure = dict.fromkeys([*seen.numbers, *known])
        todo = [[name, seen.numbers.get(name), True] for name in sure]
        todo += [[name, None, False] for name in dict.fromkeys(elsewhere) if name not in sure]
        following = {"stage": STAGES[0], "login": state["login"], "todo": todo, "at": 0, "page": 1}
        if not todo:
            return Page((), (), None, Step("repositories", 0, 0))
    return Page((), (), json.dumps(following), Step("repositories", 0, None))


class _Part:
    """One part of one repository, and where the next begins."""

    repository: Repository

    def __init__(self, client: Client, account: Account, since: datetime | None, state: State) -> None:
        self.client, self.account, self.since, self.state = client, account, since, state
        self.name, self.numbers, self.is_sure = state["todo"][state["at"]]
        self.path = f"/repos/{self.name}"

    def page(self) -> Page:
        read = {
            "pull_requests": self._pull_requests,
            "asked": self._asked,
            "reviews": self._reviews,
            "issues": self._issues,
            "releases": self._releases,
        }
        found: list[Contribution] = []
        told: tuple[Repository, ...] = ()
        try:
            if not (self.is_sure or "repository" in self.state or self._has_pull_request()):
                following = self._next_repository()
                return Page((), (), None if following is None else json.dumps(following), self._step(following))
            self._read_repository()
            if self.repository.private:
                told, following = (self.repository,), self._next_repository()
            else:
                found, following = read[self.state["stage"]]()
                told = (self.repository,) if found else ()
        except Missing:
            # Renamed, gone, made private or closed: what was read of it before stands.
            following = self._next_repository()
        return Page(tuple(found), told, None if following is None else json.dumps(following), self._step(following))

    def _step(self, following: State | None) -> Step:
        total = len(self.state["todo"])
        stage = "reviews" if self.state["stage"] == "asked" else self.state["stage"]
        return Step(stage, total if following is None else following["at"], total, self.name)

    def _read_repository(self) -> None:
        if "repository" not in self.state:
            project = self.client.one(self.path)
            told = _dump(readers.read_repository(project))
            self.state = {**self.state, "repository": told, "url": texts.storable(project.get("html_url"))}
        self.repository = _load(self.state["repository"])

    def _has_pull_request(self) -> bool:
        listed = self.client.listed(f"{self.path}/pulls", page=1, per_page=1, author=self.state["login"], state="all")
        return any(self._is_theirs(pull.get("user")) for pull in listed.items)

    def _pull_requests(self) -> tuple[list[Contribution], State | None]:
        listed = self.client.listed(
            f"{self.path}/pulls",
            page=self.state["page"],
            per_page=PULL_REQUESTS_A_PAGE,
            author=self.state["login"],
            **self._changed(),
        )
        found: list[Contribution] = [
            self._pull_request(pull) for pull in listed.items if self._is_theirs(pull.get("user")) and not pull.get("security_hole")
        ]
        return found, self._next_page(is_last=listed.is_last)

    def _pull_request(self, pull: dict[str, Any]) -> Contribution:
        path = f"{self.path}/pulls/{pull['number']}"
        return readers.read_pull_request(
            pull,
            repository=self.repository,
            files=self.client.whole(f"{path}/files"),
            commits=self.client.whole(f"{path}/commits"),
            logs=self.client.whole(f"{path}/operate_logs") if pull["state"] == "merged" else None,
        )

    def _asked(self) -> tuple[list[Contribution], State | None]:
        """Whom a project asked to review or test is on its list; with the events' numbers that is where to look for reviews."""
        numbers = set(self.numbers or ())
        if self.numbers is not None:
            for role in ("assignee", "tester"):
                held = self.client.all(
                    f"{self.path}/pulls", most_pages=COMMENT_PAGES, **{role: self.state["login"]}, **self._changed()
                )
                numbers |= {int(pull["number"]) for pull in held or () if not self._is_theirs(pull.get("user"))}
            if 0 in numbers:
                numbers = (numbers - {0}) | self._commented()
        return [], {**self.state, "stage": "reviews", "numbers": sorted(numbers, reverse=True)}

    def _commented(self) -> set[int]:
        """The pull requests on which the person remarked, where the events do not say which."""
        try:
            comments = self.client.all(f"{self.path}/pulls/comments", most_pages=COMMENT_PAGES, direction="desc")
        except Missing:
            return set()
        theirs = [comment for comment in comments or () if self._is_theirs(comment.get("user"))]
        return {int(str(comment["pull_request_url"]).rpartition("/")[2]) for comment in theirs}

    def _reviews(self) -> tuple[list[Contribution], State | None]:
        numbers = self.state["numbers"]
        found: list[Contribution] = []
        for number in numbers[:REVIEWS_A_PAGE]:
            path = f"{self.path}/pulls/{number}"
            pull = self.client.one(path)
            comments = self.client.all(f"{path}/comments", most_pages=COMMENT_PAGES) or []
            review = readers.read_review(pull, comments, repository=self.repository, by=self.account.code)
            if review is not None and not pull.get("security_hole"):
                found.append(review)
        rest = numbers[REVIEWS_A_PAGE:]
        return found, {**self.state, "numbers": rest} if rest else self._next_stage()

    def _issues(self) -> tuple[list[Contribution], State | None]:
        listed = self.client.listed(
            f"{self.path}/issues", page=self.state["page"], per_page=ISSUES_A_PAGE, creator=self.state["login"], **self._changed()
        )
        found: list[Contribution] = [
            self._issue(issue) for issue in listed.items if self._is_theirs(issue.get("user")) and not issue.get("security_hole")
        ]
        return found, self._next_page(is_last=listed.is_last)

    def _issue(self, issue: dict[str, Any]) -> Contribution:
        owner, _, name = self.name.partition("/")
        is_over = issue["state"] in {"closed", "rejected"}
        logs = self.client.whole(f"/repos/{owner}/issues/{issue['number']}/operate_logs", repo=name) if is_over else None
        return readers.read_issue(issue, repository=self.repository, logs=logs)

    def _releases(self) -> tuple[list[Contribution], State | None]:
        if self.numbers is None:
            return [], self._next_stage()
        listed = self.client.listed(f"{self.path}/releases", page=self.state["page"], direction="desc")
        theirs = [release for release in listed.items if self._is_theirs(release.get("author"))]
        found: list[Contribution] = [
            readers.read_release(release, repository=self.repository, url=self.state["url"]) for release in theirs
        ]
        until = None if self.since is None else self.since - LOOK_BACK
        is_old = until is not None and any(datetime.fromisoformat(release["created_at"]) < until for release in listed.items)
        return found, self._next_page(is_last=listed.is_last or is_old)

    def _is_theirs(self, user: dict[str, Any] | None) -> bool:
        return readers.account(user) == self.account.code

    def _changed(self) -> dict[str, str]:
        """Everything, or what changed since; what changed last comes first, so that a shift repeats something and loses nothing."""
        since = {} if self.since is None else {"since": self.since.isoformat()}
        return {"state": "all", "sort": "updated", "direction": "desc", **since}

    def _next_page(self, *, is_last: bool) -> State | None:
        return self._next_stage() if is_last else {**self.state, "page": self.state["page"] + 1}

    def _next_stage(self) -> State | None:
        place = STAGES.index(self.state["stage"]) + 1
        return {**self.state, "stage": STAGES[place], "page": 1} if place < len(STAGES) else self._next_repository()

    def _next_repository(self) -> State | None:
        at = self.state["at"] + 1
        if at >= len(self.state["todo"]):
            return None
        return {"stage": STAGES[0], "login": self.state["login"], "todo": self.state["todo"], "at": at, "page": 1}


def _dump(repository: Repository) -> list[Any]:
    moment = None if repository.created_at is None else repository.created_at.isoformat()
    return [repository.external_id, repository.name, repository.owner, repository.private, moment]


def _load(stored: list[Any]) -> Repository:
    external_id, name, owner, private, created_at = stored
    return Repository(
        forge="gitee", external_id=external_id, name=name, owner=owner, private=private, created_at=texts.moment(created_at)
    )
