"""The student's own page: what needs them, what their work is worth, when and where it was done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Consent, Student
from credits.pages import numbers
from credits.pages.charts.bars import Bar, bars, main_sources
from credits.pages.charts.calendar import Calendar, busiest, calendar
from credits.pages.charts.credit_bar import CreditBar, credit_bar
from credits.pages.labels import term_title
from credits.pages.policy import policy_of
from credits.pages.words import Word
from credits.policies.models import AssessedContribution, Assessment, PolicyVersion, Publication, Term
from credits.portal.reading.sync import Reading, may_read_at, readings_of
from credits.portal.reading.unassessed import Unassessed
from credits.scoring import Policy
from credits.scoring.credit import to_next_tier
from journal import clock, moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """Something that waits for the student."""

    icon: str
    tone: str
    what: str
    detail: str
    when: str
    url: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Credit of the term: awarded and in process are what claims made of points, the estimate is of what is unclaimed."""

    title: str
    awarded: int  # hundredths
    in_process: int
    estimate: int
    milli_points: int  # unclaimed
    counted: int  # contributions
    bar: CreditBar
    words: str
    marks: tuple[tuple[str, int], ...]  # name, hundredths
    policy_name: str
    policy_version: PolicyVersion


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar with the finding that is its title."""

    title: str
    chart: Calendar


@dataclass(frozen=True, slots=True)
class Places:
    """Points by repository with the finding that is their title."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class PastTerm:
    """An earlier term in one line."""

    name: str
    title: str
    milli_points: int
    credit_hundredths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """All of it. `next_step` is set while there is nothing else to show: then nothing else is shown."""

    term: Term | None
    term_title: str
    last_day: datetime | None
    todos: tuple[Todo, ...]
    next_step: str
    credits: Credits | None
    why_no_credits: Word | None
    days: Days
    places: Places | None
    past_terms: tuple[PastTerm, ...]
    readings: tuple[Reading, ...]
    may_read_at: datetime | None
    is_being_read: bool


def dashboard(student: Student) -> Dashboard:
    """Everything on a student's page but the list of the latest contributions."""
    term = Term.objects.current()
    readings = readings_of(student)
    assessments = list(
        Assessment.objects.current().of(student).select_related("term", "policy_version").order_by("-term__starts_at")
    )
    this_term = next((row for row in assessments if term is not None and row.term_id == term.pk), None)
    return Dashboard(
        term=term,
        term_title=term_title(term) if term else "",
        last_day=term.ends_at - timedelta(days=1) if term else None,
        todos=tuple(_todos(student, readings)),
        next_step=_next_step(readings, has_points=bool(assessments)),
        credits=_credits(student, term, this_term),
        why_no_credits=None if this_term else Unassessed(student).why_of(term),
        days=_days(student),
        places=_places(this_term) if this_term else None,
        past_terms=tuple(
            PastTerm(row.term.name, term_title(row.term), row.milli_points, row.credit_hundredths)
            for row in assessments
            if row is not this_term and row.milli_points
        ),
        readings=readings,
        may_read_at=may_read_at(readings),
        is_being_read=any(reading.state in {"reading", "queued"} for reading in readings),
    )


def _todos(student: Student, readings: tuple[Reading, ...]) -> list[Todo]:
    todos = [_broken_link(reading) for reading in readings if reading.state == "stopped"]
    if not Consent.objects.standing(student.user, Consent.Kind.COLLECT).exists():
        todos.insert(0, _missing_consent())
    return todos


def _missing_consent() -> Todo:
    return Todo(
        icon="alert",
        tone="alert",
        what=_("Your consent is missing"),
        detail=_("nothing is read until you give it"),
        when="",
        url=reverse("start_consent"),
        link=_("Read and agree"),
    )


def _broken_link(reading: Reading) -> Todo:
    return Todo(
        icon="broken",
        tone="wait",
        what=reading.words,
        detail=_("no new contributions are read"),
        when=_("Data as of %(time)s") % {"time": moments.nearby(reading.finished_at)} if reading.finished_at else "",
        url=reverse("accounts"),
        link=_("Reconnect"),
    )


def _next_step(readings: tuple[Reading, ...], *, has_points: bool) -> str:
    """The address of the first step that is missing while there is nothing to show; empty once there is."""
    if has_points:
        return ""
    if not readings:
        return reverse("start")
    return reverse("start_sync") if not all(reading.is_over for reading in readings) else ""


def _credits(student: Student, term: Term | None, assessment: Assessment | None) -> Credits | None:
    version = assessment.policy_version if assessment else _version_in_force(student, term)
    if version is None:
        return None
    policy = policy_of(version)
    milli_points = assessment.milli_points if assessment else 0
    estimate = assessment.credit_hundredths if assessment else 0
    to_next = assessment.to_next_tier if assessment else to_next_tier(policy, milli_points)
    step = _next_step_of_credit(policy, milli_points, to_next, estimate)
    marks = [
        (at, name) for at, name in ((step[1], _("Next step")) if step else (0, ""), (policy.cap_hundredths, _("Term cap"))) if at
    ]
    return Credits(
        title=_credit_title(estimate, step),
        awarded=0,
        in_process=0,
        estimate=estimate,
        milli_points=milli_points,
        counted=assessment.counted if assessment else 0,
        bar=credit_bar(awarded=0, in_process=0, estimate=estimate, marks=marks, most=policy.cap_hundredths),
        words=_("Once all of it is awarded, %(left)s credits are left below this term's cap.")
        % {"left": numbers.credit(max(policy.cap_hundredths - estimate, 0))},
        marks=tuple((name, at) for at, name in marks),
        policy_name=policy.title.get(get_language() or "") or policy.id,
        policy_version=version,
    )


def _version_in_force(student: Student, term: Term | None) -> PolicyVersion | None:
    held = Publication.objects.in_force(PolicyVersion.Kind.SCORING, term, student.department) if term else None
    return held.policy_version if held else None


def _next_step_of_credit(policy: Policy, milli_points: int, to_next: int | None, estimate: int) -> tuple[int, int] | None:
    """Milli-points to the next step, as scoring said, and the credit that stands there; None where it brings nothing more."""
    if to_next is None:
        return None
    there = next(tier.credit_hundredths for tier in policy.tiers if tier.from_ == milli_points + to_next)
    reached = min(there, policy.cap_hundredths)
    return (to_next, reached) if reached > estimate else None


def _credit_title(estimate: int, step: tuple[int, int] | None) -> str:
    if step is None:
        return _("You have reached this term's highest step")
    figures = {"points": numbers.points(step[0]), "credits": numbers.credit(step[1] - estimate)}
    if estimate:
        return _("%(points)s more points bring another %(credits)s credits") % figures
    return _("%(points)s more points bring %(credits)s credits") % figures


def _days(student: Student) -> Days:
    rows = AssessedContribution.objects.filter(
        assessment__student=student, assessment__is_current=True, milli_points__gt=0
    ).values_list("contribution__worked_at", "milli_points")
    by_day: dict[date, int] = defaultdict(int)
    for worked_at, milli_points in rows:
        by_day[moments.local_day(worked_at)] += milli_points
    chart = calendar(by_day, today=clock.today())
    if not chart.days:
        return Days(_("No points in the last 12 months yet"), chart)
    title = ngettext(
        "%(days)d day with points in the last 12 months, in %(month)s",
        "%(days)d days with points in the last 12 months, most in %(month)s",
        chart.days,
    )
    return Days(title % {"days": chart.days, "month": moments.month(busiest(chart.by_month))}, chart)


def _places(assessment: Assessment) -> Places:
    rows = (
        assessment.contributions.filter(milli_points__gt=0)
        .values("contribution__repository__name")
        .annotate(milli=Sum("milli_points"))
        .values_list("contribution__repository__name", "milli")
    )
    amounts = dict(rows)
    count = main_sources(amounts)
    points = numbers.points(assessment.milli_points)
    if not count:
        return Places(_("No points this term yet"), ())
    title = (
        ngettext(
            "%(points)s points this term, all from %(count)d repository",
            "%(points)s points this term, from %(count)d repositories",
            count,
        )
        if count == len(amounts)
        else ngettext(
            "%(points)s points this term, mostly from %(count)d repository",
            "%(points)s points this term, mostly from %(count)d repositories",
            count,
        )
    )
    return Places(title % {"points": points, "count": count}, bars(amounts))
