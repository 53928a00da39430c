"""What a claim on a term may rest on, and why other work of the term cannot be chosen."""

from dataclasses import dataclass

from accounts.models import Student
from credits.claims.models import Claim, ClaimItem, State
from credits.contributions.models import Contribution
from credits.policies.models import AssessedContribution, FlagCase, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A contribution of the term."""

    assessed: AssessedContribution
    # Why it cannot be chosen: `state` (it does not count, or not yet), `claimed`, `awarded`, `removed` by a finding, `same_work`
    # claimed or awarded in another term; empty: it can.
    why_not: str
    claim: Claim | None  # that has it

    @property
    def contribution(self) -> Contribution:
        """What happened at the forge."""
        return self.assessed.contribution

    @property
    def is_free(self) -> bool:
        """Whether it can be chosen."""
        return not self.why_not


def of(student: Student, term: Term, *, besides: Claim | None = None) -> list[Choice]:
    """Every contribution of the student's current assessment of the term, by month and date.

    besides: a claim whose own contributions count as free.
    """
    rows = list(
        AssessedContribution.objects.filter(assessment__is_current=True, assessment__student=student, assessment__term=term)
        .select_related("contribution__repository", "piece", "assessment")
        .order_by("contribution__worked_at", "pk")
    )
    keys = [row.contribution_id for row in rows]
    items = ClaimItem.objects.holding().filter(contribution__in=keys).select_related("claim")
    holders = {item.contribution_id: item.claim for item in items if besides is None or item.claim_id != besides.pk}
    removed = set(FlagCase.objects.excluded([row.contribution for row in rows]).values_list("contribution", flat=True))
    elsewhere = _same_work_elsewhere(student, term, rows)
    return [_choice(row, holders.get(row.contribution_id), removed, elsewhere) for row in rows]


def _choice(row: AssessedContribution, holder: Claim | None, removed: set[int], elsewhere: dict[int, Claim]) -> Choice:
    if row.state != AssessedContribution.State.COUNTED:
        return Choice(assessed=row, why_not="state", claim=None)
    if holder is not None:
        return Choice(assessed=row, why_not="awarded" if holder.state == State.AWARDED else "claimed", claim=holder)
    if row.contribution_id in removed:
        return Choice(assessed=row, why_not="removed", claim=None)
    if row.contribution_id in elsewhere:
        return Choice(assessed=row, why_not="same_work", claim=elsewhere[row.contribution_id])
    return Choice(assessed=row, why_not="", claim=None)


def _same_work_elsewhere(student: Student, term: Term, rows: list[AssessedContribution]) -> dict[int, Claim]:
    """Work that is joined to what stands in a claim on another term, directly or through other work of the student's.

    Also in one that is not awarded yet: of two that are under way at once both could be.
    """
    held = ClaimItem.objects.holding().filter(claim__student=student).exclude(claim__term=term)
    claims = {item.contribution_id: item.claim for item in held.select_related("claim")}
    if not claims:
        return {}
    joined = _sets(student)
    by_set = {joined[key]: claim for key, claim in claims.items() if key in joined}
    found = {row.contribution_id: by_set.get(joined.get(row.contribution_id, 0)) for row in rows}
    return {key: claim for key, claim in found.items() if claim is not None}


def _sets(student: Student) -> dict[int, int]:
    """Contribution → the smallest key of those joined to it; only what is joined to anything."""
    pairs = Contribution.objects.of(student).exclude(same_work_as=None).values_list("pk", "same_work_as_id")
    root: dict[int, int] = {}

    def find(key: int) -> int:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        root[second] = first
    return {key: find(key) for key in root}
