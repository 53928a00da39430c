"""On which terms a student may claim credit, or prepare a claim, and when the next round opens."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Student
from credits.claims.models import LIVE, Claim, State
from credits.pages.labels import term_title
from credits.policies.models import Term
from credits.policies.services.find import RoundState, rounds_for
from journal import clock, moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A term with a round that is open or announced. draft, live: the student's claim that stands on it already."""

    term: Term
    round: RoundState
    draft: Claim | None
    live: Claim | None

    @property
    def title(self) -> str:
        """The term."""
        return term_title(self.term)

    @property
    def is_open(self) -> bool:
        """Whether a claim can be sent now."""
        return self.round.state == "open"

    @property
    def is_free(self) -> bool:
        """Whether a claim can be begun: none is being decided, and no draft waits."""
        return self.draft is None and self.live is None

    @property
    def words(self) -> str:
        """Until when it is open, or from when on."""
        if self.is_open:
            return _("open until %(deadline)s") % {"deadline": moments.due(self.round.closes_at)}
        return _("opens on %(moment)s; a draft can be written before") % {"moment": moments.deadline(self.round.opens_at)}


def openings(student: Student) -> list[Opening]:
    """One a term, open ones first; of several rounds of a term the one that is open, or else the next."""
    rounds = [one for one in rounds_for(student, at=clock.now()) if one.state != "closed"]
    claims = Claim.objects.of(student).filter(state__in=[*LIVE, State.DRAFT], term__in=[one.term.pk for one in rounds])
    held = {(claim.term_id, claim.state == State.DRAFT): claim for claim in claims}
    found: dict[int, Opening] = {}
    for one in sorted(rounds, key=lambda one: (one.state != "open", one.opens_at)):
        key = one.term.pk
        found.setdefault(key, Opening(term=one.term, round=one, draft=held.get((key, True)), live=held.get((key, False))))
    return list(found.values())
