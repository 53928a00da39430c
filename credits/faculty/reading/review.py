"""One claim before whoever decides on it: its evidence as it was frozen, the amounts, and what was decided before."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Staff, StaffRole
from credits import scoring
from credits.claims import conflicts, frozen, worth
from credits.claims.amount import Amount
from credits.claims.errors import Conflict
from credits.claims.models import Claim, ClaimItem, Evidence, Note, State, Step
from credits.contributions.models import Contribution
from credits.faculty import words as staff_words
from credits.faculty.filled import Filled, Handling
from credits.faculty.reading.facts import Difference, Fact, Frozen, differences
from credits.pages import claims as claim_words
from credits.pages import labels, words
from credits.pages.charts.ladder import Ladder, ladder
from credits.pages.piece import Piece
from credits.policies.models import AssessedContribution, AssessedPiece, FlagCase
from credits.policies.services.find import policy_of

STAGES: Mapping[str, tuple[str, str]] = {
    State.DEPARTMENT_REVIEW: ("department", StaffRole.Role.REVIEWER),
    State.OFFICE_REVIEW: ("office", StaffRole.Role.REGISTRAR),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """A flag on a contribution: what it is called, what was seen, and what was made of it."""

    case: FlagCase
    name: words.Text
    meaning: words.Text
    outcome: words.Text

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.case.state == FlagCase.State.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """A contribution of the claim. `computed` and `after` are milli-points within this claim."""

    item: ClaimItem
    title: str
    kind: words.Text
    accepted_by: str
    milli_lines: int
    counts_lines: bool
    computed: int
    after: int
    state: words.StateWord
    reason: words.Text
    facts: list[Fact]
    flags: list[FlagLine]
    piece: Piece | None
    changed: list[Difference]
    handling: Handling
    limit: int
    is_found: bool  # a finding excluded it: nothing is left to choose

    @property
    def contribution(self) -> Contribution:
        """The row."""
        return self.item.contribution


@dataclass(frozen=True, slots=True)
class PastPlace:
    """What was decided on a repository's contributions in other claims."""

    name: str
    sentence: str


class Case:
    """The page of a claim for one member of staff, with what was filled in."""

    def __init__(self, claim: Claim, staff: Staff, typed: Mapping[str, str]) -> None:
        self.claim = claim
        self.staff = staff
        self.policy = policy_of(worth.sent_under(claim.policy_version))
        self.items = list(claim.items.select_related("contribution__repository", "contribution__student"))
        self.filled = Filled(typed, self.items, self.policy)

    @cached_property
    def evidence(self) -> Evidence:
        """The last one that was frozen."""
        return self.claim.evidence.latest("version")

    @cached_property
    def stage(self) -> str:
        """At which the person decides on it now: `department`, `office`; empty: they only read it."""
        name, role = STAGES.get(self.claim.state, ("", ""))
        return name if name and Claim.objects.decided_by(self.staff, role).filter(pk=self.claim.pk).exists() else ""

    @cached_property
    def conflict(self) -> Conflict | None:
        """What keeps the person, who would decide at this stage, from it."""
        try:
            conflicts.must_be_free(self.staff, self.claim, stage=self.stage or "department")
        except Conflict as error:
            return error
        return None

    @property
    def why_conflicted(self) -> words.Text:
        """In words; of who decided at the other stage the error says it itself."""
        return staff_words.CONFLICTS.get(self.conflict.why, "") if self.conflict else ""

    @property
    def is_recused(self) -> bool:
        """Whether the person handed it on already."""
        return self.conflict is not None and self.conflict.why == "recused"

    @property
    def decides(self) -> bool:
        """Whether the decision box is theirs."""
        return bool(self.stage) and self.conflict is None

    @property
    def word(self) -> claim_words.ClaimWord:
        """The state."""
        return claim_words.STATES[self.claim.state]

    @property
    def ticks(self) -> tuple[claim_words.Tick, ...]:
        """How far it has come."""
        return claim_words.track(self.claim)

    @cached_property
    def computed(self) -> Amount:
        """The whole claim, computed again."""
        return worth.of_claim(self.claim, excluded=frozenset(), adjustments={})

    @cached_property
    def proposed(self) -> Amount:
        """With what is filled in, and without what findings took out."""
        if not self.decides or self.stage == "office":
            return worth.of_claim(self.claim)
        return worth.of_claim(self.claim, excluded=self.filled.excluded | self._found, adjustments=self.filled.adjustments)

    @property
    def ladder(self) -> Ladder:
        """From points to credit: solid what is proposed, hatched what was taken out."""
        tiers = [(tier.from_, tier.credit_hundredths) for tier in self.policy.tiers]
        reached = max(self.computed.milli_points, self.proposed.milli_points)
        return ladder(tiers, before=self.proposed.milli_points, reached=reached)

    @cached_property
    def lines(self) -> list[ItemLine]:
        """One a contribution, in the order of the claim."""
        return [self._line(item) for item in self.items]

    @property
    def awarded_before(self) -> int:
        """Milli-points in the sum that come from earlier claims of the term."""
        return self.computed.milli_points - sum(line.computed for line in self.lines)

    @property
    def removed(self) -> int:
        """How many contributions are taken out."""
        return sum(line.after == 0 and line.handling.choice == "exclude" for line in self.lines)

    @property
    def changed(self) -> list[ItemLine]:
        """Those whose facts read otherwise now."""
        return [line for line in self.lines if line.changed]

    @cached_property
    def cases(self) -> list[FlagCase]:
        """Every flag on its contributions."""
        held = FlagCase.objects.filter(contribution__in=[item.contribution_id for item in self.items])
        return list(held.select_related("ended_by").order_by("pk"))

    @property
    def open_flags(self) -> list[FlagCase]:
        """Those that nobody has answered, of what is not taken out."""
        out = {item.contribution_id for item in self.items if self.filled.handling(item).choice == "exclude"}
        return [case for case in self.cases if case.state == FlagCase.State.OPEN and case.contribution_id not in out]

    @property
    def steps(self) -> QuerySet[Step]:
        """What happened to it, the latest first."""
        return self.claim.steps.standing().select_related("by_staff").order_by("-pk")

    @property
    def notes(self) -> QuerySet[Note]:
        """What staff wrote for each other."""
        return self.claim.notes.select_related("by")

    @property
    def earlier(self) -> list[tuple[Claim, claim_words.ClaimWord, str]]:
        """The student's other claims that were sent, the latest first."""
        others = Claim.objects.of(self.claim.student).exclude(pk=self.claim.pk).exclude(submitted_at=None)
        return [
            (one, claim_words.STATES[one.state], labels.term_title(one.term))
            for one in others.select_related("term").order_by("-submitted_at")
        ]

    @property
    def past_places(self) -> list[PastPlace]:
        """What departments made of the same repositories before."""
        names = {item.contribution.repository_id: item.contribution.repository.name for item in self.items}
        decided = ClaimItem.objects.filter(contribution__repository__in=names).exclude(claim=self.claim)
        decided = decided.exclude(claim__department_decision_by=None).order_by()
        counted = decided.values_list("contribution__repository").annotate(
            Count("pk"), excluded=Count("pk", filter=Q(is_excluded=True)), adjusted=Count("pk", filter=~Q(adjustment=0))
        )
        held = {key: counts for key, *counts in counted}
        return [PastPlace(labels.clipped(name, 60), _of_place(held.get(key))) for key, name in names.items()]

    @cached_property
    def _found(self) -> frozenset[str]:
        """Ids of what a finding excluded."""
        out = {case.contribution_id for case in self.cases if case.state == FlagCase.State.EXCLUDED}
        return frozenset(item.contribution.code for item in self.items if item.contribution_id in out)

    @cached_property
    def _frozen(self) -> list[frozen.Line]:
        return frozen.of_claim(self.claim)

    @cached_property
    def _own(self) -> set[str]:
        own = [line for line in self._frozen if line["type"] == "student" and line["student"] == self.claim.student.number]
        return {account for line in own for account in line["accounts"]}

    @cached_property
    def _projects(self) -> dict[str, frozen.Line]:
        return {line["repository"]: line for line in self._frozen if line["type"] == "repository"}

    @cached_property
    def _assessed(self) -> dict[str, AssessedContribution]:
        rows = ClaimItem.objects.filter(claim__student=self.claim.student).select_related("contribution__repository")
        return _as_rows(self.computed.result, {item.contribution.code: item.contribution for item in rows})

    def _line(self, item: ClaimItem) -> ItemLine:
        contribution = item.contribution
        told = next(line for line in self._frozen if line.get("contribution") == contribution.code)
        held = Frozen(told, self._projects.get(told["repository"], {}), self._own, self.policy)
        result = self.computed.by_contribution[contribution.code]
        after = self.proposed.by_contribution.get(contribution.code)
        adjusted = self._adjustment(item) if after is not None and after.state == "counted" else 0
        return ItemLine(
            item=item,
            title=labels.title(contribution),
            kind=words.KINDS[contribution.kind],
            accepted_by=held.accepted_by,
            milli_lines=result.milli_lines,
            counts_lines=contribution.kind == "pull_request",
            computed=result.milli_points,
            after=(after.milli_points if after is not None else 0) + adjusted,
            state=words.state_of(result.state),
            reason=words.reason_of(result.reason, contribution.kind).name if result.reason else "",
            facts=held.facts(),
            flags=[_flag(case) for case in self.cases if case.contribution_id == contribution.pk],
            piece=self._piece(contribution.code),
            changed=differences(told, contribution.facts),
            handling=self.filled.handling(item),
            limit=self.filled.limit(item),
            is_found=contribution.code in self._found,
        )

    def _adjustment(self, item: ClaimItem) -> int:
        if not self.decides or self.stage == "office":
            return item.adjustment
        return self.filled.adjustments.get(item.contribution.code, 0)

    def _piece(self, code: str) -> Piece | None:
        this = self._assessed.get(code)
        if this is None or this.piece is None:
            return None
        members = [row for row in self._assessed.values() if row.piece is this.piece]
        return Piece(this, this.piece, members, self.policy)


def _as_rows(result: scoring.Result, contributions: Mapping[str, Contribution]) -> dict[str, AssessedContribution]:
    """The lines of a result in the shape of stored ones, which draw a piece; none of them is saved."""
    pieces = {piece.piece: _as_piece(piece) for piece in result.pieces}
    return {
        line.contribution: AssessedContribution(
            pk=contributions[line.contribution].pk, contribution=contributions[line.contribution],
            piece=pieces.get(line.piece or ""), state=line.state, milli_lines=line.milli_lines, authors=line.authors,
            project_permille=line.project_permille, pool=line.pool, milli_points=line.milli_points,
        )
        for line in result.contributions
        if line.contribution in contributions
    }  # fmt: skip


def _as_piece(piece: scoring.PieceResult) -> AssessedPiece:
    layers: list[dict[str, Any]] = [asdict(layer) for layer in piece.layers]
    return AssessedPiece(
        piece=piece.piece, kind=piece.kind, month=piece.month, layers=layers, points=piece.points, rest=piece.rest,
        from_pool=piece.from_pool, milli_points=piece.milli_points, capped=piece.capped,
    )  # fmt: skip


def _flag(case: FlagCase) -> FlagLine:
    return FlagLine(
        case=case,
        name=words.FLAGS[case.flag].name,
        meaning=staff_words.FLAGS[case.flag],
        outcome=staff_words.OUTCOMES[case.state],
    )


def _of_place(counts: Iterable[int] | None) -> str:
    """7 decided, all accepted; 3 decided, of which 2 excluded."""
    if counts is None:
        return _("nothing decided before")
    decided, excluded, adjusted = counts
    told = ngettext("%(count)s decided", "%(count)s decided", decided) % {"count": decided}
    if not excluded and not adjusted:
        return _("%(told)s, all accepted") % {"told": told}
    if not adjusted:
        return _("%(told)s, %(excluded)s excluded") % {"told": told, "excluded": excluded}
    return _("%(told)s, %(excluded)s excluded, %(adjusted)s adjusted") % {
        "told": told, "excluded": excluded, "adjusted": adjusted,
    }  # fmt: skip
