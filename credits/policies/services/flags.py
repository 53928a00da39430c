"""Flag cases: opened for what scoring flags, answered by a person. Points never change by them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Staff, StaffRole
from credits.contributions.models import Contribution
from credits.policies.errors import AlreadyAnswered, MayNotAnswer, NoOutcome, NoReason
from credits.policies.models import FlagCase
from journal import audit, clock

OUTCOMES = tuple(state for state in FlagCase.State if state != FlagCase.State.OPEN)


@transaction.atomic
def open_cases(found: Iterable[tuple[Contribution, str, str]]) -> int:
    """Open a case for each (contribution, flag, digest of its evidence); how many were opened, or opened again.

    Found again with the same digest, a case stays as it is. With another one it is opened again if it had ended; its
    earlier answer stands in the audit log.
    """
    wanted = {(contribution.pk, flag): (contribution, digest) for contribution, flag, digest in found}
    rows = FlagCase.objects.filter(contribution__in={key for key, _ in wanted})
    # In the order of keys, as whoever else locks several cases does.
    held = {(case.contribution_id, case.flag): case for case in rows.select_for_update().order_by("pk")}
    opened = 0
    for key, (contribution, digest) in sorted(wanted.items(), key=lambda item: item[0]):
        case = held.get(key)
        if case is None:
            opened += _open(contribution, key[1], digest)
        elif case.evidence_digest != digest:
            opened += _renew(case, digest)
    return opened


@transaction.atomic
def answer_flag(*, case_id: int, outcome: str, reason: str, by: Staff, department_id: int | None, is_conflicted: bool) -> FlagCase:
    """End a case: explained, or confirmed as warned, excluded or referred.

    department_id: whose reviewers and registrars answer, beside those of the whole university. is_conflicted: whether the person had a
    part in the work. A later room knows both. Raises FlagCase.DoesNotExist, NoOutcome, NoReason, MayNotAnswer, and AlreadyAnswered
    when somebody was faster.
    """
    # Lock first, then look: what was read before the lock may be out of date.
    case = FlagCase.objects.select_for_update(of=("self",)).get(pk=case_id)
    if is_conflicted or not _may_answer(by, department_id):
        raise MayNotAnswer
    if case.state != FlagCase.State.OPEN:
        raise AlreadyAnswered(case)
    if outcome not in OUTCOMES:
        raise NoOutcome
    if not reason.strip():
        raise NoReason
    case.state, case.reason, case.ended_by, case.ended_at = FlagCase.State(outcome), reason.strip(), by, clock.now()
    case.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    audit.add("flag_answered", by=by, about=case, reason=case.reason, outcome=outcome, **_details(case))
    return case


def _open(contribution: Contribution, flag: str, digest: str) -> bool:
    # Two workers may find the same flag at once: the constraint lets one of them open the case.
    case, is_new = FlagCase.objects.get_or_create(contribution=contribution, flag=flag, defaults={"evidence_digest": digest})
    if is_new:
        audit.add("flag_opened", about=case, **_details(case))
    return is_new


def _renew(case: FlagCase, digest: str) -> bool:
    """Hold the new digest; whether the case had ended and is open again."""
    had_ended = case.state != FlagCase.State.OPEN
    case.evidence_digest = digest
    if had_ended:
        case.state, case.reason, case.ended_by, case.ended_at = FlagCase.State.OPEN, "", None, None
        case.opened_at = clock.now()
    case.save(update_fields=["evidence_digest", "state", "reason", "ended_by", "ended_at", "opened_at"])
    if had_ended:
        audit.add("flag_opened_again", about=case, **_details(case))
    return had_ended


def _may_answer(staff: Staff, department_id: int | None) -> bool:
    """A reviewer or registrar of the whole university, or of the department."""
    covering = Q(department=None) | Q(department=department_id)
    deciding = [StaffRole.Role.REVIEWER, StaffRole.Role.REGISTRAR]
    return staff.user.is_active and staff.roles.filter(covering, role__in=deciding).exists()


def _details(case: FlagCase) -> dict[str, Any]:
    return {"contribution": case.contribution_id, "flag": case.flag, "evidence_digest": case.evidence_digest}
