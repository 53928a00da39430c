"""One contribution as its student reads it: why these points, or why none."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from credits import scoring
from credits.claims.models import Claim, ClaimItem, State
from credits.contributions.models import Contribution
from credits.pages import clauses, labels, words
from credits.pages.clauses import Clause
from credits.pages.evidence import Evidence, Evidences
from credits.pages.piece import Piece, piece_of
from credits.pages.policy import policy_of
from credits.pages.typography import tight
from credits.policies.models import AssessedContribution, FlagCase
from credits.portal.reading.history import History, history
from credits.portal.reading.listing import points_of, zero_of
from credits.portal.reading.unassessed import Unassessed
from credits.scoring.values import Lines
from journal import moments


@dataclass(frozen=True, slots=True)
class ClassRow:
    """The lines of a class of files, and what they weigh."""

    name: words.Text
    added: int
    deleted: int
    permille: int
    milli_lines: int


@dataclass(frozen=True, slots=True)
class LineTable:
    """How the lines of a pull request were counted; milli-lines."""

    rows: tuple[ClassRow, ...]
    milli_lines: int  # of all classes
    counted: int  # after the cap of lines
    deleted_permille: int

    @property
    def is_rounded(self) -> bool:
        """Whether one decimal hides something, so that the rows may seem not to add up."""
        return any(row.milli_lines % 100 for row in self.rows)

    @property
    def is_cut(self) -> bool:
        """Whether there are more lines than one contribution can count."""
        return self.counted < self.milli_lines


class Explanation:
    """What became of a contribution in its current assessment."""

    def __init__(self, contribution: Contribution, assessed: AssessedContribution | None) -> None:
        self.contribution = contribution
        self.assessed = assessed

    @property
    def title(self) -> str:
        """Clipped; the whole title is the contribution's."""
        return labels.title(self.contribution)

    @property
    def is_clipped(self) -> bool:
        """Whether the title is longer than what is shown of it."""
        return self.title != self.contribution.title.strip() and bool(self.contribution.title.strip())

    @property
    def place(self) -> str:
        """lanternfs/lantern #1842."""
        return labels.place(self.contribution)

    @property
    def kind(self) -> words.Text:
        """PR, review, issue, release."""
        return words.KINDS[self.contribution.kind]

    @property
    def this_one(self) -> str:
        """This PR."""
        return tight(gettext("This %(kind)s") % {"kind": words.within(self.kind)})

    @property
    def forge(self) -> str:
        """GitHub, Gitee."""
        return words.FORGES[self.contribution.forge]

    @property
    def when(self) -> str:
        """Opened 10月8日, merged 10月12日."""
        told = {"worked": moments.day(self.contribution.worked_at)}
        begun = {
            "pull_request": gettext("opened %(worked)s"),
            "review": gettext("submitted %(worked)s"),
            "issue": gettext("opened %(worked)s"),
            "release": gettext("published %(worked)s"),
        }[self.contribution.kind] % told
        if self.contribution.counted_at is None or self.contribution.kind not in {"pull_request", "issue"}:
            return begun
        told = {"begun": begun, "counted": moments.day(self.contribution.counted_at)}
        if self.contribution.kind == "pull_request" and self.contribution.state == Contribution.State.ACCEPTED:
            return gettext("%(begun)s, merged %(counted)s") % told
        return gettext("%(begun)s, closed %(counted)s") % told

    @property
    def digest(self) -> str:
        """The beginning and end of the facts' digest."""
        return f"{self.contribution.digest[:4]}…{self.contribution.digest[-4:]}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Each fact as scoring was told it, by its name there; texts of the forge clipped."""
        return [
            (name, labels.clipped(_written(value))) for name, value in sorted(self.contribution.facts.items()) if name != "student"
        ]

    @property
    def zero_title(self) -> str:
        """Why zero, or why none yet."""
        return gettext("Why there are no points yet") if self.milli_points is None else gettext("Why 0 points")

    @property
    def shows_evidence(self) -> bool:
        """Whether the facts stand with the reason; those of what counts stand at the side."""
        return bool(self.evidence) and not self.counts

    @property
    def state(self) -> words.StateWord:
        """Its shape and word."""
        return words.state_of(self.assessed.state if self.assessed else None)

    @property
    def counts(self) -> bool:
        """Whether it is counted, be it with nothing."""
        return self.assessed is not None and self.assessed.state == AssessedContribution.State.COUNTED

    @property
    def milli_points(self) -> int | None:
        """None: not yet computed, or not to be said before something is read; never a zero for what is unknown."""
        return points_of(self.assessed)

    @cached_property
    def reason(self) -> words.Word | None:
        """Why it brings nothing, or nothing yet; None where it brings points, or is computed within a minute."""
        if self.assessed is None:
            return Unassessed(self.contribution.student).why(self.contribution)
        if self.assessed.reason:
            return words.reason_of(self.assessed.reason, self.contribution.kind)
        return None if self.assessed.milli_points else words.ZEROS[zero_of(self.assessed)]

    @property
    def clause(self) -> Clause | None:
        """The clause that the reason follows."""
        if self.assessed is None or self.reason is None:
            return None
        if self.assessed.reason:
            return clauses.of_reason(self.assessed.reason)
        return clauses.CLAUSES[{"pool": "4.5", "cap": "4.6", "share": "4.4"}[zero_of(self.assessed)]]

    @property
    def marks(self) -> list[words.Word]:
        """What stands beside a counted one."""
        return [words.MARKS[code] for code in (self.assessed.marks if self.assessed else [])]

    @property
    def flags(self) -> list[words.Word]:
        """What a person looks at; never a detector's thresholds, and no longer once it was answered."""
        answered = set(FlagCase.objects.ended_for([self.contribution]).values_list("flag", flat=True))
        return [words.FLAGS[code] for code in (self.assessed.flags if self.assessed else []) if code not in answered]

    @property
    def is_removed(self) -> bool:
        """Whether a finding keeps it out of claims."""
        return FlagCase.objects.excluded([self.contribution]).exists()

    @cached_property
    def claim(self) -> Claim | None:
        """The claim in which it is used, or with which it was awarded."""
        item = ClaimItem.objects.holding().filter(contribution=self.contribution).select_related("claim").first()
        return item.claim if item else None

    @property
    def is_awarded(self) -> bool:
        """Whether credit stands for it."""
        return self.claim is not None and self.claim.state == State.AWARDED

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The facts behind the state."""
        if self.assessed is None:
            return []
        told = Evidences(self.assessed)
        return told.why_it_counts() if self.counts else told.why_not()

    @cached_property
    def piece(self) -> Piece | None:
        """Its month's piece; None for what does not count."""
        return piece_of(self.assessed) if self.assessed else None

    @cached_property
    def lines(self) -> LineTable | None:
        """None for what has no lines, or whose lines the forge did not tell."""
        changes = self.contribution.facts.get("changes")
        if self.assessed is None or not changes:
            return None
        policy = policy_of(self.assessed.assessment.policy_version)
        sizes = scoring.size_by_class(policy, {name: Lines(*lines) for name, lines in changes.items()})
        whole = sum(size.milli_lines for size in sizes)
        rows = tuple(
            ClassRow(words.CLASSES[size.name], size.added, size.deleted, size.permille, size.milli_lines) for size in sizes
        )
        return LineTable(rows, whole, min(whole, policy.milli_lines_cap), policy.deleted_permille)

    @cached_property
    def history(self) -> History:
        """Each recomputation that changed it."""
        return history(self.contribution)


def _written(value: object) -> str:
    if value is None:
        return gettext("not told")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def explain(contribution: Contribution) -> Explanation:
    """What the current assessment says of it."""
    assessed = (
        AssessedContribution.objects.filter(contribution=contribution, assessment__is_current=True)
        .select_related(
            "assessment__policy_version", "assessment__term", "piece", "contribution__repository", "contribution__student__user"
        )
        .order_by("-assessment_id")
        .first()
    )
    return Explanation(assessed.contribution if assessed else contribution, assessed)
