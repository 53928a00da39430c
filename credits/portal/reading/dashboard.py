"""The student's own page: what needs them, what their work is worth, when and where it was done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Consent, Student
from credits.claims.models import Claim, State
from credits.pages import numbers
from credits.pages.charts.bars import Bar, bars, main_sources
from credits.pages.charts.calendar import Calendar, busiest, calendar
from credits.pages.charts.credit_bar import CreditBar
from credits.pages.labels import clipped, term_title
from credits.pages.policy import policy_of
from credits.pages.words import Word
from credits.policies.models import AssessedContribution, Assessment, PolicyVersion, Publication, Term
from credits.policies.services.find import rules_for
from credits.portal.reading.estimate import Step, unclaimed_of
from credits.portal.reading.openings import Opening, openings
from credits.portal.reading.sums import Sums, draw, sums
from credits.portal.reading.sync import Reading, may_read_at, readings_of
from credits.portal.reading.unassessed import Unassessed
from credits.scoring import Policy
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
    is_due: bool = False  # whether `when` is a deadline
    is_quote: bool = False  # whether `detail` is somebody's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Credit of the term: awarded and in process are what claims made of points, the estimate is of what is unclaimed."""

    title: str
    held: Sums
    estimate: int  # hundredths
    milli_points: int  # unclaimed
    counted: int  # contributions that are not claimed
    bar: CreditBar
    words: str
    awarded_words: str  # by term
    marks: tuple[tuple[str, int], ...]  # name, hundredths
    policy_name: str
    policy_version: PolicyVersion
    action: "Action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What claims credit: a press that opens the draft of a term, a link, or why there is none."""

    term: str = ""
    url: str = ""
    label: str = ""
    when: str = ""
    why_not: str = ""


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
    rounds = openings(student)
    held_credits = _credits(student, term, this_term, rounds)
    return Dashboard(
        term=term,
        term_title=term_title(term) if term else "",
        last_day=term.ends_at - timedelta(days=1) if term else None,
        todos=(*_claims_to_do(student, rounds, held_credits), *_todos(student, readings)),
        next_step=_next_step(readings, has_points=bool(assessments)),
        credits=held_credits,
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


def _claims_to_do(student: Student, rounds: list[Opening], held: Credits | None) -> list[Todo]:
    returned = (
        Claim.objects.of(student).filter(state=State.RETURNED).select_related("term").prefetch_related("steps").order_by("pk")
    )
    todos = [_returned(claim) for claim in returned if claim.is_settled]
    unclaimed = held.milli_points if held else 0
    waiting = [one for one in rounds if one.is_open and one.live is None and (one.draft or (one.term.is_current and unclaimed))]
    return [*todos, *(_open_round(one, unclaimed if one.term.is_current else 0) for one in waiting)]


def _returned(claim: Claim) -> Todo:
    reasons = [step.reason for step in claim.steps.all() if step.target == State.RETURNED and step.undone_at is None]
    return Todo(
        icon="back",
        tone="alert",
        what=_("Claim %(claim)s was returned") % {"claim": claim},
        detail=clipped(reasons[-1]) if reasons else "",
        when=moments.due(claim.deadline_at) if claim.deadline_at else "",
        url=reverse("claim_edit", args=[claim.pk]),
        link=_("Edit and resubmit"),
        is_due=True,
        is_quote=True,
    )


def _open_round(opening: Opening, milli_points: int) -> Todo:
    detail = (
        _("%(points)s points are not claimed yet") % {"points": numbers.points(milli_points)} if milli_points else opening.title
    )
    return Todo(
        icon="clock",
        tone="wait",
        what=_("A round of claims is open"),
        detail=detail,
        when=moments.due(opening.round.closes_at),
        url=reverse("claim_edit", args=[opening.draft.pk]) if opening.draft else reverse("claims"),
        link=_("Open draft") if opening.draft else _("To the claims"),
        is_due=True,
    )


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


def _credits(student: Student, term: Term | None, assessment: Assessment | None, rounds: list[Opening]) -> Credits | None:
    version = assessment.policy_version if assessment else _version_in_force(student, term)
    if version is None or term is None:
        return None
    policy = policy_of(version)
    held = sums(student, term)
    rules = rules_for(term, student.department)
    degree_cap = rules.rules.degree_cap_hundredths if rules else None
    unclaimed = unclaimed_of(student, term, policy=policy, rules=rules.rules if rules else None, assessment=assessment, held=held)
    step = unclaimed.step
    bar = draw(held, estimate=unclaimed.hundredths, policy=policy, next_step=step.credit if step else None, degree_cap=degree_cap)
    return Credits(
        title=_credit_title(held.term_awarded + held.term_in_process + unclaimed.hundredths, step),
        held=held,
        estimate=unclaimed.hundredths,
        milli_points=unclaimed.milli_points,
        counted=unclaimed.contributions,
        bar=bar.chart,
        words=_left(policy, degree_cap, held, unclaimed.hundredths),
        awarded_words=_(", ").join(f"{term_title(of)} {numbers.credit(amount)}" for of, amount in held.awarded_by_term),
        marks=bar.marks,
        policy_name=policy.title.get(get_language() or "") or policy.id,
        policy_version=version,
        action=_action(rounds, term, unclaimed.contributions),
    )


def _left(policy: Policy, degree_cap: int | None, held: Sums, estimate: int) -> str:
    of_term = max(policy.cap_hundredths - held.term_awarded - held.term_in_process - estimate, 0)
    if degree_cap is None:
        told = _("Once all of it is awarded, %(left)s credits are left below this term's cap.")
        return told % {"left": numbers.credit(of_term)}
    of_degree = max(degree_cap - held.awarded - held.in_process - estimate, 0)
    return _("Once all of it is awarded, %(left)s credits are left below this term's cap and %(degree)s below the degree cap.") % {
        "left": numbers.credit(of_term), "degree": numbers.credit(of_degree),
    }  # fmt: skip


def _action(rounds: list[Opening], term: Term, contributions: int) -> Action:
    """The button that claims credit: for the current term where a round of it is open or announced, else for another."""
    opening = next((one for one in rounds if one.term == term), rounds[0] if rounds else None)
    if opening is None:
        return Action(why_not=_("No round of claims is open yet. Your points stay and can be claimed once one opens."))
    when = _("%(term)s: %(words)s") % {"term": opening.title, "words": opening.words}
    if opening.draft is not None:
        return Action(url=reverse("claim_edit", args=[opening.draft.pk]), label=_("Open draft"), when=when)
    free = [one for one in rounds if one.is_free and (one.term != term or contributions)]
    if len(free) > 1:
        return Action(url=reverse("claim_new"), label=_("Claim credit"), when=when)
    if free:
        when = _("%(term)s: %(words)s") % {"term": free[0].title, "words": free[0].words}
        return Action(term=free[0].term.name, label=_("Claim credit"), when=when)
    if opening.live is not None:
        return Action(why_not=_("Your claim %(claim)s is being decided; a term has one at a time.") % {"claim": opening.live})
    return Action(why_not=_("Nothing can be claimed now: nothing of this term counts yet that stands in no claim."))


def _version_in_force(student: Student, term: Term | None) -> PolicyVersion | None:
    held = Publication.objects.in_force(PolicyVersion.Kind.SCORING, term, student.department) if term else None
    return held.policy_version if held else None


def _credit_title(reached: int, step: Step | None) -> str:
    if step is None:
        return _("You have reached this term's highest step")
    figures = {"points": numbers.points(step.milli_points), "credits": numbers.credit(step.more)}
    if reached:
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
