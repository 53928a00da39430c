"""Claims as staff work through them: what the address asks for, counted by view, in an order in which each claim has its place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Department, Staff
from credits.claims.models import Claim, ClaimItem, ClaimQuerySet, State, Step
from credits.pages import claims as claim_words
from credits.pages import words
from credits.policies.models import FlagCase
from journal import clock, moments

PAGE_SIZE = 50
_BAR = 64  # pixels of the waiting bar, from the beginning of the stage to its due date
_OPEN = (State.SUBMITTED, State.DEPARTMENT_REVIEW)
_OFFICE = "office"
_LONGEST_KEY = 18  # characters: beyond, no row has it
VIEWS: Mapping[str, words.Text] = {
    "mine": gettext_lazy("Mine"),
    "unassigned": gettext_lazy("Unassigned"),
    "all": gettext_lazy("All"),
    "answered": gettext_lazy("Answered"),
}
STATES = tuple(state for state in State if state != State.DRAFT)
FLAGS = ("with", "without")
# Field and whether it falls; the key last, so that each claim has a place of its own.
_ORDERS: Mapping[str, tuple[tuple[str, bool], ...]] = {
    "due": (("due_at", False), ("pk", False)),
    "asked": (("asked", False), ("pk", False)),
    "-asked": (("asked", True), ("pk", False)),
    _OFFICE: (("differs", True), ("due_at", False), ("pk", False)),
}
USUAL = {"view": "all", "sort": "due"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for; values that do not exist are left out. `after`: the place behind which a page begins."""

    view: str = "all"
    q: str = ""
    department: str = ""
    state: str = ""
    flags: str = ""
    assigned: str = ""
    sort: str = "due"
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """From the parameters of an address."""
        asked = {field.name: query[field.name].strip() for field in fields(cls) if query.get(field.name, "").strip()}
        return cls(**{name: value for name, value in asked.items() if _exists(name, value)})

    def left_out(self, query: Mapping[str, str]) -> list[str]:
        """What an address asked for that does not exist, as it stands there."""
        named = [field.name for field in fields(self)]
        return [f"{name}={query[name]}" for name in named if query.get(name, "").strip() not in {"", getattr(self, name)}]

    def address(self, **changes: str) -> str:
        """The query of an address that asks for this, with some of it changed; another list begins at its beginning."""
        asked = replace(self, **{"after": "", **changes})
        named = {field.name: getattr(asked, field.name) for field in fields(asked)}
        return urlencode({name: value for name, value in named.items() if value and USUAL.get(name) != value})

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the view narrows the list."""
        return bool(self.address(view="all", sort="due"))

    @property
    def order(self) -> tuple[tuple[str, bool], ...]:
        """The office sees first where its computation differs."""
        return _ORDERS[_OFFICE if self.view == _OFFICE else self.sort]


def _exists(name: str, value: str) -> bool:
    known: Mapping[str, Collection[str]] = {
        "view": (*VIEWS, _OFFICE), "state": STATES, "flags": FLAGS, "sort": _ORDERS.keys() - {_OFFICE},
    }  # fmt: skip
    if name in {"department", "assigned"}:
        return (value.isascii() and value.isdecimal() and len(value) < _LONGEST_KEY) or (name, value) == ("assigned", "none")
    return value in known.get(name, [value])


@dataclass(frozen=True, slots=True)
class Tab:
    """A view with its count."""

    name: words.Text
    count: int
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a filter may take; is_name: somebody's, which is the same in every language."""

    value: str
    name: words.Text
    is_chosen: bool
    is_name: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the list."""

    name: str
    label: words.Text
    everything: words.Text
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A head by which the list can be put in order; `order`: ascending, descending or empty."""

    name: words.Text
    address: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A claim in a list. Days are whole ones since it was sent; `reached` and `due_x` are pixels of the bar."""

    claim: Claim
    url: str
    word: claim_words.ClaimWord
    ticks: tuple[claim_words.Tick, ...]
    milli_points: int | None
    flags: tuple[words.Text, ...]
    days: int
    reached: int
    is_late: bool
    is_answered: bool

    @property
    def differs(self) -> bool:
        """Whether the department proposes another amount than is computed."""
        return self.claim.computed != self.claim.proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A stretch of the list: from which row to which of how many, and where the next one begins."""

    rows: list[Row]
    first: int
    last: int
    total: int
    next_address: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim stands in a list; a key of 0: there is none."""

    number: int
    total: int
    before: int
    after: int


class Queue:
    """What one member of staff sees of the claims that were asked for."""

    def __init__(self, staff: Staff, asked: Asked) -> None:
        self.staff = staff
        self.asked = asked

    @cached_property
    def total(self) -> int:
        """How many match."""
        return self._narrowed(self.asked).count()

    @property
    def found(self) -> QuerySet[Claim]:
        """All that match, in order."""
        ordering = [F(name).desc() if falls else F(name).asc() for name, falls in self.asked.order]
        return self._narrowed(self.asked).with_people().order_by(*ordering)

    def page(self) -> Page:
        """The rows behind `after`: a claim that was decided meanwhile moves nothing."""
        start = _values(self.asked)
        rest = self.found.filter(_beyond(self.asked.order, start)) if start else self.found
        claims = list(rest[: PAGE_SIZE + 1])
        shown = claims[:PAGE_SIZE]
        first = self.total - rest.count() + 1 if start else 1
        more = self.asked.address(after=_written(self.asked.order, shown[-1])) if len(claims) > PAGE_SIZE else ""
        return Page(rows=rows_of(shown, self.asked), first=first, last=first + len(shown) - 1, total=self.total, next_address=more)

    def place_of(self, claim: Claim) -> Place:
        """Its number in the list, and the keys of its neighbours; whether or not it stands there itself."""
        order = self.asked.order
        held = _with_keys(Claim.objects.filter(pk=claim.pk)).get()
        at = [getattr(held, name) for name, _falls in order]
        behind = self.found.filter(_beyond(order, at))
        ahead = self._narrowed(self.asked).filter(_beyond(order, at, turned=True))
        back = [F(name).asc() if falls else F(name).desc() for name, falls in order]
        after, before = behind.values_list("pk", flat=True).first(), ahead.order_by(*back).values_list("pk", flat=True).first()
        return Place(ahead.count() + 1, self.total, before or 0, after or 0)

    @cached_property
    def tabs(self) -> list[Tab]:
        """The four views, each with its count."""
        return [
            Tab(
                name, self._narrowed(replace(self.asked, view=code)).count(), self.asked.address(view=code), code == self.asked.view
            )
            for code, name in VIEWS.items()
        ]

    def count(self, view: str) -> int:
        """How many a view has, with nothing else asked for."""
        return self._narrowed(Asked(view=view)).count()

    @cached_property
    def filters(self) -> list[Filter]:
        """What may be chosen."""
        seen = Claim.objects.visible_to(self.staff)
        departments = Department.objects.filter(pk__in=seen.values("department").distinct())
        reviewers = Staff.objects.filter(pk__in=seen.exclude(reviewer=None).values("reviewer").distinct())
        chosen: list[tuple[str, words.Text, words.Text, Iterable[tuple[str, words.Text]]]] = [
            ("department", _("Department"), _("All departments"), [(str(one.pk), one.name) for one in departments]),
            ("flags", _("Flags"), _("With and without"), [("with", _("Open flags")), ("without", _("No open flag"))]),
            (
                "assigned", _("Assigned to"), _("Anyone"),
                [("none", _("Nobody yet")), *((str(one.pk), one.name) for one in reviewers)],
            ),
            ("state", _("State"), _("Waiting for the department"), [(code, claim_words.STATES[code].word) for code in STATES]),
        ]  # fmt: skip
        return [
            Filter(
                name,
                label,
                empty,
                tuple(
                    Option(code, word, code == getattr(self.asked, name), isinstance(word, str) and code.isdecimal())
                    for code, word in options
                ),
            )
            for name, label, empty, options in chosen
        ]

    @property
    def columns(self) -> dict[str, Column]:
        """The heads by which the list can be put in order."""
        asked = {"asked": "-asked", "-asked": "asked"}.get(self.asked.sort, "-asked")
        order = {"asked": "ascending", "-asked": "descending"}.get(self.asked.sort, "")
        return {
            "asked": Column(_("Credits asked"), self.asked.address(sort=asked), order),
            "due": Column(_("Waiting days"), self.asked.address(sort="due"), "ascending" if self.asked.sort == "due" else ""),
        }

    def _narrowed(self, asked: Asked) -> ClaimQuerySet:
        claims = Claim.objects.visible_to(self.staff)
        if asked.state:
            claims = claims.filter(state=asked.state)
        else:
            claims = claims.filter(state__in=[State.OFFICE_REVIEW] if asked.view == _OFFICE else _OPEN)
        match asked.view:
            case "mine":
                claims = claims.filter(reviewer=self.staff)
            case "unassigned":
                claims = claims.filter(reviewer=None)
            case "answered":
                claims = claims.filter(returns__gt=0)
        if asked.department:
            claims = claims.filter(department=int(asked.department))
        if asked.assigned:
            claims = claims.filter(reviewer=None if asked.assigned == "none" else int(asked.assigned))
        if asked.flags:
            flagged = Exists(FlagCase.objects.filter(state=FlagCase.State.OPEN, contribution__claim_items__claim=OuterRef("pk")))
            claims = claims.filter(flagged if asked.flags == "with" else ~flagged)
        if asked.q:
            claims = claims.filter(_matching(asked.q))
        return _with_keys(claims)


def rows_of(claims: Sequence[Claim], asked: Asked) -> list[Row]:
    """The rows of a page, with as many questions for fifty as for one."""
    query = asked.address()
    flags = _flags(claims)
    points = _points(claims)
    return [_row(claim, query, flags.get(claim.pk, ()), points.get(claim.pk)) for claim in claims]


def review_url(pk: int, query: str) -> str:
    """The page of a claim, which keeps the list that it was opened from."""
    return f"{reverse('review', args=[pk])}{f'?{query}' if query else ''}"


def waiting_days(claim: Claim) -> int:
    """Whole days at the university since it was sent, or sent again."""
    return (clock.today() - moments.local_day(claim.submitted_at)).days if claim.submitted_at else 0


def _row(claim: Claim, query: str, flags: tuple[words.Text, ...], milli_points: int | None) -> Row:
    whole = (claim.deadline_at - claim.state_since).total_seconds() if claim.deadline_at else 0
    gone = (clock.now() - claim.state_since).total_seconds()
    return Row(
        claim=claim,
        url=review_url(claim.pk, query),
        word=claim_words.STATES[claim.state],
        ticks=claim_words.track(claim),
        milli_points=milli_points,
        flags=flags,
        days=waiting_days(claim),
        reached=round(min(max(gone / whole, 0), 1.25) * _BAR) if whole > 0 else 0,
        is_late=claim.deadline_at is not None and claim.deadline_at <= clock.now(),
        is_answered=claim.returns > 0 and claim.state in _OPEN,
    )


def _flags(claims: Sequence[Claim]) -> dict[int, tuple[words.Text, ...]]:
    """The names of the open flags of each claim."""
    items = ClaimItem.objects.filter(claim__in=claims, contribution__flag_cases__state=FlagCase.State.OPEN)
    held: dict[int, dict[str, words.Text]] = {}
    for claim_id, code in items.order_by("pk").values_list("claim", "contribution__flag_cases__flag"):
        held.setdefault(claim_id, {})[code] = words.FLAGS[code].name
    return {claim_id: tuple(names.values()) for claim_id, names in held.items()}


def _points(claims: Sequence[Claim]) -> dict[int, int]:
    """Milli-points of each claim as it was last sent."""
    steps = Step.objects.filter(claim__in=claims, event="submit").order_by("pk")
    return {claim_id: details["milli_points"] for claim_id, details in steps.values_list("claim", "details")}


def _matching(text: str) -> Q:
    named = ClaimItem.objects.filter(claim=OuterRef("pk"), contribution__repository__name__icontains=text)
    student = Q(student__name__icontains=text) | Q(student__number__icontains=text)
    return student | Q(number__icontains=text) | Q(Exists(named))


def _with_keys(claims: ClaimQuerySet) -> ClaimQuerySet:
    """With what a list is put in order by."""
    same = When(computed=F("proposed"), then=Value(0))
    return claims.annotate(
        due_at=Coalesce("deadline_at", "state_since"), differs=Case(same, default=Value(1), output_field=IntegerField())
    )


def _beyond(order: Sequence[tuple[str, bool]], at: Sequence[Any], *, turned: bool = False) -> Q:
    """Those that come after the values in this order; turned: before them."""
    found = Q(pk=None)
    for place, (name, falls) in enumerate(order):
        equal = {other: at[before] for before, (other, _falls) in enumerate(order[:place])}
        found |= Q(**equal, **{f"{name}__{'lt' if falls != turned else 'gt'}": at[place]})
    return found


def _written(order: Sequence[tuple[str, bool]], claim: Claim) -> str:
    """The place of a claim, as it stands in an address."""
    values = [getattr(claim, name) for name, _falls in order]
    return "~".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)


def _values(asked: Asked) -> list[Any]:
    """The place that an address names; nothing for one that is none."""
    parts = asked.after.split("~") if asked.after else []
    try:
        read = [
            datetime.fromisoformat(part) if name == "due_at" else int(part)
            for part, (name, _falls) in zip(parts, asked.order, strict=True)
        ]
    except ValueError:
        return []
    return [] if any(isinstance(value, datetime) and value.tzinfo is None for value in read) else read


def heads() -> list[str]:
    """The heads of the list as a file."""
    return [
        _("Student"), _("Student number"), _("Department"), _("Claim"), _("Credits asked"), pgettext("unit", "Points"), _("Flags"),
        _("Waiting days"), _("Due"), _("Assigned to"), _("State"),
    ]  # fmt: skip
