"""What stands: the transcript, public notices, and what claims change on the dashboard and in the list of contributions."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Student
from credits.claims import services
from credits.claims.models import Claim, Notice, State
from credits.ledger.services import award_run
from credits.policies.models import FlagCase, Term
from credits.portal.reading.dashboard import dashboard
from journal import clock
from tests.claiming import (
    a_claim_in_notice,
    a_draft,
    a_registrar,
    a_reviewer,
    a_sent_claim,
    a_student_with,
    a_term_with_rules,
    after_the_notice,
    an_approved_claim,
    settle,
)
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(settings) -> Term:
    return a_term_with_rules(settings)


def browser(student: Student | None = None, language: str = "en") -> Client:
    client = Client()
    if student is not None:
        client.force_login(student.user)
    client.cookies["django_language"] = language
    return client


def text(response) -> str:
    """The words of a page, blanks made one."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode())))


def awarded(settings, term: Term, student: Student | None = None) -> Claim:
    """A claim whose credit stands in the ledger."""
    claim = a_claim_in_notice(term, student)
    after_the_notice(settings, claim)
    award_run(term=term, by=a_registrar())
    return Claim.objects.get(pk=claim.pk)


def test_the_transcript_tells_term_activity_credit_day_and_number(settings, term):
    claim = awarded(settings, term)

    page = text(browser(claim.student).get("/me/transcript/"))

    award = claim.award
    assert "开源贡献实践" in page
    assert f"{award.number} 0.5" in page
    assert "At most 4.0 credits of open-source work count toward the degree; 3.5 are left." in page


def test_an_empty_transcript_says_what_leads_here(term):
    page = browser(a_student_with({})).get("/me/transcript/")

    assert "Nothing is awarded yet. What leads here:" in text(page)
    assert 'href="/me/claims/"' in page.content.decode()


def test_a_transcript_shows_nothing_of_others(settings, term):
    awarded(settings, term)

    assert "Nothing is awarded yet" in text(browser(a_student_with({})).get("/me/transcript/"))


def test_a_notice_shows_masked_names_to_everybody_while_it_stands(term):
    claim = a_claim_in_notice(term)
    notice = Notice.objects.get()

    page = text(browser().get(f"/notices/{notice.pk}/"))

    entry = notice.entries.get()
    assert f"{entry.masked_name} {entry.masked_number}" in page
    assert claim.student.number not in page
    assert "Tue Dec 15, 17:00, 5 days left" in page


def test_afterwards_its_address_says_that_it_is_over_without_names(settings, term):
    claim = a_claim_in_notice(term)
    notice = Notice.objects.get()
    # No sweep has come by: the university's clock alone decides.
    settings.OPENCREDITS_NOW = notice.ends_at.isoformat()

    answer = browser().get(f"/notices/{notice.pk}/")

    assert answer.status_code == 410
    assert "This public notice is over" in text(answer)
    assert notice.entries.get().masked_number not in text(answer)
    assert str(claim.number) not in text(browser().get("/notices/"))


def test_a_withdrawn_notice_is_gone_and_a_prepared_one_not_there(term):
    an_approved_claim(term)
    prepared = services.prepare_notice(term=term, by=a_registrar())
    before = browser().get(f"/notices/{prepared.pk}/").status_code
    registrar = a_registrar()
    services.publish_notice(notice_id=prepared.pk, by=registrar)
    services.withdraw_notice(notice_id=prepared.pk, by=registrar, reason="A wrong date.")

    assert before == 404
    assert browser().get(f"/notices/{prepared.pk}/").status_code == 410


def test_the_dashboard_tells_awarded_in_process_and_estimate(settings, term):
    student = a_student_with({}, {})
    one = student.contributions.order_by("pk").first()
    draft = a_draft(term, student, chosen={one.pk: False})
    services.submit(claim_id=draft.pk, student=student)

    with translation.override("en"):
        panel = dashboard(student).credits

    # 64 lines are 16.0 points; 128 lines in the month 20.2: the same step, so the rest would bring nothing more.
    assert (panel.held.awarded, panel.held.in_process, panel.estimate) == (0, 50, 0)
    assert panel.milli_points == 10_078
    assert panel.title == "19.8 more points bring another 0.5 credits"
    assert "is being decided" in panel.action.why_not


def test_what_is_awarded_stands_on_the_dashboard_by_term(settings, term):
    claim = awarded(settings, term)

    with translation.override("en"):
        panel = dashboard(claim.student).credits

    assert (panel.held.awarded, panel.held.in_process) == (50, 0)
    assert panel.awarded_words == "Autumn 2026 0.5"


def test_claiming_is_one_press_from_the_dashboard(term):
    student = a_student_with({})

    page = browser(student).get("/me/").content.decode()

    assert (
        '<input type="hidden" name="term" value="2026-2027-1"><button type="submit" class="button primary">Claim credit</button>'
        in page
    )
    assert "A round of claims is open , 16.0 points are not claimed yet Fri Jan 15, 2027, 17:00, 36 days left" in text(
        browser(student).get("/me/")
    )


@pytest.mark.parametrize("path", ["/me/", "/me/claims/", "/me/claims/new/", "/me/contributions/"])
def test_each_button_that_opens_a_draft_carries_its_proof_of_origin(term, path):
    student = a_student_with({})
    client = Client(enforce_csrf_checks=True)
    client.force_login(student.user)

    page = client.get(path).content.decode()
    form = re.search(r'<form[^>]*action="/me/claims/new/".*?</form>', page, re.DOTALL).group()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form).group(1)
    sent = client.post("/me/claims/new/", {"csrfmiddlewaretoken": token, "term": term.name, "use": []})

    assert sent.headers["Location"] == f"/me/claims/{Claim.objects.get().pk}/edit/"


def test_a_returned_claim_is_the_first_thing_to_do(term):
    claim = a_sent_claim(term)
    services.return_claim(claim_id=claim.pk, by=a_reviewer(claim.department), reason="Say what you did in #889.")
    assert not [todo for todo in dashboard(claim.student).todos if "returned" in todo.what]
    settle(claim)

    first = dashboard(claim.student).todos[0]

    assert (first.tone, first.detail) == ("alert", "Say what you did in #889.")
    assert first.url == f"/me/claims/{claim.pk}/edit/"


def test_ticked_contributions_open_a_draft_with_these_alone(term):
    student = a_student_with({}, {}, {})
    one = student.contributions.first()

    answer = browser(student).post("/me/claims/new/", {"use": [one.pk]})

    claim = Claim.objects.get()
    assert answer.headers["Location"] == f"/me/claims/{claim.pk}/edit/"
    assert [item.contribution for item in claim.items.all()] == [one]


def test_ticked_contributions_of_somebody_else_open_nothing(term):
    foreign = a_student_with({}).contributions.get()

    answer = browser(a_student_with({})).post("/me/claims/new/", {"use": [foreign.pk]})

    assert answer.headers["Location"] == "/me/contributions/"
    assert not Claim.objects.exists()


def test_the_list_says_in_which_claim_something_is_used_and_filters_by_it(term):
    student = a_student_with({"title": "taken"}, {"title": "left"})
    claim = a_draft(term, student, chosen={student.contributions.get(title="taken").pk: False})
    services.submit(claim_id=claim.pk, student=student)
    client = browser(student)

    used, free = (text(client.get("/me/contributions/", {"claim": code})) for code in ("used", "free"))

    number = Claim.objects.get().number
    assert f"{number} Used in a claim" in used
    assert "taken" in used
    assert "taken" not in free
    assert number in text(client.get(f"/me/contributions/{student.contributions.get(title='taken').pk}/"))


def test_a_flag_that_was_answered_is_not_in_check_any_more(term):
    student = a_student_with({})
    row = student.contributions.get()
    row.assessed.update(flags=["quick_merge"])
    client = browser(student)
    before = text(client.get("/me/contributions/"))

    FlagCase.objects.create(
        contribution=row, flag="quick_merge", evidence_digest="", state=FlagCase.State.EXPLAINED, reason="Fine.",
        ended_at=clock.now(), ended_by=StaffFactory(),
    )  # fmt: skip

    assert "In check" in before
    assert "In check" not in text(client.get("/me/contributions/"))


def test_a_finding_keeps_something_out_and_says_so(term):
    student = a_student_with({})
    FlagCase.objects.create(
        contribution=student.contributions.get(), flag="quick_merge", evidence_digest="", state=FlagCase.State.EXCLUDED,
        reason="Bought.", ended_at=clock.now(), ended_by=StaffFactory(),
    )  # fmt: skip
    claim = services.open_draft(student=student, term=term)

    page = text(browser(student).get(f"/me/claims/{claim.pk}/edit/"))

    assert "removed by a finding" in page
    assert (claim.state, claim.items.count()) == (State.DRAFT, 0)


def test_the_transcript_asks_as_often_for_much_as_for_little(settings, term):
    few, many = a_student_with({}), a_student_with({}, {}, {})
    claims = [a_claim_in_notice(term, student) for student in (few, many)]
    after_the_notice(settings, claims[1])
    award_run(term=term, by=a_registrar())

    def asked(student: Student) -> int:
        client = browser(student)
        client.get("/me/transcript/")
        with CaptureQueriesContext(connection) as queries:
            assert "Nothing is awarded yet" not in text(client.get("/me/transcript/"))
        return len(queries)

    assert asked(few) == asked(many)
