"""Two people decide, one after the other, each once; what they reduce, return or reject has a reason."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Department
from credits.claims.errors import (
    AlreadyDecided,
    CannotUndo,
    Conflict,
    InReview,
    NoReason,
    NotAllowed,
    NothingLeft,
    OpenFlags,
    SamePerson,
    TooLate,
    TooManyReturns,
    TooMuch,
)
from credits.claims.models import Claim
from credits.claims.services import (
    Reduction,
    answer_flag,
    approve,
    fall_due,
    opened,
    recommend,
    recuse,
    reject,
    return_claim,
    save_draft,
    submit,
    undo,
    withdraw,
)
from credits.policies.models import FlagCase
from journal import clock
from journal.models import OutboxMessage
from tests.claiming import (
    a_recommended_claim,
    a_registrar,
    a_reviewer,
    a_sent_claim,
    a_student_with,
    add_work,
    an_approved_claim,
    settle,
    written,
)
from tests.factories import RULES, LinkedAccountFactory, StaffFactory, rules_in_force

WHY = "这一项是课程作业，已计入该课成绩。"


def test_the_department_recommends_and_the_office_has_it_when_the_time_to_undo_is_over(term):
    claim = a_sent_claim(term)

    recommend(claim_id=claim.pk, by=a_reviewer())
    fall_due()
    assert Claim.objects.get(pk=claim.pk).state == "recommended"

    claim = settle(claim)
    assert (claim.state, claim.proposed) == ("office_review", 50)
    # Five working days after Thursday 10 December.
    assert claim.deadline_at.isoformat() == "2026-12-17T09:00:00+00:00"


def test_the_office_approves_and_the_amount_is_fixed(term):
    claim = an_approved_claim(term)

    assert (claim.state, claim.approved, claim.standing) == ("approved", 50, 0)


def test_who_gave_the_first_decision_cannot_give_the_second(term):
    claim = a_sent_claim(term)
    both = a_reviewer()
    both.roles.create(role="registrar")
    recommend(claim_id=claim.pk, by=both)
    settle(claim)

    with pytest.raises(SamePerson):
        approve(claim_id=claim.pk, by=both)


def test_the_database_too_refuses_one_person_twice(term):
    claim = a_recommended_claim(term)

    with pytest.raises(IntegrityError, match="two_people_decide"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(office_decision_by=claim.department_decision_by)


def test_nothing_is_approved_in_the_database_without_two_deciders(term):
    claim = a_recommended_claim(term)

    with pytest.raises(IntegrityError, match="nothing_is_approved_by_one_person"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(state="approved", approved=50)


def test_a_reviewer_of_another_department_finds_nothing(term):
    claim = a_sent_claim(term)
    elsewhere = a_reviewer(Department.objects.create(name="外国语学院"))

    with pytest.raises(Claim.DoesNotExist):
        recommend(claim_id=claim.pk, by=elsewhere)


def test_who_may_not_sign_in_any_more_finds_nothing(term):
    claim, reviewer = a_sent_claim(term), a_reviewer()
    recommend(claim_id=claim.pk, by=reviewer)
    reviewer.user.is_active = False
    reviewer.user.save()

    with pytest.raises(Claim.DoesNotExist):
        undo(claim_id=claim.pk, by=reviewer)


@pytest.mark.parametrize("role", ["registrar", "auditor"])
def test_who_only_reads_does_not_recommend(term, role):
    claim = a_sent_claim(term)

    with pytest.raises(NotAllowed):
        recommend(claim_id=claim.pk, by=StaffFactory(role=role))


def test_a_reviewer_does_not_approve(term):
    claim = a_recommended_claim(term)

    with pytest.raises(NotAllowed):
        approve(claim_id=claim.pk, by=a_reviewer())


def who_merged(claim):
    reviewer = a_reviewer()
    LinkedAccountFactory(user=reviewer.user, external_id="900")
    return reviewer


def who_advises(claim):
    reviewer = a_reviewer()
    claim.student.advisor = reviewer
    claim.student.save()
    return reviewer


def who_stood_back(claim):
    reviewer = a_reviewer()
    recuse(claim_id=claim.pk, by=reviewer)
    return reviewer


@pytest.mark.parametrize(("somebody", "why"), [(who_merged, "took_part"), (who_advises, "advisor"), (who_stood_back, "recused")])
def test_who_is_not_independent_does_not_decide(term, somebody, why):
    claim = a_sent_claim(term)
    reviewer = somebody(claim)

    with pytest.raises(Conflict) as refused:
        recommend(claim_id=claim.pk, by=reviewer)

    assert refused.value.why == why


def test_who_unlinked_the_account_that_merged_still_does_not_decide(term):
    claim = a_sent_claim(term)
    reviewer = a_reviewer()
    LinkedAccountFactory(user=reviewer.user, external_id="900", unlinked_at=clock.machine_now())

    with pytest.raises(Conflict):
        recommend(claim_id=claim.pk, by=reviewer)


def test_of_two_who_decide_the_second_sees_who_was_first(term):
    claim = a_sent_claim(term)
    recommend(claim_id=claim.pk, by=a_reviewer(name="江予安"))

    with pytest.raises(AlreadyDecided) as refused:
        reject(claim_id=claim.pk, by=a_reviewer(), reason=WHY, reason_code="coursework")

    assert (refused.value.by, refused.value.state) == ("江予安", "recommended")


def test_a_part_is_recommended_with_a_reason_for_each_reduced_item(term):
    claim = a_sent_claim(term, a_student_with({"changes": {"source": (1000, 0)}}, {"changes": {"source": (64, 0)}}))
    item = claim.items.get(contribution__number="1")

    recommend(claim_id=claim.pk, by=a_reviewer(), reductions=[Reduction(item_id=item.pk, is_excluded=True, reason=WHY)])

    claim.refresh_from_db()
    assert (claim.asked, claim.computed, claim.proposed) == (100, 100, 50)


def test_without_a_reason_nothing_is_reduced(term):
    claim = a_sent_claim(term)
    item = claim.items.get()

    with pytest.raises(NoReason):
        recommend(claim_id=claim.pk, by=a_reviewer(), reductions=[Reduction(item_id=item.pk, adjustment=-1)])


@pytest.mark.parametrize(("milli_points", "is_allowed"), [(10079, True), (10080, False), (-10079, True), (-10080, False)])
def test_an_adjustment_stays_within_a_fifth_of_what_its_kind_could_reach(term, milli_points, is_allowed):
    # The cube root of 2,000 lines is 12.599; at 4 points that is 50.396, of which a fifth is 10.079.
    claim = a_sent_claim(term, a_student_with({"changes": {"source": (1000, 0)}}))
    cut = Reduction(item_id=claim.items.get().pk, adjustment=milli_points, reason=WHY)

    if is_allowed:
        recommend(claim_id=claim.pk, by=a_reviewer(), reductions=[cut])
    else:
        with pytest.raises(TooMuch):
            recommend(claim_id=claim.pk, by=a_reviewer(), reductions=[cut])


def test_when_all_is_taken_out_there_is_nothing_to_recommend(term):
    claim = a_sent_claim(term)

    with pytest.raises(NothingLeft):
        recommend(
            claim_id=claim.pk, by=a_reviewer(), reductions=[Reduction(item_id=claim.items.get().pk, is_excluded=True, reason=WHY)]
        )


def flagged_claim(term):
    """Merged within five minutes, approved by nobody, and large enough to be asked about."""
    quick = {"worked_at": term.starts_at + timedelta(days=30), "counted_at": term.starts_at + timedelta(days=30, minutes=2)}
    return a_sent_claim(term, a_student_with(quick))


def test_an_open_flag_holds_the_claim_until_it_is_answered(term):
    claim, reviewer = flagged_claim(term), a_reviewer()
    case = FlagCase.objects.get(flag="quick_merge")
    with pytest.raises(OpenFlags):
        recommend(claim_id=claim.pk, by=reviewer)

    answer_flag(
        claim_id=claim.pk,
        case_id=case.pk,
        outcome="explained",
        reason="项目惯例：作者有提交权限，合并前在议题里讨论过。",
        by=reviewer,
    )

    assert recommend(claim_id=claim.pk, by=reviewer).state == "recommended"


def test_the_department_that_has_the_claim_answers_its_flags_wherever_the_student_went(term):
    claim = flagged_claim(term)
    claim.student.department = Department.objects.create(name="文学院")
    claim.student.save()

    case = answer_flag(
        claim_id=claim.pk, case_id=FlagCase.objects.get().pk, outcome="explained", reason=WHY, by=a_reviewer(claim.department)
    )

    assert case.state == "explained"


def test_what_a_finding_removed_is_out_of_the_claim(term):
    claim, reviewer = flagged_claim(term), a_reviewer()
    answer_flag(
        claim_id=claim.pk, case_id=FlagCase.objects.get().pk, outcome="excluded", reason="合并者与作者是同一人。", by=reviewer
    )

    with pytest.raises(NothingLeft):
        recommend(claim_id=claim.pk, by=reviewer)


def test_a_returned_claim_is_sent_again_with_new_evidence_and_the_old_is_kept(term):
    claim, reviewer = a_sent_claim(term), a_reviewer()
    return_claim(claim_id=claim.pk, by=reviewer, reason="请说明设计由谁完成。")
    claim.refresh_from_db()
    # Five working days after Thursday 10 December.
    assert (claim.state, claim.deadline_at.isoformat()) == ("returned", "2026-12-17T09:00:00+00:00")

    submit(claim_id=claim.pk, student=claim.student)

    assert list(claim.evidence.values_list("version", flat=True)) == [1, 2]
    assert recommend(claim_id=claim.pk, by=reviewer).state == "recommended"


def test_a_returned_claim_may_rest_on_other_work_when_it_is_sent_again(term):
    claim = a_sent_claim(term, a_student_with({"changes": {"source": (1000, 0)}}, {"changes": {"source": (64, 0)}}))
    return_claim(claim_id=claim.pk, by=a_reviewer(), reason="第一项是课程作业，请去掉。")
    claim.refresh_from_db()
    kept = claim.items.get(contribution__number="2").contribution
    save_draft(claim_id=claim.pk, student=claim.student, edition=claim.edition, written=written(claim, chosen={kept.pk: False}))

    claim = submit(claim_id=claim.pk, student=claim.student)

    assert (claim.asked, list(claim.evidence.get(version=2).chosen)) == (50, [kept.code])
    assert [item.contribution for item in claim.items.holding()] == [kept]


def test_who_has_left_meanwhile_still_answers_a_return(term):
    claim = a_sent_claim(term)
    return_claim(claim_id=claim.pk, by=a_reviewer(), reason="请补充。")
    claim.student.enrolled_to = date(2026, 12, 9)
    claim.student.save()

    assert submit(claim_id=claim.pk, student=claim.student).state == "department_review"


def test_what_the_office_returned_is_decided_by_both_stages_again(term):
    claim, registrar = a_recommended_claim(term), a_registrar()
    registrar.roles.create(role="reviewer")
    first = claim.department_decision_by
    return_claim(claim_id=claim.pk, by=registrar, reason="请补充设计文档。")
    submit(claim_id=claim.pk, student=claim.student)

    with pytest.raises(SamePerson):
        recommend(claim_id=claim.pk, by=registrar)
    settle(recommend(claim_id=claim.pk, by=first))

    assert approve(claim_id=claim.pk, by=registrar).approved == 50


@pytest.mark.parametrize(("now", "is_in"), [("2026-12-17T16:59:59+08:00", True), ("2026-12-17T17:00:00+08:00", False)])
def test_a_return_is_answered_in_time_or_lapses(term, settings, now, is_in):
    claim = a_sent_claim(term)
    return_claim(claim_id=claim.pk, by=a_reviewer(), reason="请补充。")
    settings.OPENCREDITS_NOW = now

    if is_in:
        fall_due()
        assert submit(claim_id=claim.pk, student=claim.student).state == "department_review"
    else:
        with pytest.raises(TooLate):
            submit(claim_id=claim.pk, student=claim.student)
        fall_due()
        claim.refresh_from_db()
        assert (claim.state, claim.items.holding().count()) == ("lapsed", 0)


def test_it_is_returned_as_often_as_the_rules_allow(term):
    claim, reviewer = a_sent_claim(term), a_reviewer()
    for _ in range(2):
        return_claim(claim_id=claim.pk, by=reviewer, reason="请补充。")
        submit(claim_id=claim.pk, student=claim.student)

    with pytest.raises(TooManyReturns):
        return_claim(claim_id=claim.pk, by=reviewer, reason="请再补充。")


def test_a_rejected_claim_has_a_reason_and_lets_its_contributions_go(term):
    claim = a_sent_claim(term)

    with pytest.raises(NoReason):
        reject(claim_id=claim.pk, by=a_reviewer(), reason=" ", reason_code="coursework")
    reject(claim_id=claim.pk, by=a_reviewer(), reason=WHY, reason_code="coursework")

    assert (Claim.objects.get(pk=claim.pk).state, claim.items.holding().count()) == ("rejected", 0)


def test_the_office_too_may_return_and_reject(term):
    claim = a_recommended_claim(term)

    assert return_claim(claim_id=claim.pk, by=a_registrar(), reason="请补充设计文档。").state == "returned"
    assert claim.steps.last().event == "office_return"


def test_a_decision_is_taken_back_in_time_and_its_mail_never_leaves(term):
    claim, reviewer = a_sent_claim(term), a_reviewer()
    reject(claim_id=claim.pk, by=reviewer, reason=WHY, reason_code="coursework")

    undo(claim_id=claim.pk, by=reviewer)

    claim.refresh_from_db()
    assert (claim.state, claim.items.holding().count()) == ("department_review", 1)
    assert claim.steps.get(event="reject").undone_at is not None
    held = OutboxMessage.objects.get(topic="claim_rejected")
    assert held.next_try_at > clock.machine_now()


def test_a_decision_that_is_settled_is_not_taken_back(term):
    claim = a_recommended_claim(term)

    with pytest.raises(CannotUndo):
        undo(claim_id=claim.pk, by=claim.department_decision_by)


def test_nobody_takes_back_what_somebody_else_decided(term):
    claim = a_sent_claim(term)
    recommend(claim_id=claim.pk, by=a_reviewer())

    with pytest.raises(CannotUndo):
        undo(claim_id=claim.pk, by=a_reviewer())


def test_a_claim_is_withdrawn_until_somebody_has_opened_it(term):
    claim = a_sent_claim(term)
    opened(claim_id=claim.pk, by=a_registrar())
    assert withdraw(claim_id=claim.pk, student=claim.student).state == "withdrawn"

    again = a_sent_claim(term, claim.student)
    opened(claim_id=again.pk, by=a_reviewer())
    with pytest.raises(InReview):
        withdraw(claim_id=again.pk, student=again.student)


@pytest.mark.parametrize("verb", [submit, withdraw])
def test_a_claim_that_has_come_to_its_end_stays_there(term, verb):
    claim, reviewer = a_sent_claim(term), a_reviewer()
    opened(claim_id=claim.pk, by=reviewer)
    reject(claim_id=claim.pk, by=reviewer, reason=WHY, reason_code="coursework")
    Claim.objects.update(own_part="")

    with pytest.raises(AlreadyDecided):
        verb(claim_id=claim.pk, student=claim.student)


def test_a_draft_lapses_with_its_round(term, settings):
    from credits.claims.services import open_draft

    claim = open_draft(student=a_student_with({}), term=term)
    settings.OPENCREDITS_NOW = "2027-01-15T17:00:00+08:00"

    fall_due()

    assert Claim.objects.get(pk=claim.pk).state == "lapsed"


def test_a_draft_waits_for_the_next_round_of_its_term(term, settings):
    from credits.claims.services import open_draft

    claim = open_draft(student=a_student_with({}), term=term)
    second = "  - {name: second, term: 2026-2027-1, opens_on: 2027-02-01, closes_on: 2027-02-26}\nclose_time:"
    rules_in_force(term, content=RULES.read_text().replace("version: 2", "version: 3").replace("close_time:", second, 1).encode())
    settings.OPENCREDITS_NOW = "2027-01-15T17:00:00+08:00"

    fall_due()

    claim.refresh_from_db()
    assert (claim.state, claim.round, claim.deadline_at.isoformat()) == ("draft", "second", "2027-02-26T09:00:00+00:00")


def test_work_that_came_later_does_not_change_what_was_frozen(term):
    claim = a_sent_claim(term)
    digest = claim.evidence.get().digest
    add_work(claim.student.user.linked_accounts.get(), changes={"source": (1000, 0)})

    recommend(claim_id=claim.pk, by=a_reviewer())

    claim.refresh_from_db()
    assert (claim.proposed, claim.evidence.get().digest) == (50, digest)


def test_one_claim_that_fails_holds_up_no_other(term):
    """The first has lost its rules, as no verb of ours would leave it."""
    broken, fine = a_sent_claim(term, a_student_with({})), a_sent_claim(term, a_student_with({}))
    for claim in (broken, fine):
        recommend(claim_id=claim.pk, by=a_reviewer())
    Claim.objects.update(settles_at=clock.machine_now())
    Claim.objects.filter(pk=broken.pk).update(rules_version=None)

    assert fall_due() == 1

    assert dict(Claim.objects.values_list("pk", "state")) == {broken.pk: "recommended", fine.pk: "office_review"}
