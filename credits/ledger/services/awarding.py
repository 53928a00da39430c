"""Award run: what has stood in public notice for its whole period is booked, and stands from then on."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet, Sum

from accounts.models import Staff, StaffRole, Student
from credits.claims.models import UNBOOKED, Claim, State
from credits.claims.services import book_award
from credits.ledger.commitments import commitment, keys_of
from credits.ledger.errors import NotAllowed, NothingDue
from credits.ledger.models import Award, AwardRun, LedgerEntry
from credits.ledger.services.appending import Draft, append
from credits.policies.models import Term
from journal import audit, clock

# Claims a transaction: few enough that nobody waits long for the head of the ledger.
_BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A claim that a run would award: hundredths of credit, and the student's total of all terms before and after."""

    claim: Claim
    hundredths: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A claim that is approved and that a run would not award: `not_listed` in a notice yet, or `in_notice` until a moment."""

    claim: Claim
    why: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a run would do now."""

    due: list[Due]
    left_out: list[LeftOut]

    @property
    def hundredths(self) -> int:
        """The sum of what would be awarded."""
        return sum(line.hundredths for line in self.due)


def preview(*, term: Term) -> Preview:
    """Each claim of a term that a run would award, and each approved one that it would leave out, with the reason."""
    due = list(_due(term).select_related("student", "department"))
    totals = _standing([claim.student_id for claim in due])
    rest = Claim.objects.filter(term=term, state__in=UNBOOKED).exclude(pk__in=[claim.pk for claim in due])
    return Preview(
        due=[
            Due(
                claim=claim,
                hundredths=claim.approved or 0,
                before=totals.get(claim.student_id, 0),
                after=totals.get(claim.student_id, 0) + (claim.approved or 0),
            )
            for claim in due
        ],
        left_out=[
            LeftOut(claim=claim, why="in_notice", until=claim.deadline_at)
            if claim.state == State.IN_NOTICE
            else LeftOut(claim=claim, why="not_listed", until=None)
            for claim in rest.select_related("student", "department").order_by("pk")
        ],
    )


def award_run(*, term: Term, by: Staff) -> AwardRun:
    """Award all that is due in a term; the run is the receipt.

    Killed anywhere, the next run of the term goes on with it: what was awarded stays, nothing is awarded twice.
    Raises NotAllowed, NothingDue.
    """
    _must_be_registrar(by)
    run = _begun(term, by)
    while _award_some(run.pk, by):
        pass
    return _finished(run.pk, by)


def _due(term: Term) -> QuerySet[Claim]:
    return Claim.objects.filter(term=term, state=State.IN_NOTICE, deadline_at__lte=clock.now()).order_by("pk")


def _standing(students: list[int]) -> dict[int, int]:
    """Student → hundredths that stand in the ledger, over all terms."""
    sums = Claim.objects.filter(student__in=students).order_by().values_list("student").annotate(Sum("standing"))
    return dict(sums)


@transaction.atomic
def _begun(term: Term, by: Staff) -> AwardRun:
    # Two at once begin one run; the term's row lets one after the other look.
    Term.objects.select_for_update(no_key=True).get(pk=term.pk)
    unfinished = AwardRun.objects.unfinished(term).first()
    if unfinished is not None:
        return unfinished
    if not _due(term).exists():
        raise NothingDue
    number = f"{term.name}-R{AwardRun.objects.filter(term=term).count() + 1:02}"
    return AwardRun.objects.create(number=number, term=term, by=by)


@transaction.atomic
def _award_some(run_id: int, by: Staff) -> int:
    """Award the next of those that are due, as many as one transaction takes; how many that were.

    Locks the run, then students, then claims, each in the order of their keys, and the head of the ledger last.
    """
    run = AwardRun.objects.select_for_update(of=("self",)).select_related("term").get(pk=run_id)
    wanted = dict(_due(run.term).values_list("pk", "student_id")[:_BATCH])
    Student.objects.lock(wanted.values())
    held = _due(run.term).filter(pk__in=wanted).select_for_update(of=("self",), no_key=True)
    claims = list(held.select_related("student", "term", "policy_version", "rules_version").prefetch_related("evidence"))
    if run.finished_at is not None or not claims:
        return 0
    awards = [_booked(run, claim, place, by) for place, claim in enumerate(claims, start=run.awards_made + 1)]
    _append(awards)
    Award.objects.bulk_create(awards)
    run.awards_made = F("awards_made") + len(awards)
    run.hundredths = F("hundredths") + sum(award.hundredths for award in awards)
    run.save(update_fields=["awards_made", "hundredths"])
    return len(awards)


def _booked(run: AwardRun, claim: Claim, place: int, by: Staff) -> Award:
    number = f"{run.number}-{place:04}"
    hundredths = book_award(claim=claim, by=by, award=number)
    return Award(
        number=number, run=run, claim=claim, evidence=list(claim.evidence.all())[-1], student=claim.student, term=claim.term,
        hundredths=hundredths, category=claim.category, use=claim.use, awarded_at=clock.now(),
    )  # fmt: skip


def _append(awards: list[Award]) -> None:
    """Give each award its entry at the end of the ledger."""
    keys = keys_of(award.student for award in awards)
    entries = append(
        [
            Draft(
                kind=LedgerEntry.Kind.AWARD,
                at=award.awarded_at,
                hundredths=award.hundredths,
                term=award.term.name,
                award=award.code,
                commitment=commitment(keys[award.student_id], award.committed()),
            )
            for award in awards
        ]
    )
    for award, entry in zip(awards, entries, strict=True):
        award.entry = entry


@transaction.atomic
def _finished(run_id: int, by: Staff) -> AwardRun:
    run = AwardRun.objects.select_for_update(of=("self",)).select_related("term", "by").get(pk=run_id)
    if run.finished_at is None:
        run.finished_at = clock.now()
        run.save(update_fields=["finished_at"])
        audit.add("award_run_finished", by=by, about=run, number=run.number, awards=run.awards_made, hundredths=run.hundredths)
    return run


def _must_be_registrar(by: Staff) -> None:
    """A run awards students of any department: a registrar of the whole university starts it."""
    if not (by.user.is_active and by.roles.filter(role=StaffRole.Role.REGISTRAR, department=None).exists()):
        raise NotAllowed
