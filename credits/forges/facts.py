"""Facts as frozen values: what a forge told, before anybody judged it.

In every field None means that the forge did not say; 0, False and () mean that it said so. Names follow `facts.schema.json`.
Accounts are `forge:number`, with `!bot` after a bot; repositories are `forge:number`. Moments are aware, in UTC.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

BOT = "!bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose token it is. `external_id` is the identity; the login may change."""

    forge: str
    external_id: str
    login: str
    url: str
    emails: tuple[str, ...] = ()  # verified ones, where the forge shows them

    @property
    def code(self) -> str:
        """Its id in facts: `github:123`."""
        return f"{self.forge}:{self.external_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository by its number."""

    forge: str
    external_id: str
    name: str  # owner/name, as it is called now
    owner: str | None
    private: bool | None
    created_at: datetime | None

    @property
    def code(self) -> str:
        """Its id in facts: `github:100`."""
        return f"{self.forge}:{self.external_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One person's part in one artefact; what all four kinds have."""

    kind: ClassVar[str]

    forge: str
    external_id: str
    account: str  # by which
    repository: str
    number: str  # as the forge counts it in the repository; a release's tag
    title: str
    url: str
    state: str  # open, accepted, refused
    worked_at: datetime  # opened; submitted; opened; published
    counted_at: datetime | None  # merged; submitted; closed; published
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest(Contribution):
    """A change offered to a repository."""

    kind: ClassVar[str] = "pull_request"

    closed_at: datetime | None
    merged_by: str | None
    approved_by: tuple[str, ...] | None  # of those who may write there; () if nobody did
    authors: tuple[str, ...] | None  # author first, then co-authors of its commits
    changes: Mapping[str, tuple[int, int]] | None  # class of file → (added, deleted)
    spam: bool | None
    ai_trailers: tuple[str, ...] | None
    head_commit: str | None
    merge_commit: str | None
    shape: str | None  # SHA-256 over the sorted (path, added, deleted); equal for a port
    reverts: str | None = None  # what its title and text say it reverts: `#12` in the same repository
    reverted_at: datetime | None = None
    reverts_own: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Contribution):
    """A review of somebody's pull request."""

    kind: ClassVar[str] = "review"

    pull_request_author: str | None
    pull_request_closed: bool | None
    comments: int | None  # inline
    body_characters: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Contribution):
    """Something reported to a project."""

    kind: ClassVar[str] = "issue"

    closed_by: str | None
    completed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Contribution):
    """A release that the account published."""

    kind: ClassVar[str] = "release"

    draft: bool | None
    prerelease: bool | None


@dataclass(frozen=True, slots=True)
class Step:
    """How far a reading is, for people: what is read, how many parts are done, of how many where that is known."""

    name: str  # pull_requests, reviews, issues, releases, repositories
    done: int
    total: int | None
    repository: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What one read brought. cursor: where the next one begins, opaque; None when there is no more.

    missing: artefacts that the forge has in its list and failed to show.
    """

    contributions: tuple[Contribution, ...]
    repositories: tuple[Repository, ...]
    cursor: str | None
    step: Step
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Revert:
    """Something that takes other work back.

    by: how it may be named itself (`#15`, `sha:…`); reverts: what it names.
    """

    by: tuple[str, ...]
    reverts: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Landing:
    """A commit on the default branch that names a pull request. merges: it is what the forge itself writes when it merges it."""

    commit: str
    author: str | None
    committer: str | None
    at: datetime
    merges: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged pull request of a repository: whose it was, when, and its commit on the default branch."""

    number: str
    author: str | None
    at: datetime
    commit: str | None


@dataclass(frozen=True, slots=True)
class RepositoryPage:
    """A part of a repository's history.

    covers_from: complete back to this moment once cursor is None.
    """

    repository: Repository
    merged: tuple[Merged, ...]
    reverts: tuple[Revert, ...]
    landings: tuple[tuple[str, Landing], ...]  # (number of the pull request, the commit)
    cursor: str | None
    covers_from: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What a repository told of its past, gathered from its pages."""

    merged: Mapping[str, Merged] = field(default_factory=dict)  # number →
    reverts: tuple[Revert, ...] = ()
    landings: Mapping[str, tuple[Landing, ...]] = field(default_factory=dict)  # number →

    def with_page(self, page: RepositoryPage) -> "History":
        """This and one page more. Pages that shift while being read may repeat something: it is kept once."""
        landings = {number: {landing.commit: landing for landing in held} for number, held in self.landings.items()}
        for number, landing in page.landings:
            landings.setdefault(number, {})[landing.commit] = landing
        return History(
            merged={**self.merged, **{item.number: item for item in page.merged}},
            reverts=tuple(dict.fromkeys((*self.reverts, *page.reverts))),
            landings={number: tuple(held.values()) for number, held in landings.items()},
        )

    def people(self) -> dict[str, list[int]]:
        """Who had a change merged, and when: account → seconds since 1970, rising."""
        people: dict[str, list[int]] = {}
        for item in self.merged.values():
            if item.author is not None:
                people.setdefault(item.author, []).append(int(item.at.timestamp()))
        return {account: sorted(moments) for account, moments in people.items()}

    def to_json(self) -> dict[str, Any]:
        """For storing; `from_json` reads it."""
        return {
            "merged": [[item.number, item.author, _text(item.at), item.commit] for item in self.merged.values()],
            "reverts": [[list(item.by), item.reverts, _text(item.at)] for item in self.reverts],
            "landings": [
                [number, item.commit, item.author, item.committer, _text(item.at), item.merges]
                for number, held in self.landings.items()
                for item in held
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        landings: dict[str, tuple[Landing, ...]] = {}
        for number, commit, author, committer, at, merges in stored["landings"]:
            landings[number] = (*landings.get(number, ()), Landing(commit, author, committer, _moment(at), merges))
        merged = [Merged(number, author, _moment(at), commit) for number, author, at, commit in stored["merged"]]
        return cls(
            merged={item.number: item for item in merged},
            reverts=tuple(Revert(tuple(by), reverts, _moment(at)) for by, reverts, at in stored["reverts"]),
            landings=landings,
        )

    def reverted_at(self, names: frozenset[str], since: datetime) -> datetime | None:
        """When what carries `names` was first taken back for good; None when it was not, or the revert was reverted itself."""
        found = [revert for revert in self._reverts_of(names) if revert.at >= since]
        if not found:
            return None
        standing = self._standing()
        return min((revert.at for revert in found if revert in standing), default=None)

    def _standing(self) -> set[Revert]:
        """The reverts that no later one took back: looked at from the last to the first, so that those that could are known."""
        standing: set[Revert] = set()
        for revert in sorted(self.reverts, key=lambda item: item.at, reverse=True):
            taken_back = self._reverts_of(self.names(*revert.by))
            if not any(other in standing and other.at > revert.at for other in taken_back):
                standing.add(revert)
        return standing

    def _reverts_of(self, names: frozenset[str]) -> list[Revert]:
        found = [revert for revert in self.reverts if _is_named(revert.reverts, names) and not names.intersection(revert.by)]
        # A revert that was a pull request comes with commits that say the same: where there is one, the commits are its own.
        asked = [revert for revert in found if any(name.startswith("#") for name in self.names(*revert.by))]
        return asked or found

    def names(self, *names: str) -> frozenset[str]:
        """All names of one change: a pull request's number and its commit on the default branch are the same."""
        known = set(names)
        for number, commit in self._commits():
            pair = {f"#{number}", f"sha:{commit}"}
            if any(_is_named(name, frozenset(pair)) for name in names):
                known |= pair
        return frozenset(known)

    def _commits(self) -> Iterator[tuple[str, str]]:
        """(number, commit) of what was merged; Gitee tells the commit only by its message."""
        yield from ((item.number, item.commit) for item in self.merged.values() if item.commit is not None)
        yield from ((number, item.commit) for number, held in self.landings.items() for item in held if item.merges)


def with_history(pull_request: PullRequest, history: History, *, own: frozenset[str]) -> PullRequest:
    """The same pull request with what its repository's history tells of it (SCORING.md section 10).

    own: all accounts of the student. Sets `reverted_at` and `reverts_own`, and makes one that was closed and whose commits the
    project pushed itself accepted: counted when closed, by the committer.
    """
    landed = _landing(pull_request, history)
    if landed is not None:
        pull_request = dataclasses.replace(
            pull_request,
            state="accepted",
            counted_at=pull_request.closed_at,
            merged_by=landed.committer,
            merge_commit=landed.commit,
        )
    commit = () if pull_request.merge_commit is None else (f"sha:{pull_request.merge_commit}",)
    names = history.names(f"#{pull_request.number}", *commit)
    reverted_at = history.reverted_at(names, pull_request.worked_at) if pull_request.state == "accepted" else None
    return dataclasses.replace(pull_request, reverted_at=reverted_at, reverts_own=_reverts_own(pull_request, history, own))


def _landing(pull_request: PullRequest, history: History) -> Landing | None:
    if pull_request.state != "refused" or pull_request.closed_at is None:
        return None
    theirs = [landing for landing in history.landings.get(pull_request.number, ()) if landing.author == pull_request.account]
    return min(theirs, key=lambda landing: landing.at, default=None)


def _reverts_own(pull_request: PullRequest, history: History, own: frozenset[str]) -> bool | None:
    if pull_request.reverts is None:
        return False
    names = history.names(pull_request.reverts)
    authors = [item.author for item in history.merged.values() if f"#{item.number}" in names]
    return authors[0] in own if authors else None


def _is_named(name: str, names: frozenset[str]) -> bool:
    """Whether a name is among others; people write the beginning of a commit's name."""
    return name in names or (name.startswith("sha:") and any(other.startswith(name) for other in names))


def line(contribution: Contribution, *, contribution_id: str, student: str, same_work_as: str | None = None) -> dict[str, Any]:
    """The `contribution` line of `facts.schema.json`."""
    known = {
        "type": "contribution",
        "contribution": contribution_id,
        "student": student,
        "kind": contribution.kind,
        "same_work_as": same_work_as,
    }
    for name in (*_COMMON, *_OF_KIND[contribution.kind]):
        known[name] = _json(getattr(contribution, name))
    return known


_COMMON = ("account", "repository", "worked_at", "counted_at", "state", "title", "url")
_OF_KIND = {
    "pull_request": ("merged_by", "approved_by", "authors", "changes", "reverted_at", "reverts_own", "spam", "ai_trailers"),
    "review": ("pull_request_author", "pull_request_closed", "comments", "body_characters"),
    "issue": ("closed_by", "completed"),
    "release": ("draft", "prerelease"),
}
_CLASSES: Mapping[str, Callable[..., Contribution]] = {of.kind: of for of in (PullRequest, Review, Issue, Release)}
_MOMENTS = {"worked_at", "counted_at", "updated_at", "closed_at", "reverted_at"}


def dump(contribution: Contribution) -> dict[str, Any]:
    """A contribution as JSON, whole; `load` reads it."""
    fields = {item.name: _json(getattr(contribution, item.name)) for item in dataclasses.fields(contribution)}
    return {"kind": contribution.kind, **fields}


def load(stored: Mapping[str, Any]) -> Contribution:
    """What `dump` gave."""
    values = {
        name: _moment(value) if name in _MOMENTS and value is not None else _frozen(value)
        for name, value in stored.items()
        if name != "kind"
    }
    return _CLASSES[stored["kind"]](**values)


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return _text(value)
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _json(item) for key, item in value.items()}
    return value


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
