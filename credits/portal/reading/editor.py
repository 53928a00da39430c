"""The editor of a claim: what can be chosen and what it brings within this claim, what was written, what is still missing."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credits.claims import choices, services
from credits.claims.choices import Choice
from credits.claims.models import Claim, State
from credits.claims.services import STATEMENT_LEAST, STATEMENT_MOST, Written
from credits.pages import labels, numbers, words
from credits.pages.claims import Tick, track
from credits.pages.typography import tight
from credits.policies.models import FlagCase
from credits.portal.reading import listing
from credits.portal.reading.estimate import Estimate, estimate_of
from journal import clock, moments

AI = {"no": False, "yes": True}
_AI_CODES = {None: "", False: "no", True: "yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A contribution that can be chosen."""

    key: int
    url: str
    title: str
    place: str
    kind: words.Text
    worked_at: datetime
    is_chosen: bool
    ai: str  # "", "no", "yes"
    milli_points: int | None  # within this claim; None: not chosen
    marks: tuple[words.Text, ...]
    in_check: bool
    elsewhere: str  # what the other window says of it, where the two differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What belongs to one month's piece."""

    title: str
    size: str
    milli_points: int
    rows: tuple[Row, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A contribution of the term that cannot be chosen, and why."""

    url: str
    title: str
    place: str
    worked_at: datetime
    state: words.StateWord
    reason: str
    claim: Claim | None
    milli_points: int | None
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the list of what is needed; code: the anchor of its place."""

    code: str
    words: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Counter:
    """How long the statement is."""

    words: str
    count: int
    most: int
    is_done: bool


class Editor:
    """A claim as its student edits it.

    written: what stands in the form. saved: what another window saved, when the form is compared with it.
    """

    def __init__(self, claim: Claim, written: Written, *, edition: int, saved: Written | None = None) -> None:
        self.claim = claim
        self.written = written
        self.edition = edition
        self.saved = saved

    @property
    def title(self) -> str:
        """The number, or what it is without one."""
        return self.claim.number or _("New claim")

    @property
    def term(self) -> str:
        """What its term is called."""
        return labels.term_title(self.claim.term)

    @property
    def until(self) -> str:
        """Until when it can be sent."""
        return moments.due(self.claim.deadline_at) if self.claim.deadline_at else ""

    @property
    def saved_at(self) -> str:
        """14:05."""
        return moments.nearby(self.claim.saved_at)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """How far it has come."""
        return track(self.claim)

    @property
    def is_draft(self) -> bool:
        """Whether it was never sent."""
        return self.claim.state == State.DRAFT

    @cached_property
    def opens_at(self) -> str:
        """From when on a draft can be sent; empty: now."""
        found = services.round_of(self.claim.student, self.claim.term) if self.is_draft else None
        return moments.deadline(found.opens_at) if found is not None and found.state == "announced" else ""

    @cached_property
    def returned(self) -> str:
        """What the reviewer asked for; empty for a draft."""
        if self.is_draft:
            return ""
        step = self.claim.steps.standing().filter(target=State.RETURNED).last()
        return step.reason if step else ""

    @cached_property
    def estimate(self) -> Estimate | None:
        """What it would bring; None where no policy or no rules hold yet."""
        chosen = [choice.contribution for choice in self._free if choice.contribution.pk in self.written.chosen]
        return estimate_of(self.claim, chosen)

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(choice.contribution.pk in self.written.chosen for choice in self._free)

    @property
    def total(self) -> int:
        """How many the term has."""
        return len(self._choices)

    @cached_property
    def groups(self) -> list[Group]:
        """What can be chosen, the newest month first, the kinds of a month side by side."""
        ordered = sorted(self._free, key=_piece_of, reverse=True)
        return [self._group(*key, list(of)) for key, of in groupby(ordered, key=_piece_of)]

    @cached_property
    def blocked(self) -> list[Blocked]:
        """What cannot be chosen now."""
        return [_blocked(choice) for choice in self._choices if not choice.is_free]

    @cached_property
    def counter(self) -> Counter:
        """Of the statement, without the blanks around it."""
        count = len(self.written.statement.strip())
        if count < STATEMENT_LEAST:
            short = STATEMENT_LEAST - count
            told = ngettext("%(count)d character is missing", "%(count)d characters are missing", short) % {"count": short}
        elif count > STATEMENT_MOST:
            over = count - STATEMENT_MOST
            told = ngettext("%(count)d character too many", "%(count)d characters too many", over) % {"count": over}
        else:
            told = _("Long enough")
        return Counter(told, count, STATEMENT_MOST, STATEMENT_LEAST <= count <= STATEMENT_MOST)

    @property
    def checks(self) -> list[Check]:
        """What a claim needs, in the order of the page."""
        declared = sum(said is not None for said in self.written.chosen.values())
        told = {"said": declared, "all": len(self.written.chosen)}
        checks = [
            Check("contributions", _("Contributions chosen"), bool(self.written.chosen)),
            Check("ai", _("AI use declared, %(said)s of %(all)s") % told, bool(self.written.chosen) and declared == told["all"]),
            Check(
                "statement", _("What you solved: %(counted)s") % {"counted": words.within(self.counter.words)}, self.counter.is_done
            ),
            Check("own_part", _("Your own part"), bool(self.written.own_part.strip())),
            Check("is_honest", _("Declaration of honesty"), self.written.is_honest),
        ]
        if self.estimate is not None and self.written.chosen:
            checks.insert(1, Check("estimate", _("A step of credit is reached"), self.estimate.hundredths > 0))
        return checks

    @property
    def missing(self) -> list[Check]:
        """What is not there yet."""
        return [check for check in self.checks if not check.is_done]

    @property
    def policy_note(self) -> str:
        """Where another version is in force now than the one that holds for this claim."""
        held = self.claim.policy_version
        if held is None or self.estimate is None:
            return ""
        told = {"version": held.version}
        return _("Version %(version)s of the policy applies: the one of your first submission.") % told

    @cached_property
    def _choices(self) -> list[Choice]:
        return choices.of(self.claim.student, self.claim.term, besides=self.claim)

    @property
    def _free(self) -> list[Choice]:
        return [choice for choice in self._choices if choice.is_free]

    @cached_property
    def _ended_flags(self) -> set[tuple[int, str]]:
        rows = [choice.contribution for choice in self._free]
        return set(FlagCase.objects.ended_for(rows).values_list("contribution", "flag"))

    def _group(self, month: str, kind: str, of: list[Choice]) -> Group:
        rows = tuple(self._row(choice) for choice in of)
        name = _("%(month)s · %(kind)s") % {"month": moments.month(month), "kind": words.KINDS[kind]}
        size = ngettext("%(count)d contribution, one piece", "%(count)d contributions, one piece", len(of)) % {"count": len(of)}
        if kind == "pull_request":
            lines = numbers.lines(sum(choice.assessed.milli_lines or 0 for choice in of))
            size = ngettext("%(count)d PR, %(lines)s lines, one piece", "%(count)d PRs, %(lines)s lines, one piece", len(of)) % {
                "count": len(of),
                "lines": lines,
            }
        return Group(
            title=tight(name), size=tight(size), milli_points=sum(row.milli_points or 0 for row in rows), rows=rows,
            key=f"{month}-{kind}",
        )  # fmt: skip

    def _row(self, choice: Choice) -> Row:
        contribution, assessed = choice.contribution, choice.assessed
        points = self.estimate.by_contribution if self.estimate else {}
        open_flags = {(contribution.pk, flag) for flag in assessed.flags} - self._ended_flags
        return Row(
            key=contribution.pk,
            url=reverse("contribution", args=[contribution.pk]),
            title=labels.title(contribution),
            place=labels.place(contribution),
            kind=words.KINDS[contribution.kind],
            worked_at=contribution.worked_at,
            is_chosen=contribution.pk in self.written.chosen,
            ai=_AI_CODES[self.written.chosen.get(contribution.pk)],
            milli_points=points.get(contribution.pk),
            marks=tuple(words.MARKS[code].name for code in assessed.marks),
            in_check=bool(open_flags),
            elsewhere=self._elsewhere(contribution.pk),
        )

    def _elsewhere(self, key: int) -> str:
        if self.saved is None or self.saved.chosen.get(key, "") == self.written.chosen.get(key, ""):
            return ""
        if key not in self.saved.chosen:
            return _("in the other window: not chosen")
        if key not in self.written.chosen:
            return _("in the other window: chosen")
        said = {None: _("please choose"), False: _("no AI used"), True: _("AI used")}[self.saved.chosen[key]]
        return _("in the other window: %(said)s") % {"said": said}


def written_of(claim: Claim) -> Written:
    """What is saved of a claim."""
    return Written(
        chosen=dict(claim.items.values_list("contribution", "ai_declared")),
        statement=claim.statement,
        own_part=claim.own_part,
        help_by_others=claim.help_by_others,
        is_honest=claim.is_honest,
    )


def written_in(form: QueryDict, *, ai_for_all: str = "") -> Written:
    """What a form holds. ai_for_all: `no` or `yes` for every chosen one, whatever the rows say."""
    keys = [
        int(value) for value in form.getlist("chosen") if value.isascii() and value.isdecimal() and len(value) < len(str(2**63))
    ]
    return Written(
        chosen={key: AI.get(ai_for_all or form.get(f"ai-{key}", "")) for key in keys},
        statement=_text(form, "statement"),
        own_part=_text(form, "own_part"),
        help_by_others=_text(form, "help_by_others"),
        is_honest="is_honest" in form,
    )


def _text(form: QueryDict, name: str) -> str:
    # A form sends line ends as CRLF, which would count twice; PostgreSQL takes no NUL.
    return form.get(name, "").replace("\r\n", "\n").replace("\0", "")


def _piece_of(choice: Choice) -> tuple[str, str]:
    month = moments.local_day(choice.contribution.worked_at)
    return (f"{month:%Y-%m}", choice.contribution.kind)


def _blocked(choice: Choice) -> Blocked:
    contribution = choice.contribution
    return Blocked(
        url=reverse("contribution", args=[contribution.pk]),
        title=labels.title(contribution),
        place=labels.place(contribution),
        worked_at=contribution.worked_at,
        state=words.state_of(choice.assessed.state),
        reason=_why_not(choice),
        claim=choice.claim,
        milli_points=listing.points_of(choice.assessed),
        is_removed=choice.why_not == "removed",
    )


def _why_not(choice: Choice) -> str:
    told = {"claim": choice.claim}
    match choice.why_not:
        case "claimed":
            return _("used in claim %(claim)s") % told
        case "awarded":
            return _("awarded with %(claim)s") % told
        case "removed":
            return _("removed by a finding: it cannot be chosen, its points stay")
        case "same_work":
            return _("the same work stands in claim %(claim)s") % told
    reason = listing.reason_of(choice.assessed)
    if choice.assessed.ripens_at and choice.assessed.ripens_at > clock.now():
        return _("%(reason)s; after that it can be chosen") % {"reason": reason}
    return reason
