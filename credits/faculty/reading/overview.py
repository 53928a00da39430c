"""What a department has before it, as three small charts with their numbers: the way of its claims, who has how many, how old they are."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Staff
from credits.claims.models import Claim, State, Step
from credits.pages import labels
from credits.pages.charts import percent
from credits.policies.models import Term
from journal import clock

_OPEN = (State.SUBMITTED, State.DEPARTMENT_REVIEW)
_WEEK = timedelta(days=7)
_MOST_PEOPLE = 8
# Whole days since a claim came to its stage, up to and with.
_AGES = (2, 5, 10, 15)


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, a count as a bar, and behind it a second, hatched part: what was done; `is_late`: beyond the due date."""

    name: str
    count: int
    width: str
    more: int = 0
    more_width: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Its title says the finding. `more`: what the hatched part is; empty: there is none."""

    title: str
    head: str
    bars: tuple[Bar, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The charts of one term; `total`: claims of it that were sent."""

    term: str
    total: int
    charts: tuple[Chart, ...]


def overview(staff: Staff) -> Overview | None:
    """Of the latest term in which a claim that the person sees was sent; None where there is none."""
    seen = Claim.objects.visible_to(staff)
    latest = Term.objects.filter(pk__in=seen.values("term")).order_by("-starts_at").first()
    if latest is None:
        return None
    claims = seen.filter(term=latest)
    return Overview(labels.term_title(latest), claims.count(), (_funnel(claims), _load(seen), _ages(seen)))


def _funnel(claims: QuerySet[Claim]) -> Chart:
    counts = dict(claims.order_by().values_list("state").annotate(Count("pk")))
    after = {
        _("Submitted"): sum(counts.values()),
        _("Recommended"): _of(counts, State.RECOMMENDED, State.OFFICE_REVIEW, State.APPROVED, State.IN_NOTICE, State.AWARDED),
        _("In notice"): _of(counts, State.IN_NOTICE, State.AWARDED),
        _("Awarded"): _of(counts, State.AWARDED),
    }
    most = max(after.values())
    told = {"awarded": counts.get(State.AWARDED, 0), "total": most}
    title = ngettext("%(awarded)s of %(total)s claim is awarded", "%(awarded)s of %(total)s claims are awarded", most) % told
    return Chart(title, _("Step"), tuple(Bar(name, count, percent(count, max(most, 1))) for name, count in after.items()))


def _of(counts: dict[str, int], *states: str) -> int:
    return sum(counts.get(state, 0) for state in states)


def _load(seen: QuerySet[Claim]) -> Chart:
    waiting = dict(seen.filter(state__in=_OPEN).order_by().values_list("reviewer").annotate(Count("pk")))
    lately = Step.objects.standing().filter(
        claim__in=seen, event__in=["recommend", "return", "reject"], at__gte=clock.now() - _WEEK
    )
    done = dict(lately.order_by().values_list("by_staff").annotate(Count("pk")))
    people = Staff.objects.filter(pk__in=[key for key in {*waiting, *done} if key]).in_bulk()
    ranked = sorted(people, key=lambda key: (-waiting.get(key, 0), -done.get(key, 0), people[key].name))[:_MOST_PEOPLE]
    most = max([waiting.get(key, 0) + done.get(key, 0) for key in [*ranked, None]], default=0)
    bars = [_person(people[key].name, waiting.get(key, 0), done.get(key, 0), most) for key in ranked]
    unassigned = waiting.get(None, 0)
    title = ngettext("%(count)s claim has no reviewer yet", "%(count)s claims have no reviewer yet", unassigned) % {
        "count": unassigned
    }
    return Chart(title, _("Reviewer"), (*bars, _person(_("Unassigned"), unassigned, 0, most)), _("done this week"))


def _person(name: str, waiting: int, done: int, most: int) -> Bar:
    return Bar(name, waiting, percent(waiting, max(most, 1)), done, percent(done, max(most, 1)))


def _ages(seen: QuerySet[Claim]) -> Chart:
    now = clock.now()
    waiting = seen.filter(state__in=_OPEN)
    edges = [0, *(edge + 1 for edge in _AGES)]
    spans = {}
    for first, last in zip(edges, [*_AGES, None], strict=True):
        young = Q(state_since__lte=now - timedelta(days=first))
        old = Q(state_since__gt=now - timedelta(days=last + 1)) if last is not None else Q()
        name = (
            _("%(first)s–%(last)s days") % {"first": first, "last": last} if last else _("over %(days)s days") % {"days": first - 1}
        )
        spans[name] = Count("pk", filter=young & old)
    counts = waiting.aggregate(late=Count("pk", filter=Q(deadline_at__lte=now)), total=Count("pk"), **{
        f"span{at}": span for at, span in enumerate(spans.values())
    })  # fmt: skip
    held = [counts[f"span{at}"] for at in range(len(spans))]
    bars = tuple(Bar(name, count, percent(count, max(*held, 1))) for name, count in zip(spans, held, strict=True))
    late = Bar(_("past the due date"), counts["late"], percent(counts["late"], max(*held, 1)), is_late=True)
    title = ngettext("%(late)s of %(total)s is past its due date", "%(late)s of %(total)s are past their due date", counts["late"])
    return Chart(title % {"late": counts["late"], "total": counts["total"]}, _("Waiting"), (*bars, late))
