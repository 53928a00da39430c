"""One mail an event and person: what happened, what to do, until when, and a link to exactly that page."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from credits.claims.models import Claim, State, Step
from credits.messages import services
from credits.messages.events import EVENTS
from credits.messages.models import Mail
from journal import clock, outbox, work
from journal.models import OutboxMessage, Work
from tests.factories import StaffFactory, StudentFactory, TermFactory

pytestmark = pytest.mark.django_db

# 17:00 on the campus.
FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day(settings):
    settings.OPENCREDITS_NOW = "2026-11-20T10:00:00+08:00"
    settings.PUBLIC_URL = "https://credits.example.edu"


def a_step(event, state, *, student=None, number="OC-2026-0012", **step):
    """A claim brought to `state` by `event`, with the outbox's message of it."""
    decided = {"department_decision_by": StaffFactory(), "office_decision_by": StaffFactory(), "approved": 50}
    claim = Claim.objects.create(
        number=number, student=student or StudentFactory(), term=TermFactory(), state=state, deadline_at=FRIDAY, **decided
    )
    taken = Step.objects.create(claim=claim, event=event, target=state, at=clock.now(), **step)
    outbox.add(f"claim_{state}", claim=claim.pk, step=taken.pk)
    return taken


def work_through():
    """As the workers do: hand out what the commits wrote, then do what is due."""
    outbox.hand_out()
    for row in Work.objects.open():
        services.send(row.pk)


def english(**student):
    return StudentFactory(user__language="en", **student)


def test_a_returned_claim_says_what_to_do_and_until_when_and_leads_to_its_page():
    step = a_step("return", State.RETURNED, student=english())

    work_through()

    [sent] = mail.outbox
    assert sent.subject == "Claim OC-2026-0012 was returned to you"
    assert sent.body.splitlines()[0] == (
        "Your claim OC-2026-0012 was returned: read what is asked, edit it, and submit it again by Fri Nov 27, 17:00."
        " After that it lapses:"
    )
    assert f"\nhttps://credits.example.edu/me/claims/{step.claim_id}/\n" in sent.body
    assert sent.to == [step.claim.student.user.email]


def test_the_mail_is_in_the_readers_language_or_else_the_universitys():
    a_step("return", State.RETURNED)

    work_through()

    assert mail.outbox[0].subject == "申请 OC-2026-0012 已退回修改"
    assert "请在 11月27日 周五 17:00 之前" in mail.outbox[0].body
    assert "北京时间" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("event", "state", "said", "page"),
    [
        ("submit", State.SUBMITTED, "was received", "/me/claims/{claim}/"),
        ("recommend", State.RECOMMENDED, "was recommended", "/me/claims/{claim}/"),
        ("reject", State.REJECTED, "was rejected", "/me/claims/{claim}/"),
        ("approve", State.APPROVED, "was approved", "/me/claims/{claim}/"),
        ("award", State.AWARDED, "Credit was awarded", "/me/transcript/"),
        ("lapse", State.LAPSED, "lapsed", "/me/claims/{claim}/"),
    ],
)
def test_each_step_that_a_student_hears_of_writes_one_mail(event, state, said, page):
    step = a_step(event, state, student=english())

    work_through()

    [sent] = mail.outbox
    assert said in sent.subject
    assert f"\nhttps://credits.example.edu{page.format(claim=step.claim_id)}\n" in sent.body


def test_a_step_that_was_taken_back_writes_nothing():
    a_step("reject", State.REJECTED, undone_at=clock.machine_now())

    work_through()

    assert (Mail.objects.count(), mail.outbox) == (0, [])


def test_a_step_taken_back_between_writing_and_sending_sends_nothing():
    step = a_step("reject", State.REJECTED)
    outbox.hand_out()
    Step.objects.filter(pk=step.pk).update(undone_at=clock.machine_now())

    work_through()

    assert mail.outbox == []


def test_a_notice_that_is_taken_down_approves_nothing_anew():
    a_step("take_down", State.APPROVED)

    work_through()

    assert mail.outbox == []


def test_a_claim_that_was_sent_in_again_already_is_given_no_deadline_of_another():
    step = a_step("return", State.RETURNED, student=english())
    Claim.objects.filter(pk=step.claim_id).update(state=State.DEPARTMENT_REVIEW)

    work_through()

    assert "Nov 27" not in mail.outbox[0].body


def test_handlers_and_tasks_that_run_twice_send_one_mail():
    a_step("award", State.AWARDED)

    work_through()
    OutboxMessage.objects.update(handled_at=None)
    work_through()
    work.add("credits.messages.send", key="again", queue="notify", payload={"mail": Mail.objects.get().pk})
    work_through()

    assert len(mail.outbox) == 1


def test_a_mail_sent_again_after_a_kill_carries_the_id_of_the_first():
    a_step("award", State.AWARDED)
    work_through()
    # Killed after the server took it: the row was not stored.
    Mail.objects.update(sent_at=None)
    work.add("credits.messages.send", key="again", queue="notify", payload={"mail": Mail.objects.get().pk})

    work_through()

    first, second = mail.outbox
    assert first.message()["Message-ID"] == second.message()["Message-ID"]


class Away(EmailBackend):
    def send_messages(self, _messages):
        raise SMTPServerDisconnected


class Refuses(EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})


def test_a_mail_server_that_is_away_is_waited_for(settings):
    a_step("award", State.AWARDED)
    settings.EMAIL_BACKEND = "tests.credits.messages.test_mails.Away"

    work_through()

    row = Work.objects.get()
    assert (row.state, row.attempts) == (Work.State.OPEN, 0)
    assert row.next_try_at > clock.machine_now() + timedelta(minutes=4)
    assert Mail.objects.get().sent_at is None


def test_an_address_that_is_refused_is_given_up_after_six_tries_and_not_written_down(settings):
    student = StudentFactory()
    a_step("award", State.AWARDED, student=student)
    settings.EMAIL_BACKEND = "tests.credits.messages.test_mails.Refuses"

    for _ in range(6):
        Work.objects.update(next_try_at=clock.machine_now())
        work_through()

    row = Work.objects.get()
    assert row.state == Work.State.DEAD
    assert "550" in row.last_error
    assert student.user.email not in row.last_error


@pytest.mark.parametrize("changes", [{"is_active": False}, {"email": None}])
def test_who_left_or_has_no_address_is_not_written_to(changes):
    step = a_step("award", State.AWARDED)
    type(step.claim.student.user).objects.update(**changes)

    work_through()

    assert mail.outbox == []
    assert not Work.objects.open().exists()


def test_hostile_names_stay_text_in_the_body_and_reach_no_header(settings):
    name = "<b>Lin</b>\r\nBcc: all@demo.example\r\n\r\n&"
    a_step("return", State.RETURNED, student=english(name=name), reason="<script>alert(1)</script>")
    settings.UNIVERSITY_NAME = "A & B <University>"

    work_through()

    [sent] = mail.outbox
    message = sent.message()
    assert sorted(message.keys()) == sorted(
        ["Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID"]
    )
    assert "<b>Lin</b>" in sent.body
    assert "A & B <University>" in sent.body
    assert message.get_content_type() == "text/plain"


def test_no_amount_and_no_reason_leaves_by_mail():
    a_step("reject", State.REJECTED, student=english(), reason="Zhang Wei wrote this, 1250 points")

    work_through()

    assert "Zhang" not in mail.outbox[0].body
    assert "0.5" not in mail.outbox[0].body


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("topic", EVENTS)
def test_no_mail_has_a_place_left_open_or_a_word_of_the_other_language(topic, language):
    student = StudentFactory(name="Lin", user__language=language)
    a_step("tested", topic.removeprefix("claim_"), student=student)

    work_through()

    text = mail.outbox[0].subject + mail.outbox[0].body
    assert not {"{", "<", "None"} & {*text, *text.split()}
    assert text.isascii() == (language == "en")
