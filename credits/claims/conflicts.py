"""Who must not decide on a claim (WORKFLOW.md, invariant 3)."""

from accounts.models import LinkedAccount, Staff
from credits.claims import frozen
from credits.claims.errors import Conflict, SamePerson
from credits.claims.models import Claim

_ROLES = ("merged_by", "pull_request_author", "closed_by")
_LISTS = ("approved_by", "authors")
# The events by which each stage decides.
STAGES = {
    "department": ("recommend", "return", "reject"),
    "office": ("approve", "office_return", "office_reject"),
}


def of(staff: Staff, claim: Claim) -> str:
    """Why the person must not decide on the claim, as a code; empty: nothing is known against it."""
    if claim.student.user_id == staff.user_id:
        return "own"
    if claim.student.advisor_id == staff.pk:
        return "advisor"
    if claim.recusals.filter(staff=staff).exists():
        return "recused"
    return "took_part" if _accounts(staff) & _people(claim) else ""


def must_be_free(staff: Staff, claim: Claim, *, stage: str) -> None:
    """Raises Conflict, or SamePerson when the person decided at the other stage of this claim."""
    why = of(staff, claim)
    if why:
        raise Conflict(why)
    others = [event for name, events in STAGES.items() if name != stage for event in events]
    if claim.steps.standing().filter(by_staff=staff, event__in=others).exists():
        raise SamePerson


def _accounts(staff: Staff) -> set[str]:
    """Every account that the person ever proved to hold: unlinking it does not undo what was merged with it."""
    rows = LinkedAccount.objects.of(staff.user)
    return {f"{forge}:{external_id}" for forge, external_id in rows.values_list("forge", "external_id")}


def _people(claim: Claim) -> set[str]:
    """Every account that stands in the frozen facts, the student's own aside."""
    told = frozen.of_claim(claim)
    single = {line[key] for line in told for key in _ROLES if line.get(key)}
    several = {account for line in told for key in _LISTS for account in line.get(key) or []}
    owners = {line["owner"] for line in told if line["type"] == "repository" and line.get("owner")}
    return single | several | owners
