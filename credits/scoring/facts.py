"""What scoring reads: the facts that a forge told, frozen (SCORING.md section 3).

The classes are the table of that section: a field without a default must be there, one that may be null has the default
None, and its annotation names the reader of its values. None is "not known" or what the table says for it, and two
records are equal exactly if their JSON is: null as missing, moments as instants.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple, get_args, get_origin, get_type_hints

from . import values
from .errors import BadValue
from .values import Lines, Span, shown

Account = Annotated[str, values.account]
Accounts = Annotated[tuple[str, ...], values.many(values.account)]
Flag = Annotated[bool, values.boolean]
Moment = Annotated[datetime, values.moment]
Number = Annotated[int, values.number]
RepositoryId = Annotated[str, values.repository]
Text = Annotated[str, values.text]
Texts = Annotated[tuple[str, ...], values.many(values.text)]
Word = Annotated[str, values.word]

KINDS = ("issue", "pull_request", "release", "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """[from, to) in which work must have been accepted, and the moment by which its maturity is judged."""

    type: ClassVar[str] = "period"

    from_: Moment
    to: Moment
    now: Moment

    @property
    def id(self) -> str:
        """There is one at most, so it needs no name."""
        return ""

    def people(self) -> Iterable[str]:
        """The accounts that stand in it: none."""
        return ()

    def holds(self, moment: datetime) -> bool:
        """Whether the moment is in it; its end is not."""
        return self.from_ <= moment < self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A student and the accounts that they proved to hold."""

    type: ClassVar[str] = "student"

    student: Word
    accounts: Accounts
    enrolled: Annotated[tuple[Span, ...], values.many(values.span)] | None = None  # None: always; empty: never

    @property
    def id(self) -> str:
        """The student's."""
        return self.student

    def people(self) -> Iterable[str]:
        """The accounts that stand in it."""
        return self.accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository at a forge."""

    type: ClassVar[str] = "repository"

    repository: RepositoryId
    name: Text | None = None
    owner: Account | None = None
    private: Flag | None = None  # None: public
    created_at: Moment | None = None
    external_contributors: Number | None = None  # people of 24 months; exact up to 100
    labels: Texts | None = None  # None: none
    excluded_from: Moment | None = None  # None: it is not excluded

    @property
    def id(self) -> str:
        """The repository's."""
        return self.repository

    def people(self) -> Iterable[str]:
        """The accounts that stand in it."""
        return () if self.owner is None else (self.owner,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One student's part in something that a forge shows; what all four kinds have."""

    type: ClassVar[str] = "contribution"
    kind: ClassVar[str]

    contribution: Word
    student: Word
    account: Account
    repository: RepositoryId
    worked_at: Moment  # opened; submitted; opened; published
    state: Annotated[str, values.state]
    counted_at: Moment | None = None  # merged; submitted; closed; published. None: still open, or not known
    same_work_as: Word | None = None  # None: none
    title: Text | None = None
    url: Text | None = None

    @property
    def id(self) -> str:
        """The contribution's."""
        return self.contribution

    def people(self) -> Iterable[str]:
        """The accounts that stand in it."""
        return (self.account,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest(Contribution):
    """A change offered to a repository."""

    kind = "pull_request"

    merged_by: Account | None = None
    approved_by: Accounts | None = None  # of those who may write there; empty: nobody did
    authors: Annotated[tuple[str, ...], values.many(values.account, at_least=1)] | None = None
    changes: Annotated[Mapping[str, Lines], values.changes] | None = None
    reverted_at: Moment | None = None  # None: not reverted
    reverts_own: Flag | None = None  # None: no
    spam: Flag | None = None  # None: no
    ai_trailers: Texts | None = None  # None: none
    ai_declared: Flag | None = None  # None: no

    def acceptors(self) -> tuple[str, ...]:
        """Who is known to have merged or approved it."""
        merged_by = () if self.merged_by is None else (self.merged_by,)
        return (*merged_by, *(self.approved_by or ()))

    def people(self) -> Iterable[str]:
        """The accounts that stand in it."""
        return (self.account, *self.acceptors(), *(self.authors or ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Contribution):
    """A review of somebody's pull request."""

    kind = "review"

    pull_request_author: Account | None = None
    pull_request_closed: Flag | None = None  # None passes
    comments: Number | None = None  # inline
    body_characters: Number | None = None

    def people(self) -> Iterable[str]:
        """The accounts that stand in it."""
        return (self.account,) if self.pull_request_author is None else (self.account, self.pull_request_author)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Contribution):
    """Something reported to a project."""

    kind = "issue"

    closed_by: Account | None = None
    completed: Flag | None = None

    def people(self) -> Iterable[str]:
        """The accounts that stand in it."""
        return (self.account,) if self.closed_by is None else (self.account, self.closed_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Contribution):
    """A release that the student published."""

    kind = "release"

    draft: Flag | None = None
    prerelease: Flag | None = None


Record = Period | Student | Repository | Contribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that one run reads; each mapping by id."""

    period: Period | None
    students: Mapping[str, Student]
    repositories: Mapping[str, Repository]
    contributions: Mapping[str, Contribution]


class _Field(NamedTuple):
    name: str
    read: Callable[[object], Any]
    is_required: bool


def _fields(of: type[Record]) -> dict[str, _Field]:
    """JSON key → where it goes and what reads it, from the class as it is written above."""
    hints = get_type_hints(of, include_extras=True)
    fields = {}
    for field in dataclasses.fields(of):
        parts = (hints[field.name], *get_args(hints[field.name]))
        reader = next(part for part in parts if get_origin(part) is Annotated).__metadata__[0]
        fields[field.name.rstrip("_")] = _Field(field.name, reader, field.default is dataclasses.MISSING)
    return fields


_RECORDS: dict[object, type[Record]] = {of.type: of for of in (Period, Student, Repository)}
_CONTRIBUTIONS: dict[object, type[Contribution]] = {of.kind: of for of in (PullRequest, Review, Issue, Release)}
_FIELDS: dict[type[Record], dict[str, _Field]] = {of: _fields(of) for of in (*_RECORDS.values(), *_CONTRIBUTIONS.values())}


def _class_of(record: Mapping[str, object]) -> tuple[type[Record], tuple[str, ...]]:
    """The class of a record, and the keys that told it."""
    name = record.get("type")
    kind = record.get("kind")
    if name == "contribution":
        if not isinstance(kind, str) or kind not in _CONTRIBUTIONS:
            raise BadValue(f"kind: one of {', '.join(KINDS)} is expected, not {shown(kind)}")
        return _CONTRIBUTIONS[kind], ("type", "kind")
    if not isinstance(name, str) or name not in _RECORDS:
        raise BadValue(f"type: one of {', '.join(map(str, _RECORDS))}, contribution is expected, not {shown(name)}")
    return _RECORDS[name], ("type",)


def read_record(record: object) -> Record:
    """The facts of one parsed JSON object. Raises BadValue with the key and what is wrong with it."""
    if not isinstance(record, dict):
        raise BadValue(f"an object is expected, not {shown(record)}")
    of, said = _class_of(record)
    fields = _FIELDS[of]
    found = {}
    for key, value in record.items():
        if key in said:
            continue
        field = fields.get(key)
        if field is None:
            raise BadValue(f"unknown key {shown(key)}")
        if value is None:
            continue
        try:
            found[field.name] = field.read(value)
        except BadValue as error:
            raise BadValue(f"{key}: {error}") from None
    missing = [key for key, field in fields.items() if field.is_required and field.name not in found]
    if missing:
        raise BadValue(f"missing key {missing[0]}")
    read = of(**found)
    if isinstance(read, Period) and read.to < read.from_:
        raise BadValue("it ends before it begins")
    return read
