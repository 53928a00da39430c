"""Award run: each claim whose notice is over is booked once, whoever starts it and wherever it is killed."""

import pytest

from credits.ledger.commitments import commitment, unsealed
from credits.ledger.errors import NotAllowed, NothingDue
from credits.ledger.models import Award, AwardRun, LedgerEntry, StudentKey
from credits.ledger.services import award_run, preview
from journal.models import AuditRow, OutboxMessage
from tests.claiming import a_claim_in_notice, a_registrar, a_reviewer, an_approved_claim
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def test_a_claim_whose_notice_is_over_is_awarded_with_the_approved_amount(term, due):
    (claim,) = due()

    run = award_run(term=term, by=a_registrar())

    claim.refresh_from_db()
    award = Award.objects.get()
    assert (claim.state, claim.standing, award.hundredths, award.entry.hundredths) == ("awarded", 50, 50, 50)
    assert (run.number, award.number) == ("2026-2027-1-R01", "2026-2027-1-R01-0001")
    assert (run.awards_made, run.hundredths, run.finished_at is not None) == (1, 50, True)


def test_the_run_leaves_an_audit_row_and_each_claim_one_message(term, due):
    due(2)

    award_run(term=term, by=a_registrar())

    assert AuditRow.objects.get(verb="award_run_finished").details == {"number": "2026-2027-1-R01", "awards": 2, "hundredths": 100}
    assert OutboxMessage.objects.filter(topic="claim_awarded").count() == 2


def test_the_entry_says_nothing_of_whose_award_it_is(term, due):
    (claim,) = due()

    award_run(term=term, by=a_registrar())

    line = LedgerEntry.objects.get().line().decode()
    told = [claim.number, claim.student.number, claim.student.name, claim.department.name]
    assert not [text for text in told if text in line]


def test_only_the_students_own_key_opens_the_commitment(term, due):
    due(2)
    award_run(term=term, by=a_registrar())

    first, second = Award.objects.all()
    own, other = (unsealed(StudentKey.objects.get(student=award.student)) for award in (first, second))
    assert commitment(own, first.committed()) == first.entry.commitment
    assert commitment(other, first.committed()) != first.entry.commitment


def test_a_claim_still_in_notice_or_in_none_is_left_out_with_the_reason(term, due):
    (claim,) = due()
    shown = a_claim_in_notice(term)
    waiting = an_approved_claim(term)

    seen = preview(term=term)

    assert [(line.claim, line.hundredths, line.before, line.after) for line in seen.due] == [(claim, 50, 0, 50)]
    assert {(left.claim, left.why) for left in seen.left_out} == {(waiting, "not_listed"), (shown, "in_notice")}


def test_what_the_preview_says_is_what_the_run_books(term, due):
    due(3)
    told = {line.claim.pk: line.hundredths for line in preview(term=term).due}

    award_run(term=term, by=a_registrar())

    assert dict(Award.objects.values_list("claim", "hundredths")) == told


def test_the_preview_asks_as_often_for_three_claims_as_for_one(term, due, django_assert_max_num_queries):
    due(3)

    with django_assert_max_num_queries(3):
        preview(term=term)


def test_a_second_run_has_nothing_to_award(term, due):
    due()
    award_run(term=term, by=a_registrar())

    with pytest.raises(NothingDue):
        award_run(term=term, by=a_registrar())

    assert Award.objects.count() == 1


def test_before_the_end_of_the_notice_nothing_is_awarded(term):
    a_claim_in_notice(term)

    with pytest.raises(NothingDue):
        award_run(term=term, by=a_registrar())

    assert not AwardRun.objects.exists()


@pytest.mark.parametrize("somebody", [a_reviewer, lambda: StaffFactory(role="auditor")])
def test_only_a_registrar_awards(term, due, somebody):
    due()

    with pytest.raises(NotAllowed):
        award_run(term=term, by=somebody())


def test_a_registrar_of_one_department_does_not(term, due):
    (claim,) = due()

    with pytest.raises(NotAllowed):
        award_run(term=term, by=StaffFactory(role="registrar", role__department=claim.department))
