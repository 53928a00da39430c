"""A student's contributions as rows: what the address asks for, counted by state, summed, in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Forge, Student
from credits.claims.models import Claim, ClaimItem, State
from credits.contributions.models import Contribution, Kind, Repository
from credits.pages import evidence, labels, words
from credits.pages.typography import tight
from credits.policies.models import AssessedContribution, FlagCase, Term
from credits.portal.reading.unassessed import Unassessed
from journal import clock, moments

PAGE_SIZE = 50
UNASSESSED = "unassessed"
STATES = (*words.STATES, UNASSESSED)
SORTS: Mapping[str, tuple[str, ...]] = {
    "date": ("worked_at", "pk"),
    "-date": ("-worked_at", "-pk"),
    "points": ("points_now", "-worked_at", "-pk"),
    "-points": ("-points_now", "-worked_at", "-pk"),
    "repository": ("repository__name", "-worked_at", "-pk"),
    "-repository": ("-repository__name", "-worked_at", "-pk"),
}
USUAL = "-date"
CLAIMS: Mapping[str, words.Text] = {
    "free": gettext_lazy("Not used in a claim"),
    "used": gettext_lazy("Used in a claim"),
    "awarded": pgettext_lazy("contributions", "Awarded"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A contribution in a list."""

    contribution: Contribution
    url: str  # its page here
    title: str
    kind: words.Text
    forge: str
    place: str  # lanternfs/lantern #1842
    repository: str
    reference: str
    worked_at: datetime
    state: words.StateWord
    reason: str  # with what it waits for; empty where it brings points
    flags: tuple[words.Text, ...]
    milli_points: int | None  # None: not yet computed, or not to be said yet
    claim: Claim | None  # that holds it
    is_removed: bool  # by a finding: no claim may rest on it

    @property
    def is_awarded(self) -> bool:
        """Whether credit stands for it."""
        return self.claim is not None and self.claim.state == State.AWARDED

    @property
    def can_be_used(self) -> bool:
        """Whether a claim may rest on it, as far as a list can say."""
        return self.state.code == AssessedContribution.State.COUNTED and self.claim is None and not self.is_removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for; empty: everything. Values that do not exist are left out."""

    state: str = ""
    reason: str = ""
    kind: str = ""
    forge: str = ""
    repository: str = ""
    term: str = ""
    claim: str = ""
    day: str = ""
    month: str = ""
    sort: str = USUAL

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """From the parameters of an address."""
        known = {
            "state": STATES,
            "reason": words.REASONS,
            "kind": Kind.values,
            "forge": Forge.values,
            "claim": CLAIMS,
            "sort": SORTS,
        }
        asked = {field.name: query[field.name] for field in fields(cls) if query.get(field.name)}
        asked = {name: value for name, value in asked.items() if value in known.get(name, [value])}
        if not asked.get("repository", "0").isdecimal():
            del asked["repository"]
        for name in ("day", "month"):
            if name in asked and _span(asked[name]) is None:
                del asked[name]
        return cls(**asked)

    def left_out(self, query: Mapping[str, str]) -> list[str]:
        """What an address asked for that does not exist, as it stands there."""
        return [f"{field.name}={query[field.name]}" for field in fields(self) if self._lacks(field.name, query.get(field.name, ""))]

    def _lacks(self, name: str, value: str) -> bool:
        return bool(value) and getattr(self, name) != value

    def address(self, **changes: str) -> str:
        """The query of an address that asks for this, with some of it changed."""
        asked = replace(self, **changes)
        named = {field.name: getattr(asked, field.name) for field in fields(asked)}
        return urlencode({name: value for name, value in named.items() if value and (name, value) != ("sort", USUAL)})

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the state's tab narrows the list."""
        return bool(self.address(state="", sort=USUAL))


@dataclass(frozen=True, slots=True)
class Tab:
    """A state with its count."""

    name: words.Text
    count: int
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a filter may take."""

    value: str
    name: words.Text
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the list."""

    name: str
    label: words.Text
    everything: words.Text
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table; `order`: ascending, descending or empty."""

    name: words.Text
    address: str
    order: str
    is_number: bool = False


class Listing:
    """What one student's list shows for what was asked."""

    def __init__(self, student: Student, asked: Asked) -> None:
        self.student = student
        self.asked = asked

    @property
    def found(self) -> QuerySet[Contribution]:
        """All rows that match, in order."""
        return self._narrowed(self.asked).order_by(*SORTS[self.asked.sort])

    @cached_property
    def milli_points(self) -> int | None:
        """The sum of all that match, whatever page is shown; None where none of them has points yet, not even none."""
        rows = AssessedContribution.objects.filter(contribution__in=self._narrowed(self.asked), assessment__is_current=True)
        known = rows.filter(state__in=[AssessedContribution.State.COUNTED, AssessedContribution.State.NOT_COUNTED])
        found: int | None = known.aggregate(sum=Sum("milli_points"))["sum"]
        return found

    @cached_property
    def tabs(self) -> list[Tab]:
        """All, and each state with its count; what was not assessed yet only where there is any."""
        narrowed = self._narrowed(replace(self.asked, state=""))
        states = narrowed.order_by().values_list(F("state_now")).annotate(Count("pk"))
        counts = {state or UNASSESSED: count for state, count in states}
        names: dict[str, words.Text] = {"": _("All"), **{code: word.word for code, word in words.STATES.items()}}
        if counts.get(UNASSESSED) or self.asked.state == UNASSESSED:
            names[UNASSESSED] = words.UNASSESSED.word
        return [
            Tab(
                name,
                counts.get(code, 0) if code else sum(counts.values()),
                self.asked.address(state=code),
                code == self.asked.state,
            )
            for code, name in names.items()
        ]

    @property
    def has_any(self) -> bool:
        """Whether there is anything at all to list."""
        return Contribution.objects.of(self.student).exists()

    @cached_property
    def filters(self) -> list[Filter]:
        """What may be chosen: only what occurs."""
        mine = Contribution.objects.of(self.student)
        held = AssessedContribution.objects.filter(contribution__in=mine, assessment__is_current=True)
        reasons = set(held.exclude(reason="").values_list("reason", flat=True).order_by().distinct())
        kinds = set(mine.values_list("kind", flat=True).order_by().distinct())
        repositories = Repository.objects.filter(pk__in=mine.values("repository")).order_by("name")
        everything: list[tuple[str, words.Text, words.Text, Iterable[tuple[str, words.Text]]]] = [
            (
                "term",
                _("Term"),
                _("All terms"),
                [(term.name, labels.term_title(term)) for term in Term.objects.order_by("-starts_at")],
            ),
            ("kind", _("Kind"), _("All kinds"), [(code, word) for code, word in words.KINDS.items() if code in kinds]),
            (
                "repository",
                _("Repository"),
                _("All repositories"),
                [(str(repository.pk), labels.clipped(repository.name, 60)) for repository in repositories],
            ),
            ("forge", _("Forge"), _("Both forges"), list(words.FORGES.items())),
            (
                "reason",
                _("Reason"),
                _("Any reason"),
                [(code, word.name) for code, word in words.REASONS.items() if code in reasons],
            ),
            ("claim", _("Claim"), _("With and without a claim"), list(CLAIMS.items())),
        ]
        return [
            Filter(name, label, empty, tuple(Option(code, word, code == getattr(self.asked, name)) for code, word in options))
            for name, label, empty, options in everything
        ]

    @property
    def columns(self) -> dict[str, Column]:
        """The heads by which the list can be put in order."""
        names = {"date": _("Date"), "repository": _("Repository"), "points": _("Points")}
        usual = {"date": "-date", "repository": "repository", "points": "-points"}
        columns = {}
        for code, name in names.items():
            turned = {f"-{code}": code, code: f"-{code}"}.get(self.asked.sort, usual[code])
            order = {code: "ascending", f"-{code}": "descending"}.get(self.asked.sort, "")
            columns[code] = Column(name, self.asked.address(sort=turned), order, code == "points")
        return columns

    @property
    def when(self) -> str:
        """The one day or month that is asked for, in words; empty: any."""
        if self.asked.day:
            return moments.day(date.fromisoformat(self.asked.day))
        return moments.month(self.asked.month) if self.asked.month else ""

    def _narrowed(self, asked: Asked) -> QuerySet[Contribution]:
        rows = Contribution.objects.of(self.student)
        if asked.term:
            term = Term.objects.filter(name=asked.term).first()
            rows = rows.belonging_to(term.starts_at, term.ends_at, is_open=term.is_current) if term else rows.none()
        narrowing = Q()
        for name in ("kind", "forge", "repository"):
            if value := getattr(asked, name):
                narrowing &= Q(**{name: value})
        if asked.state == UNASSESSED:
            narrowing &= Q(state_now=None)
        elif asked.state:
            narrowing &= Q(state_now=asked.state)
        if asked.reason:
            narrowing &= Q(reason_now=asked.reason)
        if asked.claim:
            held = ClaimItem.objects.holding().filter(contribution=OuterRef("pk"))
            narrowing &= {
                "free": ~Q(Exists(held)),
                "used": Q(Exists(held.exclude(claim__state=State.AWARDED))),
                "awarded": Q(Exists(held.filter(claim__state=State.AWARDED))),
            }[asked.claim]
        if span := _span(asked.day or asked.month):
            narrowing &= Q(worked_at__gte=span[0], worked_at__lt=span[1])
        return _with_state(rows).filter(narrowing)


def rows_of(contributions: QuerySet[Contribution]) -> list[Row]:
    """The rows of a query, with as many questions for fifty as for one."""
    current = AssessedContribution.objects.filter(assessment__is_current=True).select_related("assessment__policy_version", "piece")
    found = contributions.select_related("repository", "student").prefetch_related(
        Prefetch("assessed", current, "now"),
        Prefetch("claim_items", ClaimItem.objects.holding().select_related("claim"), "held"),
        Prefetch("flag_cases", FlagCase.objects.exclude(state=FlagCase.State.OPEN), "answered"),
    )
    unassessed = {student: Unassessed(student) for student in {row.student for row in found}}
    return [_row(row, unassessed[row.student]) for row in found]


def latest(student: Student, count: int = 6) -> list[Row]:
    """The newest."""
    return rows_of(Contribution.objects.of(student).order_by("-worked_at", "-pk")[:count])


def _with_state(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    now = AssessedContribution.objects.filter(contribution=OuterRef("pk"), assessment__is_current=True).order_by("-pk")
    return rows.annotate(
        state_now=Subquery(now.values("state")[:1]),
        reason_now=Subquery(now.values("reason")[:1]),
        points_now=Subquery(now.values("milli_points")[:1]),
    )


def _row(contribution: Contribution, unassessed: Unassessed) -> Row:
    now: list[AssessedContribution] = contribution.now  # type: ignore[attr-defined]
    held: list[ClaimItem] = contribution.held  # type: ignore[attr-defined]
    answered: list[FlagCase] = contribution.answered  # type: ignore[attr-defined]
    assessed = now[-1] if now else None
    looked_at = {case.flag for case in answered}
    return Row(
        contribution=contribution,
        url=reverse("contribution", args=[contribution.pk]),
        title=labels.title(contribution),
        kind=words.KINDS[contribution.kind],
        forge=words.FORGES[contribution.forge],
        place=labels.place(contribution),
        repository=labels.clipped(contribution.repository.name),
        reference=labels.reference(contribution),
        worked_at=contribution.worked_at,
        state=words.state_of(assessed.state if assessed else None),
        reason=_reason(contribution, assessed, unassessed),
        flags=tuple(words.FLAGS[code].name for code in (assessed.flags if assessed else []) if code not in looked_at),
        milli_points=points_of(assessed),
        claim=held[0].claim if held else None,
        is_removed=any(case.state == FlagCase.State.EXCLUDED for case in answered),
    )


def points_of(assessed: AssessedContribution | None) -> int | None:
    """None for what waits or is to be read: a zero is never shown for something unknown."""
    if assessed is None or assessed.state in {AssessedContribution.State.WAITING, AssessedContribution.State.INCOMPLETE}:
        return None
    return assessed.milli_points


def zero_of(assessed: AssessedContribution) -> str:
    """Why something that counts brings nothing: pool, cap or share."""
    piece = assessed.piece
    if piece is not None and assessed.pool and piece.from_pool < piece.rest:
        return "pool"
    if piece is not None and not assessed.pool and piece.milli_points - piece.from_pool < piece.points:
        return "cap"
    return "share"


def _reason(contribution: Contribution, assessed: AssessedContribution | None, unassessed: Unassessed) -> str:
    if assessed is None:
        why = unassessed.why(contribution)
        return str(why.name) if why else ""
    return reason_of(assessed)


def reason_of(assessed: AssessedContribution) -> str:
    """Why it brings nothing, or nothing yet, with what it waits for; empty where it brings points."""
    if assessed.reason:
        until = evidence.in_short(assessed)
        name = str(words.reason_of(assessed.reason, assessed.contribution.kind).name)
        return tight(f"{name} {until}".strip())
    return "" if assessed.milli_points else str(words.ZEROS[zero_of(assessed)].name)


def _span(text: str) -> tuple[datetime, datetime] | None:
    """The moments of a day like 2026-10-08 or a month like 2026-10, at the university; None for anything else."""
    try:
        first = date.fromisoformat(text if len(text) == len("2026-10-08") else f"{text}-01")
    except ValueError:
        return None
    is_day = len(text) == len("2026-10-08")
    after = first + timedelta(days=1) if is_day else (first + timedelta(days=31)).replace(day=1)
    zone = clock.campus_zone()
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
