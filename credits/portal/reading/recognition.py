"""Recognition rules as people read them: every figure comes from the version that decides on claims."""

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Student
from credits.claims.masking import masked_name, masked_number
from credits.pages.claims import STATES
from credits.pages.labels import term_title
from credits.pages.words import Text
from credits.policies.models import Publication
from credits.policies.rules import Unit
from credits.policies.services.find import RoundState, rounds_for, rounds_in_force, rules_of
from journal import clock, moments

# What the file calls a step of the chain → the state in which a claim is then.
_STATES = {"department_review": "department_review", "office_review": "office_review", "notice": "in_notice"}
_EXAMPLE = ("林知夏", "2024000123")


@dataclass(frozen=True, slots=True)
class Window:
    """A round as people read it."""

    held: RoundState

    @property
    def title(self) -> str:
        """What the round is called."""
        return str(self.held.round.title.get(get_language() or "") or self.held.round.name)

    @property
    def term_title(self) -> str:
        """The term whose work can be claimed in it."""
        return term_title(self.held.term)

    @property
    def opens(self) -> str:
        """Its first moment."""
        return moments.deadline(self.held.opens_at)

    @property
    def closes(self) -> str:
        """The first moment at which it is closed, while it is open with the time that is left."""
        return moments.due(self.held.closes_at) if self.held.state == "open" else moments.deadline(self.held.closes_at)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the chain: its name, who has the claim then, how long it may take."""

    name: Text
    holder: Text
    time: str


class Recognition:
    """The rules that are in force for a term, of the university or of one department."""

    def __init__(self, publication: Publication) -> None:
        self.version = publication.policy_version
        self.term = publication.term
        self.department = publication.department
        self.rules = rules_of(self.version)

    @property
    def title(self) -> str:
        """What the rules are called in the reader's language."""
        return str(self.rules.title.get(get_language() or "") or self.rules.id)

    @property
    def windows(self) -> list[Window]:
        """The rounds on this term, and those on other terms that are not over."""
        rounds = rounds_in_force(self.department, at=clock.now())
        return [Window(one) for one in rounds if one.term == self.term or one.state != "closed"]

    @property
    def stages(self) -> list[Stage]:
        """Each step in the order of the rules."""
        return [self._stage(step) for step in self.rules.chain]

    @property
    def return_time(self) -> str:
        """How long a student has to answer a return."""
        return _days(self.rules.return_days, "working_days")

    @property
    def notice_time(self) -> str:
        """How long a result stands in public notice."""
        return _days(self.rules.notice_days, self.rules.notice_unit)

    @property
    def close_time(self) -> str:
        """The time of day at which whatever ends on a day ends."""
        return f"{self.rules.close_time:%H:%M}"

    @property
    def masked(self) -> tuple[str, str]:
        """A made-up name and number as a notice would show them."""
        name, number = _EXAMPLE
        return masked_name(name), masked_number(number)

    def _stage(self, step: str) -> Stage:
        word = STATES[_STATES[step]]
        if step == "notice":
            return Stage(word.word, _("everybody can read it"), self.notice_time)
        return Stage(word.word, word.holder, _days(self.rules.review_days[step], "working_days"))


def current_window(student: Student | None) -> Window | None:
    """The round that closes next, or else the one that opens next: the student's, or for visitors the university's."""
    rounds = rounds_for(student, at=clock.now()) if student else rounds_in_force(None, at=clock.now())
    waiting = [one for one in rounds if one.state != "closed"]
    return Window(min(waiting, key=lambda one: (one.state != "open", one.closes_at))) if waiting else None


def _days(count: int, unit: Unit) -> str:
    if unit == "working_days":
        return ngettext("%(count)s working day", "%(count)s working days", count) % {"count": count}
    return ngettext("%(count)s calendar day", "%(count)s calendar days", count) % {"count": count}
