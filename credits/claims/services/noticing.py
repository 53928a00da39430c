"""Public notice: a list is prepared, looked at as it will be shown, published, and ends by itself."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Department, Staff, StaffRole, Student
from credits.claims.errors import NoReason, NotAllowed, NothingToShow, NoticeIsOver
from credits.claims.masking import masked_name, masked_number
from credits.claims.models import Claim, Notice, NoticeEntry, State
from credits.claims.services.moving import locked, move
from credits.policies import calendar
from credits.policies.models import PolicyVersion, Term
from credits.policies.services.find import rules_of
from journal import audit, clock


def waiting(term: Term, by: Staff, department: Department | None = None) -> QuerySet[Claim]:
    """Approved claims of a term, decided by now for good, that stand in no list yet."""
    claims = Claim.objects.decided_by(by, StaffRole.Role.REGISTRAR).filter(term=term, state=State.APPROVED)
    if department is not None:
        claims = claims.filter(department=department)
    settled = claims.filter(Q(settles_at=None) | Q(settles_at__lte=clock.machine_now()))
    listed = NoticeEntry.objects.filter(notice__state=Notice.State.PREPARED).values("claim")
    return settled.exclude(pk__in=listed).select_related("student", "department").order_by("pk")


@transaction.atomic
def prepare_notice(*, term: Term, by: Staff, department: Department | None = None) -> Notice:
    """A list of all that waits, of the university or of one department, as it will be shown.

    Raises NotAllowed, NothingToShow.
    """
    _must_be_registrar(by)
    # Two at once make one list after the other; the second finds in no list only what the first has left.
    Term.objects.select_for_update(no_key=True).get(pk=term.pk)
    claims = list(waiting(term, by, department).select_for_update(of=("self",), no_key=True))
    if not claims:
        raise NothingToShow
    notice = Notice.objects.create(term=term, department=department, prepared_by=by)
    NoticeEntry.objects.bulk_create(
        NoticeEntry(
            notice=notice,
            claim=claim,
            masked_name=masked_name(claim.student.name),
            masked_number=masked_number(claim.student.number),
            department=claim.department.name if claim.department else "",
            cohort=claim.student.cohort,
            hundredths=claim.approved or 0,
        )
        for claim in claims
    )
    audit.add("notice_prepared", by=by, about=notice, term=term.name, entries=len(claims))
    return notice


@transaction.atomic
def publish_notice(*, notice_id: int, by: Staff) -> Notice:
    """Put a prepared list up for the rules' number of days; what is not approved any more is left out. Pressed twice, it is up once.

    Raises Notice.DoesNotExist, NotAllowed, NothingToShow.
    """
    _must_be_registrar(by)
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.state != Notice.State.PREPARED:
        return notice
    claims = []
    for entry, claim in _locked_entries(notice):
        if claim.state == State.APPROVED and claim.is_settled:
            claims.append(claim)
        else:
            entry.delete()
    if not claims:
        raise NothingToShow
    now = clock.now()
    ends_at = notice_ends(notice, now)
    for claim in claims:
        move(claim, "publish", by=by, deadline_at=ends_at, notice=notice.pk)
    entries = list(notice.entries.all())
    notice.state, notice.published_by, notice.published_at, notice.ends_at = Notice.State.PUBLISHED, by, now, ends_at
    notice.shown_digest = shown_digest(entries)
    notice.save()
    audit.add(
        "notice_published", by=by, about=notice, ends_at=ends_at.isoformat(), entries=len(entries), digest=notice.shown_digest
    )
    return notice


@transaction.atomic
def withdraw_notice(*, notice_id: int, by: Staff, reason: str) -> Notice:
    """Take a list down, or drop a prepared one; those of its claims that are not awarded yet are approved as before.

    Pressed twice, it is down once. Raises Notice.DoesNotExist, NotAllowed, NoReason, NoticeIsOver when all its claims are awarded.
    """
    _must_be_registrar(by)
    if not reason.strip():
        raise NoReason
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.state == Notice.State.WITHDRAWN:
        return notice
    if notice.state != Notice.State.PREPARED:
        claims = [claim for _, claim in _locked_entries(notice) if claim.state == State.IN_NOTICE]
        if not claims:
            raise NoticeIsOver
        for claim in claims:
            move(claim, "take_down", by=by, reason=reason, notice=notice.pk)
    notice.state, notice.withdrawn_reason = Notice.State.WITHDRAWN, reason
    notice.save()
    audit.add("notice_withdrawn", by=by, about=notice, reason=reason)
    return notice


def _locked_entries(notice: Notice) -> list[tuple[NoticeEntry, Claim]]:
    """Each line of a list and its claim; all are locked before the first is moved."""
    entries = list(notice.entries.select_related("claim").order_by("claim__student", "claim"))
    Student.objects.lock(entry.claim.student_id for entry in entries)
    return [(entry, locked(entry.claim_id, among=Claim.objects.all())) for entry in entries]


def notice_ends(notice: Notice, published_at: datetime) -> datetime:
    """Until when a list published at a moment stands: as long as the rules under which each of its claims was sent ask for."""
    versions = PolicyVersion.objects.filter(pk__in=notice.entries.values("claim__rules_version"))
    lengths = {(rules.notice_days, rules.notice_unit, rules.close_time) for rules in map(rules_of, versions)}
    return max(calendar.deadline(published_at, days, unit=unit, close_time=at) for days, unit, at in lengths)


def shown_digest(entries: list[NoticeEntry]) -> str:
    """SHA-256 over the lines as they were shown, in their order."""
    lines = (f"{one.masked_name}\t{one.masked_number}\t{one.department}\t{one.cohort}\t{one.hundredths}\n" for one in entries)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _must_be_registrar(by: Staff) -> None:
    """A list names students of any department: a registrar of the whole university makes it."""
    if not (by.user.is_active and by.roles.filter(role=StaffRole.Role.REGISTRAR, department=None).exists()):
        raise NotAllowed
