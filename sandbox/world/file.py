"""The world as a file, and back. References are written as ids within their forge."""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from sandbox.world.expected import artefacts, external_contributors
from sandbox.world.things import Account, Commit, Issue, Member, Person, PullRequest, Release, Remark, Repository, Review, World

_Json = dict[str, Any]


def dump(world: World) -> str:
    """One line a thing of the first rank, so that two worlds can be compared by eye."""
    expected = artefacts(world)
    parts = {
        "accounts": [asdict(one) for one in world.accounts],
        "repositories": [_repository(one) for one in world.repositories],
        "members": [_member(one, expected.get(one.number, [])) for one in world.members],
    }
    lists = ",\n".join(f'"{name}": [\n{_lines(items)}\n]' for name, items in parts.items())
    return f'{{"seed": {world.seed},\n{lists}}}\n'


def _lines(items: Iterable[_Json]) -> str:
    return ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)


def _id(thing: Account | PullRequest | None) -> int | None:
    return None if thing is None else thing.id


def _ids(things: Iterable[Account]) -> list[int]:
    return [one.id for one in things]


def _plain(thing: object, *, without: str = "", **instead: object) -> _Json:
    """The fields as they stand, some replaced, some left out."""
    left_out = set(without.split())
    return {one.name: instead.get(one.name, getattr(thing, one.name)) for one in fields(thing) if one.name not in left_out}  # type: ignore[arg-type]


def _repository(one: Repository) -> _Json:
    return _plain(
        one,
        owner=one.owner.id,
        writers=_ids(one.writers),
        pulls=[_pull_request(pull) for pull in one.pulls],
        issues=[
            _plain(
                issue,
                without="forge repository",
                author=_id(issue.author),
                closed_by=_id(issue.closed_by),
                closer=_id(issue.closer),
            )
            for issue in one.issues
        ],
        releases=[_plain(release, without="forge repository", author=release.author.id) for release in one.releases],
        pushed=[_commit(commit) for commit in one.pushed],
        commits=[_commit(commit) for commit in one.commits],
    ) | {"external_contributors": external_contributors(one)}


def _pull_request(one: PullRequest) -> _Json:
    return _plain(
        one,
        without="forge repository",
        author=_id(one.author),
        commits=[_commit(commit) for commit in one.commits],
        merged_by=_id(one.merged_by),
        reviews=[
            _plain(
                review,
                without="forge pull_request",
                author=_id(review.author),
                remarks=[asdict(remark) for remark in review.remarks],
            )
            for review in one.reviews
        ],
        accepted_by=_ids(one.accepted_by),
        asked=_ids(one.asked),
        reverts=_id(one.reverts),
        same_as=_id(one.same_as),
        landed=None if one.landed is None else _commit(one.landed),
    )


def _commit(one: Commit) -> _Json:
    return _plain(one, authors=[_person(author) for author in one.authors], committer=_person(one.committer))


def _person(one: Person) -> list[object]:
    return [one.name, one.email, _id(one.account)]


def _member(one: Member, expected: list[dict[str, object]]) -> _Json:
    accounts = [{"forge": account.forge, "id": account.id, "login": account.login} for account in one.accounts]
    return _plain(one, accounts=accounts) | ({} if one.roles else {"expected": expected})


def load(folder: Path) -> World:
    """The world of a folder that `python -m sandbox world` wrote."""
    data = json.loads((folder / "world.json").read_text(encoding="utf-8"))
    accounts = [Account(**one) for one in data["accounts"]]
    reader = _Reader({(one.forge, one.id): one for one in accounts})
    repositories = [reader.repository(one) for one in data["repositories"]]
    reader.tie()
    members = []
    for one in data["members"]:
        one.pop("expected", None)
        one["accounts"] = [reader.accounts[account["forge"], account["id"]] for account in one["accounts"]]
        members.append(Member(**one))
    return World(seed=data["seed"], accounts=accounts, repositories=repositories, members=members)


class _Reader:
    def __init__(self, accounts: dict[tuple[str, int], Account]) -> None:
        self.accounts = accounts
        self.pulls: dict[tuple[str, int], PullRequest] = {}
        self.ties: list[tuple[object, str, str, int]] = []

    def account(self, forge: str, identity: int | None) -> Account | None:
        return None if identity is None else self.accounts[forge, identity]

    def some(self, forge: str, identities: list[int]) -> list[Account]:
        return [self.accounts[forge, one] for one in identities]

    def repository(self, data: _Json) -> Repository:
        del data["external_contributors"]
        forge, inner = data["forge"], {name: data.pop(name) for name in ("pulls", "issues", "releases", "pushed", "commits")}
        one = Repository(**data | {"owner": self.accounts[forge, data["owner"]], "writers": self.some(forge, data["writers"])})
        one.pulls = [self.pull_request(one, pull) for pull in inner["pulls"]]
        one.issues = [self.issue(one, issue) for issue in inner["issues"]]
        one.releases = [
            Release(**release | {"forge": forge, "repository": one, "author": self.accounts[forge, release["author"]]})
            for release in inner["releases"]
        ]
        one.pushed = [self.commit(forge, commit) for commit in inner["pushed"]]
        one.commits = [self.commit(forge, commit) for commit in inner["commits"]]
        return one

    def pull_request(self, repository: Repository, data: _Json) -> PullRequest:
        forge = repository.forge
        reviews, reverts, same = data.pop("reviews"), data.pop("reverts"), data.pop("same_as")
        data["commits"] = [self.commit(forge, one) for one in data["commits"]]
        data["landed"] = None if data["landed"] is None else self.commit(forge, data["landed"])
        for name in ("author", "merged_by"):
            data[name] = self.account(forge, data[name])
        for name in ("accepted_by", "asked"):
            data[name] = self.some(forge, data[name])
        one = PullRequest(forge=forge, repository=repository, **data)
        self.pulls[forge, one.id] = one
        for review in reviews:
            review |= {
                "author": self.account(forge, review["author"]),
                "remarks": [Remark(**remark) for remark in review["remarks"]],
            }
            one.reviews.append(Review(forge=forge, pull_request=one, **review))
        if reverts is not None:
            self.ties.append((one, "reverts", forge, reverts))
        if same is not None:
            self.ties.append((one, "same_as", "gitee" if forge == "github" else "github", same))
        return one

    def issue(self, repository: Repository, data: _Json) -> Issue:
        forge, closer = repository.forge, data.pop("closer")
        people = {name: self.account(forge, data.pop(name)) for name in ("author", "closed_by")}
        one = Issue(forge=forge, repository=repository, **people, **data)  # type: ignore[arg-type]
        if closer is not None:
            self.ties.append((one, "closer", forge, closer))
        return one

    def commit(self, forge: str, data: _Json) -> Commit:
        return Commit(
            **data
            | {"authors": [self.person(forge, one) for one in data["authors"]], "committer": self.person(forge, data["committer"])}
        )

    def person(self, forge: str, data: list[Any]) -> Person:
        return Person(name=data[0], email=data[1], account=self.account(forge, data[2]))

    def tie(self) -> None:
        """References to pull requests that may stand further down in the file."""
        for thing, name, forge, identity in self.ties:
            setattr(thing, name, self.pulls[forge, identity])
