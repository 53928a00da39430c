"""What the forges hold. Moments are texts in UTC (`2026-10-08T02:10:00Z`), so that they sort as they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.world.paths import File

Words = str | Callable[[], str]  # a callable until numbers are given: it names another thing's number


@dataclass(eq=False, slots=True, kw_only=True)
class Account:
    forge: str  # "github" or "gitee"
    login: str
    name: str
    email: str
    created_at: str
    type: str = "User"  # "User", "Bot" or "Organization"; Gitee's robots are users
    id: int = 0
    student: str | None = None  # number at the university
    former_logins: list[str] = field(default_factory=list)


@dataclass(eq=False, slots=True, kw_only=True)
class Repository:
    forge: str
    owner: Account
    name: str
    sort: str  # "foundation", "community", "small", "campus", "coursework", "private", "own"
    created_at: str
    stars: int
    language: str
    description: str
    writers: list[Account]
    private: bool = False
    fork: bool = False
    id: int = 0
    first_number: int = 1
    former_names: list[str] = field(default_factory=list)
    pulls: list[PullRequest] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    pushed: list[Commit] = field(default_factory=list)  # without any pull request
    commits: list[Commit] = field(default_factory=list)  # of the default branch, newest first

    @property
    def full_name(self) -> str:
        return f"{self.owner.login}/{self.name}"


@dataclass(eq=False, slots=True, kw_only=True)
class Person:
    """Somebody in a commit: a name and an address, and an account if the forge knows the address."""

    name: str
    email: str
    account: Account | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Commit:
    oid: str
    message: Words
    at: str
    authors: list[Person]
    committer: Person


@dataclass(eq=False, slots=True, kw_only=True)
class PullRequest:
    forge: str
    repository: Repository
    author: Account | None  # None: the account is gone
    title: Words
    created_at: str
    files: list[File]
    commits: list[Commit]
    head: str
    patch: str  # seed of the lines of the change: the same seed is the same patch
    body: Words = ""
    state: str = "open"  # "open", "closed" or "merged"
    draft: bool = False
    updated_at: str = ""
    closed_at: str | None = None
    merged_at: str | None = None
    merged_by: Account | None = None
    merge_commit: str | None = None
    labels: list[str] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    accepted_by: list[Account] = field(default_factory=list)  # Gitee: who of the asked said yes
    asked: list[Account] = field(default_factory=list)  # Gitee: who was asked to look
    reverts: PullRequest | None = None
    same_as: PullRequest | None = None
    landed: Commit | None = None  # arrived on the default branch without "merged"
    id: int = 0
    number: int = 0

    @property
    def additions(self) -> int:
        return sum(int(str(one[1])) for one in self.files)

    @property
    def deletions(self) -> int:
        return sum(int(str(one[2])) for one in self.files)


@dataclass(eq=False, slots=True, kw_only=True)
class Remark:
    """A comment on a pull request; inline if it has a position."""

    body: str
    at: str
    path: str | None = None
    position: int | None = None
    id: int = 0


@dataclass(eq=False, slots=True, kw_only=True)
class Review:
    """GitHub: a review with its comments. Gitee: one person's remarks on one pull request."""

    forge: str
    pull_request: PullRequest
    author: Account | None
    state: str  # "APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"
    submitted_at: str
    body: str
    remarks: list[Remark]
    id: int = 0


@dataclass(eq=False, slots=True, kw_only=True)
class Issue:
    forge: str
    repository: Repository
    author: Account | None
    title: str
    body: str
    created_at: str
    state: str = "open"  # "open", "closed" or, at Gitee, "progressing", "rejected"
    reason: str | None = None  # "COMPLETED", "NOT_PLANNED"
    updated_at: str = ""
    closed_at: str | None = None
    closed_by: Account | None = None
    closer: PullRequest | None = None
    labels: list[str] = field(default_factory=list)
    id: int = 0
    number: str = ""


@dataclass(eq=False, slots=True, kw_only=True)
class Release:
    forge: str
    repository: Repository
    author: Account
    tag: str
    name: str
    body: str
    created_at: str
    published_at: str | None  # None: a draft
    prerelease: bool = False
    draft: bool = False
    id: int = 0


@dataclass(eq=False, slots=True, kw_only=True)
class Member:
    """A person of the university, as the roster has them."""

    number: str
    name: str
    department: str
    programme: str = ""
    class_name: str = ""
    cohort: str = ""
    status: str = "在读"
    email: str = ""
    enrolled_from: str = ""
    enrolled_to: str = ""
    advisor: str = ""
    roles: str = ""
    covers: str = ""
    accounts: list[Account] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # which pattern they play


@dataclass(eq=False, slots=True, kw_only=True)
class World:
    seed: int
    accounts: list[Account] = field(default_factory=list)
    repositories: list[Repository] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
