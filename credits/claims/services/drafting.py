"""A draft: opened once a term, saved as typed, seen by nobody but the student."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Student
from credits.claims import choices
from credits.claims.errors import CannotChoose, NoRound, NotEnrolled, SavedElsewhere
from credits.claims.models import Claim, ClaimItem, State
from credits.claims.services.moving import locked, must_be
from credits.contributions.models import Contribution
from credits.policies.models import Term
from credits.policies.services.find import RoundState, rounds_for
from journal import audit, clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the student typed and ticked."""

    chosen: Mapping[int, bool | None]  # key of a contribution → whether AI was used; None: not said yet
    statement: str
    own_part: str
    help_by_others: str
    is_honest: bool


def round_of(student: Student, term: Term) -> RoundState | None:
    """The round of a term that is open for the student, or else the next announced one."""
    rounds = [one for one in rounds_for(student, at=clock.now()) if one.term == term and one.state != "closed"]
    return min(rounds, key=lambda one: (one.state != "open", one.opens_at), default=None)


def must_be_enrolled(student: Student) -> None:
    """Raises NotEnrolled."""
    if not student.is_enrolled_on(clock.today()):
        raise NotEnrolled


@transaction.atomic
def open_draft(*, student: Student, term: Term) -> Claim:
    """The student's draft for a term, with all that can be chosen chosen; asked for twice it is one.

    Raises NotEnrolled, NoRound when no round of the term is open or announced for the student.
    """
    Student.objects.lock([student.pk])
    held = Claim.objects.of(student).filter(term=term, state=State.DRAFT).first()
    if held is not None:
        return held
    must_be_enrolled(student)
    found = round_of(student, term)
    if found is None:
        raise NoRound
    claim = Claim.objects.create(student=student, term=term, round=found.round.name, deadline_at=found.closes_at)
    free = [choice for choice in choices.of(student, term) if choice.is_free]
    ClaimItem.objects.bulk_create([ClaimItem(claim=claim, contribution=choice.contribution) for choice in free])
    audit.add("claim_opened", by=student, about=claim, term=term.name)
    return claim


@transaction.atomic
def use_in_draft(*, student: Student, contributions: Sequence[Contribution]) -> Claim:
    """The draft of the term to which the contributions belong: a new one with these alone, or the one that waits with these added.

    Raises CannotChoose when they are of no term, of several, or one of them cannot be chosen; NoRound.
    """
    keys = {row.pk for row in contributions}
    terms = Term.objects.filter(
        assessments__student=student, assessments__is_current=True, assessments__contributions__contribution__in=keys
    ).distinct()
    if not keys or len(terms) != 1:
        raise CannotChoose
    Student.objects.lock([student.pk])
    waited = Claim.objects.of(student).filter(term=terms[0], state=State.DRAFT).exists()
    claim = open_draft(student=student, term=terms[0])
    free = {choice.contribution.pk for choice in choices.of(student, claim.term, besides=claim) if choice.is_free}
    if not free >= keys:
        raise CannotChoose
    held = dict(claim.items.values_list("contribution", "ai_declared")) if waited else {}
    _choose(claim, {**dict.fromkeys(keys), **held})
    claim.edition += 1
    claim.save(update_fields=["edition"])
    return claim


@transaction.atomic
def save_draft(*, claim_id: int, student: Student, edition: int, written: Written) -> Claim:
    """Keep what was typed, in a draft or in a claim that was returned.

    edition: what the window had when it was opened. Raises Claim.DoesNotExist, AlreadyDecided when it was sent, SavedElsewhere,
    CannotChoose when a contribution is none that this claim may rest on.
    """
    claim = locked(claim_id, among=Claim.objects.of(student))
    must_be(claim, "submit")
    if claim.edition != edition:
        raise SavedElsewhere
    free = {choice.contribution.pk for choice in choices.of(student, claim.term, besides=claim) if choice.is_free}
    if not free.issuperset(written.chosen):
        raise CannotChoose
    _choose(claim, written.chosen)
    claim.statement, claim.own_part, claim.help_by_others = written.statement, written.own_part, written.help_by_others
    claim.is_honest = written.is_honest
    claim.edition, claim.saved_at = edition + 1, clock.machine_now()
    claim.save(update_fields=["statement", "own_part", "help_by_others", "is_honest", "edition", "saved_at"])
    return claim


def _choose(claim: Claim, chosen: Mapping[int, bool | None]) -> None:
    claim.items.exclude(contribution__in=chosen).delete()
    held = {item.contribution_id: item for item in claim.items.all()}
    for key, ai_declared in chosen.items():
        item = held.get(key)
        if item is None:
            ClaimItem.objects.create(claim=claim, contribution_id=key, ai_declared=ai_declared, holds=claim.is_live)
        elif item.ai_declared != ai_declared:
            ClaimItem.objects.filter(pk=item.pk).update(ai_declared=ai_declared)
