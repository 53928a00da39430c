"""What waits for a member of staff, by their roles; every number leads to exactly that list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Staff, StaffRole
from credits.claims.models import Claim, Notice, State
from credits.faculty import words
from credits.faculty.reading.queue import Asked, Queue
from credits.ledger.services import preview
from credits.pages.words import Text
from credits.policies.models import Term
from journal import clock, moments

Role = StaffRole.Role
_DECIDING = {Role.REVIEWER, Role.REGISTRAR}
_SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of what waits: shape, what in bold, until when, one link."""

    icon: str
    tone: str
    what: str
    detail: str
    when: str
    url: str
    link: str


class Home:
    """The page that a member of staff begins with."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.roles = set(staff.roles.values_list("role", flat=True))

    @property
    def role_words(self) -> list[tuple[Text, str]]:
        """The person's roles, each with its department; empty: the whole university."""
        held = self.staff.roles.select_related("department").order_by("pk")
        return [(words.ROLES[one.role], one.department.name if one.department else "") for one in held]

    @property
    def only_reads(self) -> bool:
        """Whether no role of theirs decides on claims."""
        return not self.roles & _DECIDING

    @property
    def reads_claims(self) -> bool:
        """Whether they see claims at all."""
        return bool(self.roles & {*_DECIDING, Role.AUDITOR})

    @property
    def reads_tables(self) -> bool:
        """Whether the raw tables are theirs to read."""
        return bool(self.roles & {Role.AUDITOR, Role.OPERATOR})

    @cached_property
    def todos(self) -> list[Todo]:
        """What waits, the reviewer's first; only what there is."""
        found: list[Todo] = []
        if Role.REVIEWER in self.roles:
            found += self._of_reviewer()
        if Role.REGISTRAR in self.roles:
            found += self._of_registrar()
        return found

    def _of_reviewer(self) -> Iterator[Todo]:
        mine = Queue(self.staff, Asked(view="mine"))
        if mine.total:
            oldest = mine.found.order_by("submitted_at", "pk").first()
            days = (clock.today() - moments.local_day(oldest.submitted_at)).days if oldest and oldest.submitted_at else 0
            age = ngettext("the oldest has waited %(days)s day", "the oldest has waited %(days)s days", days) % {"days": days}
            what = ngettext("%(count)s claim is with you", "%(count)s claims are with you", mine.total) % {"count": mine.total}
            due = mine.found.first()
            when = moments.due(due.deadline_at) if due and due.deadline_at else ""
            is_late = due is not None and due.deadline_at is not None and due.deadline_at <= clock.now()
            yield _line("clock", "wait" if is_late else "", what, Asked(view="mine"), detail=age, when=when)
        for asked, icon, sentence in (
            (Asked(view="unassigned"), "ring", self._unassigned),
            (Asked(view="answered"), "back", self._answered),
            (Asked(flags="with"), "flag", self._flagged),
        ):
            count = Queue(self.staff, asked).total
            if count:
                yield _line(icon, "check" if icon == "flag" else "", sentence(count), asked)

    def _unassigned(self, count: int) -> str:
        return ngettext("%(count)s claim has no reviewer yet", "%(count)s claims have no reviewer yet", count) % {"count": count}

    def _answered(self, count: int) -> str:
        words_ = ngettext("%(count)s returned claim was answered", "%(count)s returned claims were answered", count)
        return words_ % {"count": count}

    def _flagged(self, count: int) -> str:
        return ngettext("%(count)s claim has open flags", "%(count)s claims have open flags", count) % {"count": count}

    def _of_registrar(self) -> Iterator[Todo]:
        link = _("Open the list")
        office = Queue(self.staff, Asked(view="office")).total
        if office:
            what = ngettext("%(count)s claim waits for the office", "%(count)s claims wait for the office", office) % {
                "count": office
            }
            yield Todo("clock", "", what, "", "", reverse("registrar"), link)
        approved = Claim.objects.decided_by(self.staff, Role.REGISTRAR).filter(state=State.APPROVED).count()
        if approved:
            what = ngettext(
                "%(count)s approved claim waits for a public notice", "%(count)s approved claims wait for a public notice", approved
            ) % {"count": approved}
            yield Todo("ring", "", what, "", "", reverse("registrar_notices"), link)
        ending = Notice.objects.showing().filter(ends_at__lte=clock.now() + _SOON).order_by("ends_at")
        if ending:
            what = ngettext("%(count)s public notice ends soon", "%(count)s public notices end soon", len(ending))
            ends_at = ending[0].ends_at
            when = moments.due(ends_at) if ends_at else ""
            yield Todo("clock", "", what % {"count": len(ending)}, "", when, reverse("registrar_notices"), link)
        for term in Term.objects.filter(claims__state=State.IN_NOTICE, claims__deadline_at__lte=clock.now()).distinct():
            due = len(preview(term=term).due)
            what = ngettext("%(count)s claim can be awarded", "%(count)s claims can be awarded", due) % {"count": due}
            yield Todo("check", "", what, "", "", f"{reverse('registrar_awards')}?term={term.name}", link)


def _line(icon: str, tone: str, what: str, asked: Asked, *, detail: str = "", when: str = "") -> Todo:
    return Todo(icon, tone, what, detail, when, f"{reverse('reviews')}?{asked.address()}", _("Open the list"))
