"""The registrar desk: its tabs with their counts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Staff, StaffRole
from credits.claims.models import Claim, State
from credits.faculty.reading.queue import Asked, Queue
from credits.ledger.models import Award
from credits.pages.words import Text
from credits.policies.models import Term


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the desk; count: what waits there."""

    name: Text
    count: int
    url: str
    is_current: bool


def tabs(staff: Staff, current: str) -> list[Tab]:
    """The four parts. current: the name of the address that is shown."""
    seen = Claim.objects.visible_to(staff)
    counts = {
        "registrar": (_("Office review"), Queue(staff, Asked(view="office")).total),
        "registrar_notices": (_("Notices"), seen.filter(state=State.APPROVED).count()),
        "registrar_awards": (_("Award run"), seen.filter(state=State.IN_NOTICE).count()),
        "registrar_exports": (_("SIS export"), Award.objects.filter(state__in=["waiting", "refused"]).count()),
    }
    return [Tab(name, count, reverse(code), code == current) for code, (name, count) in counts.items()]


def runs_the_office(staff: Staff) -> bool:
    """Whether the person is a registrar of the whole university: others only read notices, runs and files."""
    return staff.user.is_active and staff.roles.filter(role=StaffRole.Role.REGISTRAR, department=None).exists()


def reads_all(staff: Staff) -> bool:
    """Whether a role of theirs covers the whole university, so that lists of all departments are theirs to see."""
    return staff.roles.filter(role__in=[StaffRole.Role.REGISTRAR, StaffRole.Role.AUDITOR], department=None).exists()


def term_of(asked: str, terms: "list[Term]") -> Term | None:
    """The one that was asked for, else the latest of them; None where there is none."""
    return next((term for term in terms if term.name == asked), terms[0] if terms else None)
