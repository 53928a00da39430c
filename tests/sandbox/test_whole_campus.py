"""What can be read over HTTP with a student's own token is what the world says is theirs, of all four kinds."""

import pytest

GITHUB = """query($pulls: String, $issues: String) { viewer {
  pullRequests(first: 50, after: $pulls) { pageInfo { hasNextPage endCursor } nodes {
    fullDatabaseId number title state createdAt mergedAt closedAt mergedBy { __typename ... on User { databaseId } ... on Bot { databaseId } }
    additions deletions changedFiles headRefOid commits(first: 1) { totalCount }
    latestOpinionatedReviews(first: 10) { nodes { state authorCanPushToRepository author { ... on User { databaseId } } } }
    repository { databaseId } } }
  issues(first: 100, after: $issues) { pageInfo { hasNextPage endCursor } nodes {
    fullDatabaseId number state stateReason createdAt closedAt repository { databaseId }
    timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent {
      actor { ... on User { databaseId } } closer { ... on PullRequest { mergedBy { ... on User { databaseId } ... on Bot { databaseId } } } } } } } } } } }"""
REVIEWS = """query($from: DateTime, $to: DateTime, $after: String) { viewer { contributionsCollection(from: $from, to: $to) {
  pullRequestReviewContributions(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { pullRequestReview {
    fullDatabaseId state submittedAt bodyText comments(first: 1) { totalCount } pullRequest { number state author { __typename ... on User { databaseId } ... on Bot { databaseId } } }
    repository { databaseId } } } } } } }"""
RELEASES = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { releases(first: 100) { nodes {
  databaseId tagName isPrerelease publishedAt author { databaseId } } } } }"""
YEARS = (("2024-11-25T00:00:00Z", "2025-11-24T00:00:00Z"), ("2025-11-24T00:00:01Z", "2026-11-24T00:00:00Z"))


def chosen(world, forge):
    """The demo's students, everybody who plays a pattern, and every tenth of the rest."""
    holders = [one for one in world["members"] if any(account["forge"] == forge for account in one["accounts"])]
    return [one for place, one in enumerate(holders) if one["notes"] or place % 10 == 0]


def account(found):
    return None if found is None else f"github:{found['databaseId']}{'!bot' if found.get('__typename') == 'Bot' else ''}"


def paged(ask, connection):
    """All nodes of a connection; `ask` takes a cursor and gives the data."""
    found, cursor, more = [], None, True
    while more:
        page = connection(ask(cursor))
        found += page["nodes"]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return found


def of_github(sandbox, token, repositories):
    def ask(text, **variables):
        answer = sandbox.query(text, token, **variables).json()
        assert "errors" not in answer
        return answer["data"]

    pulls = paged(lambda cursor: ask(GITHUB, pulls=cursor), lambda data: data["viewer"]["pullRequests"])
    issues = paged(lambda cursor: ask(GITHUB, issues=cursor), lambda data: data["viewer"]["issues"])
    reviews = {
        one["pullRequestReview"]["fullDatabaseId"]: one["pullRequestReview"]
        for begin, end in YEARS
        for one in paged(
            lambda cursor, begin=begin, end=end: ask(REVIEWS, **{"from": begin, "to": end, "after": cursor}),
            lambda data: data["viewer"]["contributionsCollection"]["pullRequestReviewContributions"],
        )
    }
    mine = sandbox.get("/api.github/user", token).json()["id"]
    for one in pulls:
        approvals = [
            each
            for each in one["latestOpinionatedReviews"]["nodes"]
            if each["state"] == "APPROVED" and each["authorCanPushToRepository"]
        ]
        yield {
            "kind": "pull_request",
            "external_id": one["fullDatabaseId"],
            "number": str(one["number"]),
            "title": one["title"],
            "repository": f"github:{one['repository']['databaseId']}",
            "worked_at": one["createdAt"],
            "merged": one["mergedAt"],
            "merged_by": account(one["mergedBy"]),
            "approved_by": sorted(account(each["author"]) for each in approvals),
            "lines": (one["additions"], one["deletions"], one["changedFiles"]),
        }
    for one in issues:
        events = one["timelineItems"]["nodes"]
        closer = ((events[0]["closer"] or {}).get("mergedBy") or events[0]["actor"]) if events else None
        yield {
            "kind": "issue",
            "external_id": one["fullDatabaseId"],
            "number": str(one["number"]),
            "repository": f"github:{one['repository']['databaseId']}",
            "worked_at": one["createdAt"],
            "counted_at": one["closedAt"],
            "closed_by": account(closer) and account(closer).removesuffix("!bot"),
            "completed": one["stateReason"] == "COMPLETED" if one["state"] == "CLOSED" else None,
        }
    for one in reviews.values():
        yield {
            "kind": "review",
            "external_id": one["fullDatabaseId"],
            "repository": f"github:{one['repository']['databaseId']}",
            "worked_at": one["submittedAt"],
            "comments": one["comments"]["totalCount"],
            "body_characters": len(one["bodyText"]),
            "pull_request_author": account(one["pullRequest"]["author"]),
            "pull_request_closed": one["pullRequest"]["state"] != "OPEN",
        }
    for name in repositories:
        owner, short = name.split("/")
        for one in ask(RELEASES, owner=owner, name=short)["repository"]["releases"]["nodes"]:
            if one["author"]["databaseId"] == mine:
                yield {
                    "kind": "release",
                    "external_id": str(one["databaseId"]),
                    "worked_at": one["publishedAt"],
                    "prerelease": one["isPrerelease"],
                }


def expected_of_github(one):
    """The world's facts in the words of the query."""
    if one["kind"] == "pull_request":
        pull = {name: one[name] for name in ("kind", "external_id", "number", "title", "repository", "worked_at", "approved_by")}
        lines = None if one["files"] is None else (one["additions"], one["deletions"], len(one["files"]))
        landed = one["landed"]
        return pull | {
            "merged": None if landed else one["counted_at"],
            "merged_by": None if landed else one["merged_by"],
            "lines": lines,
        }
    names = {
        "issue": ("kind", "external_id", "number", "repository", "worked_at", "counted_at", "closed_by", "completed"),
        "review": (
            "kind",
            "external_id",
            "repository",
            "worked_at",
            "comments",
            "body_characters",
            "pull_request_author",
            "pull_request_closed",
        ),
        "release": ("kind", "external_id", "worked_at", "prerelease"),
    }
    fact = {name: one[name] for name in names[one["kind"]]}
    if fact.get("closed_by"):
        fact["closed_by"] = fact["closed_by"].removesuffix("!bot")
    return fact


def by_id(facts):
    return {(one["kind"], one["external_id"]): one for one in facts}


@pytest.mark.timeout(240)
def test_github_tells_each_student_what_the_world_holds(sandbox):
    for member in chosen(sandbox.world, "github"):
        login = next(one["login"] for one in member["accounts"] if one["forge"] == "github")
        expected = [one for one in member["expected"] if one["forge"] == "github"]
        token = sandbox.token("github", login)

        found = by_id(of_github(sandbox, token, {one["repository_name"] for one in expected}))

        wanted = by_id(map(expected_of_github, expected))
        for key, one in wanted.items():
            if one.get("lines", 0) is None:
                one["lines"] = found[key]["lines"]  # more files than are told: the world does not say how many
        assert found == wanted, login


class Gitee:
    """One student's reading of Gitee."""

    def __init__(self, sandbox, token, login):
        self.sandbox, self.token, self.login = sandbox, token, login
        self.mine = self.ask("/user").json()["id"]

    def ask(self, path, **query):
        answer = self.sandbox.get(f"/gitee/api/v5{path}", self.token, params=query)
        assert answer.status_code == 200, (path, answer.text)
        return answer

    def everything(self, path, **query):
        found, page, pages = [], 1, 1
        while page <= pages:
            answer = self.ask(path, page=page, per_page=100, **query)
            found, page, pages = found + answer.json(), page + 1, int(answer.headers["total_page"])
        return found

    def repositories(self):
        names, last = set(), None
        while events := self.ask(f"/users/{self.login}/events/public", limit=100, **({"prev_id": last} if last else {})).json():
            names |= {one["repo"]["full_name"] for one in events}
            last = events[-1]["id"]
        return names

    def facts(self):
        for name in self.repositories():
            yield from self.pulls(name)
            yield from self.reviews(name)
            yield from self.issues(name)
            yield from self.releases(name)

    def pulls(self, name):
        repository = f"gitee:{self.ask(f'/repos/{name}').json()['id']}"
        for one in self.everything(f"/repos/{name}/pulls", author=self.login, state="all", sort="updated"):
            files = self.ask(f"/repos/{name}/pulls/{one['number']}/files").json()
            logs = self.ask(f"/repos/{name}/pulls/{one['number']}/operate_logs").json()
            merger = [each["user"]["id"] for each in logs if each["action_type"] == "merged_pr"]
            accepted = [each["id"] for each in one["assignees"] + one["testers"] if each["accept"]]
            yield {
                "kind": "pull_request",
                "external_id": str(one["id"]),
                "repository": repository,
                "title": one["title"],
                "merged_by": f"gitee:{merger[0]}" if merger else None,
                "approved_by": sorted(f"gitee:{each}" for each in accepted),
                "lines": sum(int(each["additions"]) for each in files) if len(files) < 300 else None,
                "state": one["state"],
            }

    def reviews(self, name):
        pulls = {one["number"]: one for one in self.everything(f"/repos/{name}/pulls", state="all")}
        remarks = {}
        for one in self.everything(f"/repos/{name}/pulls/comments"):
            number = int(one["pull_request_url"].rsplit("/", 1)[1])
            if one["user"]["id"] == self.mine and pulls[number]["user"]["id"] != self.mine:
                remarks.setdefault(number, []).append(one)
        for number, found in remarks.items():
            yield {
                "kind": "review",
                "external_id": str(pulls[number]["id"]),
                "comments": sum(each["position"] is not None for each in found),
                "body_characters": sum(len(each["body"]) for each in found if each["position"] is None),
            }

    def issues(self, name):
        owner, short = name.split("/")
        for one in self.everything(f"/repos/{name}/issues", creator=self.login, state="all"):
            logs = self.ask(f"/repos/{owner}/issues/{one['number']}/operate_logs", repo=short).json()
            yield {
                "kind": "issue",
                "external_id": str(one["id"]),
                "number": one["number"],
                "state": {"closed": "accepted", "rejected": "refused"}.get(one["state"], "open"),
                "closed_by": f"gitee:{logs[0]['user']['id']}" if one["finished_at"] else None,
            }

    def releases(self, name):
        for one in self.everything(f"/repos/{name}/releases"):
            if one["author"]["id"] == self.mine:
                yield {"kind": "release", "external_id": str(one["id"]), "prerelease": one["prerelease"]}


def expected_of_gitee(one):
    names = {
        "pull_request": ("kind", "external_id", "repository", "title", "approved_by"),
        "review": ("kind", "external_id", "comments", "body_characters"),
        "issue": ("kind", "external_id", "number", "state", "closed_by"),
        "release": ("kind", "external_id", "prerelease"),
    }
    fact = {name: one[name] for name in names[one["kind"]]}
    if one["kind"] == "pull_request":
        merged = one["state"] == "accepted" and not one["landed"]
        fact["merged_by"] = one["merged_by"] if merged else None
        fact["lines"] = one["additions"]
        fact["state"] = "merged" if merged else "open" if one["state"] == "open" else "closed"
    return fact


@pytest.mark.timeout(240)
def test_gitee_tells_each_student_what_the_world_holds(sandbox):
    for member in chosen(sandbox.world, "gitee"):
        login = next(one["login"] for one in member["accounts"] if one["forge"] == "gitee")
        expected = [one for one in member["expected"] if one["forge"] == "gitee"]

        found = by_id(Gitee(sandbox, sandbox.token("gitee", login), login).facts())

        assert found == by_id(map(expected_of_gitee, expected)), login
