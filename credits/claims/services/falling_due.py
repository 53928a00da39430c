"""What moves by itself: found by a sweep that asks the clocks."""

from collections.abc import Callable

import structlog
from django.db import transaction

from credits.claims import worth
from credits.claims.models import Claim, Notice, State
from credits.claims.services.drafting import round_of
from credits.claims.services.moving import locked, move, release_items
from credits.policies import calendar
from credits.policies.services.find import rules_of
from journal import audit, clock

log = structlog.get_logger(__name__)


def fall_due() -> int:
    """Pass on what is recommended for good, end what was not sent in time, close notices; how many rows moved."""
    recommended = Claim.objects.filter(state=State.RECOMMENDED, settles_at__lte=clock.machine_now())
    late = Claim.objects.filter(state__in=[State.DRAFT, State.RETURNED], deadline_at__lte=clock.now())
    over = Notice.objects.filter(state=Notice.State.PUBLISHED, ends_at__lte=clock.now())
    due = [
        (step, pk)
        for step, rows in ((_pass_on, recommended), (_lapse, late), (_close, over))
        for pk in rows.values_list("pk", flat=True)
    ]
    return sum(_taken(step, pk) for step, pk in due)


def _taken(step: Callable[[int], bool], pk: int) -> bool:
    try:
        return step(pk)
    except Exception:
        # One row that fails must not hold up the others; the next sweep tries it again.
        log.exception("step_failed", step=step.__name__, row=pk)
        return False


@transaction.atomic
def _pass_on(claim_id: int) -> bool:
    claim = locked(claim_id, among=Claim.objects.all())
    if claim.state != State.RECOMMENDED or not claim.is_settled:
        return False
    rules = rules_of(worth.sent_under(claim.rules_version))
    due = calendar.deadline(clock.now(), rules.review_days["office_review"], unit="working_days", close_time=rules.close_time)
    move(claim, "pass_on", by=None, deadline_at=due)
    return True


@transaction.atomic
def _lapse(claim_id: int) -> bool:
    claim = locked(claim_id, among=Claim.objects.all())
    if claim.state not in {State.DRAFT, State.RETURNED} or claim.deadline_at is None or claim.deadline_at > clock.now():
        return False
    later = round_of(claim.student, claim.term) if claim.state == State.DRAFT else None
    if later is not None:
        # Another round of the term is open or announced: the draft waits for it.
        claim.round, claim.deadline_at = later.round.name, later.closes_at
        claim.save(update_fields=["round", "deadline_at"])
        return False
    move(claim, "lapse", by=None)
    release_items(claim)
    return True


@transaction.atomic
def _close(notice_id: int) -> bool:
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state != Notice.State.PUBLISHED:
        return False
    notice.state = Notice.State.CLOSED
    notice.save(update_fields=["state"])
    audit.add("notice_closed", about=notice)
    return True
