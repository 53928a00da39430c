"""The amount of a claim (WORKFLOW.md section 2a): integers in, integers out; no database, no clock."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from credits import scoring


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands before this claim, in hundredths."""

    of_term: int  # in the ledger from scored claims of the term
    of_degree: int  # of all terms, approved but unbooked amounts included
    of_category: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The caps of the recognition rules, in hundredths; None: none."""

    degree: int | None
    category: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How the hundredths of a claim come to be."""

    milli_points: int  # of what was awarded in the term and what is chosen, with adjustments
    to_next_tier: int | None
    credit: int  # hundredths of those points
    before: int  # hundredths that stand already for the term
    hundredths: int
    cut_by: str  # "term", "degree" or "category": the cap that bites; empty: none
    result: scoring.Result

    @property
    def by_contribution(self) -> dict[str, scoring.ContributionResult]:
        """Each contribution's line by its id."""
        return {line.contribution: line for line in self.result.contributions}


def amount(
    policy: scoring.Policy,
    lines: Sequence[dict[str, Any]],
    *,
    student: str,
    standing: Standing,
    caps: Caps,
    excluded: AbstractSet[str] = frozenset(),
    adjustments: Mapping[str, int] | None = None,
) -> Amount:
    """What a claim is worth.

    lines: FACTS.jsonl as records, of what was awarded in the term and what is chosen. excluded: ids that a decision took
    out. adjustments: id → milli-points, signed; they hold for what counts.
    """
    told = [line for line in lines if line.get("contribution") not in excluded]
    result = scoring.score(policy, scoring.facts_from_records(told))
    counted = {line.contribution for line in result.contributions if line.state == "counted"}
    adjusted = sum(points for id_, points in (adjustments or {}).items() if id_ in counted)
    scored = next((line.milli_points for line in result.students if line.student == student), 0)
    points = max(0, scored + adjusted)
    credit = scoring.credit_hundredths(policy, points)
    hundredths = max(0, credit - standing.of_term)
    cut_by = "term" if credit == policy.cap_hundredths < _uncapped(policy, points) else ""
    for name, cap, used in (("category", caps.category, standing.of_category), ("degree", caps.degree, standing.of_degree)):
        left = max(0, cap - used) if cap is not None else hundredths
        if left < hundredths:
            hundredths, cut_by = left, name
    return Amount(
        milli_points=points,
        to_next_tier=scoring.to_next_tier(policy, points),
        credit=credit,
        before=standing.of_term,
        hundredths=hundredths,
        cut_by=cut_by,
        result=result,
    )


def adjustment_limit(policy: scoring.Policy, kind: str) -> int:
    """The most milli-points by which a reviewer may adjust a contribution of a kind, up or down (SCORING.md section 7)."""
    reach = policy.rate[kind] * scoring.root(policy.milli_lines_cap) // 1000
    return reach * policy.adjust_permille // 1000


def _uncapped(policy: scoring.Policy, milli_points: int) -> int:
    return max((tier.credit_hundredths for tier in policy.tiers if tier.from_ <= milli_points), default=0)
