"""A draft is saved as typed, sent once in its round, and frozen as it was sent."""

from datetime import date, timedelta

import pytest

from credits.claims import frozen
from credits.claims.errors import AlreadyDecided, CannotChoose, NoRound, NotEnrolled, NotReady, SavedElsewhere
from credits.claims.models import Claim, ClaimItem, Step
from credits.claims.services import open_draft, save_draft, submit
from credits.policies.services import assess
from journal.models import AuditRow, OutboxMessage
from tests.claiming import a_draft, a_sent_claim, a_student_with, add_issue, add_work, written
from tests.factories import LinkedAccountFactory, StudentFactory


def test_a_draft_begins_with_all_that_counts_and_is_free(term):
    student = a_student_with({}, {"state": "open", "counted_at": None, "merged_by": None})

    claim = open_draft(student=student, term=term)

    assert [item.contribution.state for item in claim.items.all()] == ["accepted"]


def test_opening_a_draft_twice_makes_one(term):
    student = a_student_with({})

    assert open_draft(student=student, term=term) == open_draft(student=student, term=term)


def test_no_draft_where_no_round_is_announced_any_more(term, settings):
    student = a_student_with({})
    settings.OPENCREDITS_NOW = "2027-01-15T17:00:00+08:00"

    with pytest.raises(NoRound):
        open_draft(student=student, term=term)


@pytest.mark.parametrize(("last_day", "is_here"), [("2026-12-10", True), ("2026-12-09", False)])
def test_only_who_is_enrolled_claims(term, last_day, is_here):
    student = a_student_with({})
    student.enrolled_to = date.fromisoformat(last_day)
    student.save()

    if is_here:
        assert open_draft(student=student, term=term).state == "draft"
    else:
        with pytest.raises(NotEnrolled):
            open_draft(student=student, term=term)


def test_what_is_sent_is_asked_for_in_hundredths_and_lies_with_the_department(term):
    claim = a_sent_claim(term)

    assert (claim.state, claim.asked, claim.computed) == ("department_review", 50, 50)
    assert claim.department == claim.student.department
    assert claim.number == f"OC-2026-{claim.pk:04}"
    # Ten working days after Thursday 10 December, at closing time.
    assert claim.deadline_at.isoformat() == "2026-12-24T09:00:00+00:00"


def test_sending_writes_its_audit_rows_and_one_message(term):
    claim = a_sent_claim(term)

    assert list(Step.objects.filter(claim=claim).values_list("event", flat=True)) == ["submit", "route"]
    assert set(AuditRow.objects.filter(about_id=str(claim.pk)).values_list("verb", flat=True)) >= {"claim_submit", "claim_route"}
    assert OutboxMessage.objects.filter(topic="claim_submitted", payload__claim=claim.pk).count() == 1


def test_a_double_click_makes_one_claim(term):
    claim = a_draft(term)

    submit(claim_id=claim.pk, student=claim.student)
    submit(claim_id=claim.pk, student=claim.student)

    assert Step.objects.filter(claim=claim, event="submit").count() == 1
    assert claim.evidence.count() == 1


@pytest.mark.parametrize(
    ("now", "is_in"),
    [("2027-01-15T16:59:59+08:00", True), ("2027-01-15T17:00:00+08:00", False), ("2026-11-30T23:59:59+08:00", False)],
)
def test_the_round_closes_with_the_second(term, settings, now, is_in):
    claim = a_draft(term)
    settings.OPENCREDITS_NOW = now

    if is_in:
        assert submit(claim_id=claim.pk, student=claim.student).state == "department_review"
    else:
        with pytest.raises(NoRound):
            submit(claim_id=claim.pk, student=claim.student)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"statement": "太短"}, "statement"),
        ({"own_part": " "}, "own_part"),
        ({"is_honest": False}, "is_honest"),
        ({"chosen": {}}, "contributions"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_sent(term, changes, code):
    claim = a_draft(term, **changes)

    with pytest.raises(NotReady) as refused:
        submit(claim_id=claim.pk, student=claim.student)

    assert refused.value.missing == (code,)
    assert Claim.objects.get(pk=claim.pk).state == "draft"


def test_ai_is_declared_for_each_contribution(term):
    student = a_student_with({})
    claim = open_draft(student=student, term=term)
    text = written(claim, chosen=dict.fromkeys(claim.items.values_list("contribution", flat=True)))
    save_draft(claim_id=claim.pk, student=student, edition=1, written=text)

    with pytest.raises(NotReady) as refused:
        submit(claim_id=claim.pk, student=student)

    assert refused.value.missing == ("ai_declared",)


def test_what_reaches_no_step_of_credit_is_not_sent(term):
    claim = a_draft(term, a_student_with({"changes": {"source": (27, 0)}}))

    with pytest.raises(NotReady) as refused:
        submit(claim_id=claim.pk, student=claim.student)

    assert refused.value.missing == ("amount",)


def test_of_two_windows_the_second_is_told(term):
    student = a_student_with({})
    claim = open_draft(student=student, term=term)
    save_draft(claim_id=claim.pk, student=student, edition=1, written=written(claim, own_part="第一个窗口"))

    with pytest.raises(SavedElsewhere):
        save_draft(claim_id=claim.pk, student=student, edition=1, written=written(claim, own_part="第二个窗口"))

    assert Claim.objects.get(pk=claim.pk).own_part == "第一个窗口"


def test_nobody_elses_draft_is_there(term):
    claim = a_draft(term)

    with pytest.raises(Claim.DoesNotExist):
        submit(claim_id=claim.pk, student=StudentFactory())


def of_somebody_else(term, claim):
    return add_work(LinkedAccountFactory())


def of_another_term(term, claim):
    linked = claim.student.user.linked_accounts.get()
    return add_work(linked, worked_at=term.starts_at - timedelta(days=90), counted_at=term.starts_at - timedelta(days=60))


@pytest.mark.parametrize("somehow", [of_somebody_else, of_another_term])
def test_a_contribution_that_is_not_the_students_of_the_term_is_refused(term, somehow):
    claim = a_draft(term)
    strange = somehow(term, claim)

    with pytest.raises(CannotChoose):
        save_draft(
            claim_id=claim.pk, student=claim.student, edition=claim.edition, written=written(claim, chosen={strange.pk: False})
        )


def test_a_forged_id_is_refused(term):
    claim = a_draft(term)

    with pytest.raises(CannotChoose):
        save_draft(claim_id=claim.pk, student=claim.student, edition=claim.edition, written=written(claim, chosen={999_999: False}))


def test_a_live_claim_is_not_edited(term):
    claim = a_sent_claim(term)

    with pytest.raises(AlreadyDecided):
        save_draft(claim_id=claim.pk, student=claim.student, edition=claim.edition, written=written(claim))


def test_a_second_claim_of_the_term_waits_for_the_first(term):
    claim = a_sent_claim(term)
    add_work(claim.student.user.linked_accounts.get())
    second = open_draft(student=claim.student, term=term)
    Claim.objects.filter(pk=second.pk).update(statement=claim.statement, own_part="我", is_honest=True)
    ClaimItem.objects.create(claim=second, contribution=of_somebody_else(term, claim), ai_declared=False)

    with pytest.raises((AlreadyDecided, CannotChoose)):
        submit(claim_id=second.pk, student=claim.student)

    assert Claim.objects.live().count() == 1


def test_frozen_facts_name_peers_by_number_only(term):
    peer = LinkedAccountFactory()
    student = a_student_with({"changes": {"source": (1000, 0)}, "authors": ("github:3000000900", peer.account)})
    claim = a_sent_claim(term, student)

    told = frozen.of_claim(claim)

    assert {line["student"] for line in told if line["type"] == "student"} == {student.number, "peer-1"}
    assert peer.user.student.number not in claim.evidence.get().facts


def test_declared_ai_stands_in_the_frozen_facts(term):
    student = a_student_with({"ai_trailers": ("Co-Authored-By: an assistant",)})
    claim = open_draft(student=student, term=term)
    chosen = dict.fromkeys(claim.items.values_list("contribution", flat=True), True)
    save_draft(claim_id=claim.pk, student=student, edition=1, written=written(claim, chosen=chosen))

    submit(claim_id=claim.pk, student=student)

    line = next(line for line in frozen.of_claim(claim) if line["type"] == "contribution")
    assert line["ai_declared"] is True


def test_ai_declared_of_an_issue_is_kept_beside_facts_that_have_no_place_for_it(term):
    student = a_student_with({"changes": {"source": (64, 0)}})
    add_issue(student.user.linked_accounts.get())
    assess(term=term, student=student)
    claim = open_draft(student=student, term=term)
    chosen = dict.fromkeys(claim.items.values_list("contribution", flat=True), True)
    save_draft(claim_id=claim.pk, student=student, edition=1, written=written(claim, chosen=chosen))

    submit(claim_id=claim.pk, student=student)

    declared = {line["kind"]: line.get("ai_declared") for line in frozen.of_claim(claim) if line["type"] == "contribution"}
    assert declared == {"pull_request": True, "issue": None}
    assert list(claim.evidence.get().chosen.values()) == [True, True]
