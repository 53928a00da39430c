"""A student's claims as rows, and one claim with its time line, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import StaffRole, Student
from credits.claims import services
from credits.claims.models import Claim, ClaimItem, ClaimQuerySet, Evidence, State, Step
from credits.pages import labels, numbers, words
from credits.pages.claims import EVENTS, REASONS, STATES, ClaimWord, Tick, role_of, track
from credits.portal.reading.summary import usual_words
from journal import access, moments

# At an end, with its student, or for the days of a notice, which the deadline names.
_NO_USUAL_TIME = {
    State.AWARDED, State.REJECTED, State.WITHDRAWN, State.LAPSED, State.DRAFT, State.RETURNED, State.IN_NOTICE,
}  # fmt: skip


class ClaimView:
    """A claim as its student sees it: a decision that can still be taken back is not shown yet."""

    def __init__(self, claim: Claim, usual: str | None = None) -> None:
        self.claim = claim
        self._usual = usual

    @property
    def url(self) -> str:
        """Its page; a draft's is the editor."""
        return reverse("claim_edit" if self.state == State.DRAFT else "claim", args=[self.claim.pk])

    @property
    def name(self) -> str:
        """Its number; a draft has none yet."""
        return self.claim.number or str(STATES[State.DRAFT].word)

    @property
    def term(self) -> str:
        """What its term is called."""
        return labels.term_title(self.claim.term)

    @cached_property
    def steps(self) -> list[Step]:
        """Those that stand for good, in their order."""
        standing = [step for step in self.claim.steps.all() if step.undone_at is None]
        return standing if self.claim.is_settled else standing[:-1]

    @property
    def state(self) -> str:
        """As the student sees it."""
        return self.claim.state if self.claim.is_settled or not self.steps else self.steps[-1].target

    @property
    def word(self) -> ClaimWord:
        """Its shape and word, who has it, what comes next."""
        return STATES[self.state]

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """How far it has come."""
        return track(self.claim, self.state)

    @property
    def since(self) -> datetime:
        """Since when it is so."""
        return self.claim.state_since if self.claim.is_settled or not self.steps else self.steps[-1].at

    @property
    def deadline(self) -> str:
        """Until when whoever has it should move; empty: no date, or one that is not for good yet."""
        if not self.claim.is_settled or self.claim.deadline_at is None or not self.word.deadline:
            return ""
        return _("%(what)s %(deadline)s") % {"what": self.word.deadline, "deadline": moments.due(self.claim.deadline_at)}

    @property
    def usual(self) -> str:
        """How long it usually stays so; empty where that says nothing, or is not known."""
        if self.state in _NO_USUAL_TIME:
            return ""
        return usual_words(self.claim, self.state) if self._usual is None else self._usual

    @property
    def asked(self) -> int | None:
        """Hundredths; None: not sent yet."""
        return self.claim.asked

    @property
    def decided(self) -> int | None:
        """Hundredths that were recommended, approved or awarded, the last that was decided for good; None: nothing yet."""
        if self.state == State.AWARDED:
            return self.claim.standing
        amounts = {"recommend": "proposed", "approve": "approved"}
        for step in reversed(self.steps):
            if step.event in {"submit", "return", "office_return", "reject", "office_reject"}:
                return None
            if step.event in amounts:
                return int(step.details[amounts[step.event]])
        return None

    @property
    def differs(self) -> bool:
        """Whether what was decided is not what was asked."""
        return self.decided is not None and self.decided != self.asked

    @property
    def may_edit(self) -> bool:
        """Whether it lies with the student."""
        return self.state in {State.DRAFT, State.RETURNED}

    @property
    def may_withdraw(self) -> bool:
        """Whether it can be taken back."""
        return services.can_withdraw(self.claim)

    @property
    def is_open_to_new(self) -> bool:
        """Whether a new claim is what to do next."""
        return self.state in {State.REJECTED, State.WITHDRAWN, State.LAPSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A step of the time line, by role."""

    what: words.Text
    role: words.Text
    is_own: bool
    at: datetime
    code: words.Text
    reason: str
    amount: str
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A contribution of the claim, and what the review made of it."""

    url: str
    title: str
    place: str
    worked_at: datetime
    ai: str
    is_excluded: bool
    adjustment: str
    code: words.Text
    reason: str


class ClaimPage(ClaimView):
    """One claim with all that its page shows."""

    @cached_property
    def lines(self) -> list[Line]:
        """The newest first."""
        titles = {item.contribution.code: labels.title(item.contribution) for item in self._items}
        return [
            Line(
                what=EVENTS[step.event],
                role=role_of(step.event),
                is_own=step.by_student,
                at=step.at,
                code=REASONS.get(step.reason_code, ""),
                reason=step.reason,
                amount=_amount(step),
                named=tuple(titles.get(code, code) for code in step.details.get("items", ())),
            )
            for step in reversed(self.steps)
        ]

    @cached_property
    def items(self) -> list[Item]:
        """All contributions; what was reduced says so with the reviewer's words, once that is decided."""
        return [self._item(row) for row in self._items]

    @property
    def reduced(self) -> list[Item]:
        """Those that the review changed."""
        return [item for item in self.items if item.is_excluded or item.adjustment]

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What it rested on at each submission, the newest first."""
        return list(self.claim.evidence.defer("facts").order_by("-version"))

    @cached_property
    def looks(self) -> list[tuple[str, datetime]]:
        """Who of staff looked at it, by role, and when; the latest first."""
        roles = dict(StaffRole.Role.choices)
        return [(str(roles.get(row.role, row.role)), row.at) for row in access.looks_at(self.claim).order_by("-at", "-pk")]

    @property
    def policy(self) -> str:
        """The versions under which it was sent."""
        versions = [self.claim.policy_version, self.claim.rules_version]
        return " · ".join(str(version) for version in versions if version is not None)

    @property
    def large_next_step(self) -> words.Text:
        """What comes next; for what is at an end, what the student can do."""
        return self.word.next_step

    @cached_property
    def _items(self) -> list[ClaimItem]:
        rows = self.claim.items.select_related("contribution__repository").order_by("contribution__worked_at", "pk")
        return list(rows)

    def _item(self, row: ClaimItem) -> Item:
        # What a reviewer has not sent yet, or may still take back, is nobody's to read.
        shown = row.is_reduced and self.decided is not None
        return Item(
            url=reverse("contribution", args=[row.contribution_id]),
            title=labels.title(row.contribution),
            place=labels.place(row.contribution),
            worked_at=row.contribution.worked_at,
            ai=_("AI used") if row.ai_declared else _("no AI used"),
            is_excluded=shown and row.is_excluded,
            adjustment=numbers.gain(row.adjustment) if shown and row.adjustment else "",
            code=REASONS.get(row.reason_code, "") if shown else "",
            reason=row.reason if shown else "",
        )


def rows_of(student: Student) -> list[ClaimView]:
    """All of a student's claims, the latest first."""
    claims = list(_with_all(Claim.objects.of(student)).order_by("-pk"))
    usual = _usual_by_state(claims)
    return [ClaimView(claim, usual.get(claim.state, "")) for claim in claims]


def page_of(student: Student, pk: int) -> ClaimPage | None:
    """One of a student's own claims; None: no such."""
    claim = _with_all(Claim.objects.of(student)).filter(pk=pk).first()
    return ClaimPage(claim) if claim is not None else None


def counted(rows: list[ClaimView]) -> str:
    """How many there are."""
    return ngettext("%(count)d claim", "%(count)d claims", len(rows)) % {"count": len(rows)}


def _usual_by_state(claims: Iterable[Claim]) -> dict[str, str]:
    """Asked once a state, for its first claim: the rules of two terms rarely differ, and the claim's own page says its own."""
    first: dict[str, Claim] = {}
    for claim in claims:
        first.setdefault(claim.state, claim)
    return {state: ClaimView(claim).usual for state, claim in first.items()}


def _with_all(claims: ClaimQuerySet) -> ClaimQuerySet:
    related = claims.select_related("term", "policy_version", "rules_version", "student__user", "student__department")
    return related.prefetch_related(Prefetch("steps", Step.objects.order_by("pk")))


def _amount(step: Step) -> str:
    names = {
        "asked": _("asked %(credits)s credits"),
        "proposed": _("%(credits)s credits proposed"),
        "approved": _("%(credits)s credits approved"),
    }
    for key, told in names.items():
        if key in step.details:
            return told % {"credits": numbers.credit(int(step.details[key]))}
    if step.event == "award":
        return _("%(credits)s credits awarded") % {"credits": numbers.credit(int(step.details["hundredths"]))}
    return ""
