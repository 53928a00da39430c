"""From the verbs of claims to the mail, by the outbox and the queue that production uses."""

import pytest
from django.core import mail

from credits.claims.services import return_claim, submit, undo
from credits.messages import services
from journal import clock, outbox
from journal.models import OutboxMessage, Work
from tests import claiming


@pytest.fixture
def term(db, settings):
    """Autumn 2026 with policy and rules, in its round; Thursday 10 December."""
    return claiming.a_term_with_rules(settings)


def work_through():
    outbox.hand_out()
    for row in Work.objects.open().filter(task="credits.messages.send"):
        services.send(row.pk)


def let_the_time_to_undo_pass():
    OutboxMessage.objects.filter(handled_at=None).update(next_try_at=clock.machine_now())
    work_through()


def subjects():
    return [sent.subject.rpartition(" ")[2] for sent in mail.outbox]


def test_a_claim_that_was_sent_in_is_confirmed_once_with_the_day_by_which_it_is_decided(term):
    claim = claiming.a_sent_claim(term)

    work_through()
    work_through()

    assert subjects() == ["已收到"]
    assert claim.number in mail.outbox[0].subject
    assert "12月24日 周四 17:00" in mail.outbox[0].body


def test_the_mail_of_a_decision_leaves_when_it_can_no_longer_be_taken_back(term):
    claim = claiming.a_sent_claim(term)
    return_claim(claim_id=claim.pk, by=claiming.a_reviewer(), reason="请说明设计由谁完成。")

    work_through()
    assert subjects() == ["已收到"]

    let_the_time_to_undo_pass()
    assert subjects() == ["已收到", "已退回修改"]
    assert "请在 12月17日 周四 17:00 之前" in mail.outbox[1].body


def test_of_a_decision_that_was_taken_back_no_mail_leaves(term):
    claim, reviewer = claiming.a_sent_claim(term), claiming.a_reviewer()
    return_claim(claim_id=claim.pk, by=reviewer, reason="请说明设计由谁完成。")
    undo(claim_id=claim.pk, by=reviewer)

    let_the_time_to_undo_pass()

    assert subjects() == ["已收到"]


def test_each_submission_and_each_decision_has_a_mail_of_its_own(term):
    claim, reviewer = claiming.a_sent_claim(term), claiming.a_reviewer()
    for _ in range(2):
        return_claim(claim_id=claim.pk, by=reviewer, reason="请说明设计由谁完成。")
        let_the_time_to_undo_pass()
        submit(claim_id=claim.pk, student=claim.student)
        work_through()

    assert subjects() == ["已收到", "已退回修改", "已收到", "已退回修改", "已收到"]


def test_the_way_to_an_award_tells_of_each_step_once(term):
    claiming.a_claim_in_notice(term)

    let_the_time_to_undo_pass()

    assert sorted(subjects()) == ["初审通过", "复核通过", "已收到"]
