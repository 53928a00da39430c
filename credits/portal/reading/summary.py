"""A claim as the reviewer will see it, before it is sent and on its receipt."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credits.claims import services
from credits.claims.models import Claim, ClaimItem
from credits.claims.pace import usual_time
from credits.pages import labels, words
from credits.pages.claims import STATES
from credits.policies.services.find import rules_for, rules_of
from credits.portal.reading.estimate import Estimate, estimate_of
from journal import moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A contribution of the claim."""

    title: str
    place: str
    kind: words.Text
    url: str  # at the forge
    worked_at: datetime
    ai: str
    milli_points: int


class Summary:
    """One claim with what it rests on."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim

    @property
    def term(self) -> str:
        """What its term is called."""
        return labels.term_title(self.claim.term)

    @cached_property
    def estimate(self) -> Estimate | None:
        """What it brings if it is sent now."""
        return estimate_of(self.claim, [item.contribution for item in self._rows])

    @cached_property
    def items(self) -> list[Item]:
        """Its contributions."""
        points = self.estimate.by_contribution if self.estimate else {}
        return [
            Item(
                title=labels.title(item.contribution),
                place=labels.place(item.contribution),
                kind=words.KINDS[item.contribution.kind],
                url=item.contribution.url,
                worked_at=item.contribution.worked_at,
                ai=_("AI used") if item.ai_declared else _("no AI used"),
                milli_points=points.get(item.contribution_id, 0),
            )
            for item in self._rows
        ]

    @cached_property
    def why_not_yet(self) -> str:
        """Why it cannot be sent now; empty: it can."""
        if self.claim.submitted_at is not None:
            return ""
        found = services.round_of(self.claim.student, self.claim.term)
        if found is None:
            return _("No round is open. Your draft is kept.")
        if found.state == "announced":
            return _("The round opens on %(moment)s. Your draft is kept.") % {"moment": moments.deadline(found.opens_at)}
        return ""

    @property
    def usual(self) -> str:
        """How long the next stage usually takes."""
        return usual_words(self.claim, "department_review")

    @property
    def next_step(self) -> words.Text:
        """What happens with it now."""
        return STATES[self.claim.state].next_step

    @cached_property
    def _rows(self) -> list[ClaimItem]:
        return list(self.claim.items.select_related("contribution__repository").order_by("contribution__worked_at", "pk"))


def summary_of(claim: Claim) -> Summary:
    """Of a claim with its student, term and versions."""
    return Summary(claim)


def usual_words(claim: Claim, state: str) -> str:
    """How long claims usually stay in a state: the median of the last 90 days, or else what the rules give; empty: not known."""
    usual = usual_time(state)
    if usual is not None:
        days = max(1, round(usual.total_seconds() / 86_400))
        return ngettext("usually %(count)d day", "usually %(count)d days", days) % {"count": days}
    return _days_by_rules(claim, state)


def _days_by_rules(claim: Claim, state: str) -> str:
    if claim.rules_version is not None:
        rules = rules_of(claim.rules_version)
    else:
        held = rules_for(claim.term, claim.student.department)
        if held is None:
            return ""
        rules = held.rules
    days = rules.review_days.get(state)
    if days is None:
        return ""
    told = ngettext("at most %(count)d working day by the rules", "at most %(count)d working days by the rules", days)
    return told % {"count": days}
