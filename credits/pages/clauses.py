"""The clauses of the policy page: their numbers and anchors, and which one a reason or a step follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from credits.pages.words import Text


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by its number; its address is the policy page's."""

    number: str
    name: Text

    @property
    def anchor(self) -> str:
        """Its id in the page."""
        return f"c{self.number.replace('.', '-')}"

    @property
    def url(self) -> str:
        """Its address."""
        return f"{reverse('policy')}#{self.anchor}"

    def __str__(self) -> str:
        return f"§{self.number}"


_ALL = (
    Clause("1", _("What counts")),
    Clause("2", _("What never counts")),
    Clause("2.1", _("People, places and times")),
    Clause("2.2", _("Acceptance by somebody independent")),
    Clause("2.3", _("What was taken back or brings nothing")),
    Clause("3", _("When it counts")),
    Clause("4", _("How points arise")),
    Clause("4.1", _("Size of a month")),
    Clause("4.2", _("Lines that count")),
    Clause("4.3", _("Project")),
    Clause("4.4", _("Shares")),
    Clause("4.5", _("Small-work pool")),
    Clause("4.6", _("Limits by kind")),
    Clause("5", _("From points to credit")),
    Clause("6", _("Deadlines")),
    Clause("7", _("Who decides")),
    Clause("7.1", _("Two people, one after the other")),
    Clause("7.2", _("What a person looks at")),
    Clause("8", _("Public notice and objections")),
    Clause("9", _("Worked examples")),
)
CLAUSES: Mapping[str, Clause] = {clause.number: clause for clause in _ALL}

_REASONS: Mapping[str, str] = {
    "bot": "2.1", "not_linked": "2.1", "private": "2.1", "excluded_project": "2.1", "not_enrolled": "2.1", "outside_period": "2.1",
    "small_project": "4.3", "unknown_project": "4.3",
    "not_accepted": "2.2", "not_independent": "2.2", "not_substantive": "2.2", "not_completed": "2.2", "not_released": "2.2",
    "unknown_acceptance": "2.2", "unknown_author": "2.2", "unknown_closer": "2.2", "unknown_substance": "2.2", "unknown_authors": "4.1",
    "spam": "2.3", "reverted": "2.3", "reverts_own": "2.3", "nothing_written": "4.2", "same_work": "2.3",
    "not_accepted_yet": "3", "maturing": "3", "unknown_time": "3",
}  # fmt: skip


def of_reason(code: str) -> Clause:
    """The clause that a reason follows."""
    return CLAUSES[_REASONS[code]]
