"""A student's way from a draft to the receipt, and what stands on the claim's page afterwards; all of it without scripts."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Student
from credits.claims import services
from credits.claims.models import Claim, State
from credits.policies.models import Term
from journal import access
from tests.claiming import (
    STATEMENT,
    a_claim_in_notice,
    a_draft,
    a_recommended_claim,
    a_reviewer,
    a_sent_claim,
    a_student_with,
    a_term_with_rules,
    settle,
)
from tests.factories import TermFactory, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(settings) -> Term:
    return a_term_with_rules(settings)


def browser(student: Student, language: str = "en") -> Client:
    """Signed in as the student."""
    client = Client()
    client.force_login(student.user)
    client.cookies["django_language"] = language
    return client


def text(response) -> str:
    """The words of a page, blanks made one."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode())))


def questions(client: Client, address: str) -> int:
    """How often a page asks the database, once everything is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def form(claim: Claim, **changes) -> dict[str, object]:
    """What the editor sends for a claim with everything filled in."""
    keys = list(claim.items.values_list("contribution", flat=True))
    values = {
        "edition": claim.edition,
        "chosen": keys,
        "statement": STATEMENT,
        "own_part": "All of it.",
        "help_by_others": "",
        "is_honest": "yes",
    }
    return {**values, **{f"ai-{key}": "no" for key in keys}, **changes}


def test_one_press_opens_the_draft_and_a_second_one_the_same(term):
    student = a_student_with({})
    client = browser(student)

    first = client.post("/me/claims/new/", {"term": term.name})
    second = client.post("/me/claims/new/", {"term": term.name})

    claim = Claim.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == f"/me/claims/{claim.pk}/edit/"
    assert claim.items.count() == 1


def test_reading_a_page_opens_no_draft(term):
    client = browser(a_student_with({}))

    assert client.get("/me/claims/new/").status_code == client.get("/me/claims/").status_code == 200
    assert not Claim.objects.exists()


def test_a_claim_is_sent_without_scripts(term):
    student = a_student_with({}, {})
    client = browser(student)
    client.post("/me/claims/new/", {"term": term.name})
    claim = Claim.objects.get()

    checked = client.post(f"/me/claims/{claim.pk}/edit/", form(claim, action="submit"))
    summary = client.get(checked.headers["Location"])
    sent = client.post(f"/me/claims/{claim.pk}/summary/")
    client.post(f"/me/claims/{claim.pk}/summary/")

    assert checked.headers["Location"] == f"/me/claims/{claim.pk}/summary/"
    assert "This is exactly what the reviewer will see." in text(summary)
    assert sent.headers["Location"] == f"/me/claims/{claim.pk}/receipt/"
    claim.refresh_from_db()
    assert (claim.state, claim.evidence.count()) == (State.DEPARTMENT_REVIEW, 1)
    assert f"OC-2026-{claim.pk:04}" in text(client.get(sent.headers["Location"]))


def test_pressing_submit_too_early_lists_what_is_missing_with_links(term):
    client = browser(a_student_with({}))
    client.post("/me/claims/new/", {"term": term.name})
    claim = Claim.objects.get()

    sent = client.post(
        f"/me/claims/{claim.pk}/edit/", form(claim, action="submit", statement="short", own_part="", is_honest=""), follow=True
    )

    claim.refresh_from_db()
    assert (claim.state, claim.statement) == (State.DRAFT, "short")
    assert sent.redirect_chain[-1][0].endswith("?check=1")
    page = sent.content.decode()
    assert 'role="alert"' in page
    assert 'href="#statement" autofocus' in page
    assert 'href="#own_part"' in page


def test_one_button_declares_the_use_of_ai_for_all_that_is_chosen(term):
    student = a_student_with({}, {})
    claim = services.open_draft(student=student, term=term)
    data = {name: value for name, value in form(claim, action="ai_no").items() if not name.startswith("ai-")}

    browser(student).post(f"/me/claims/{claim.pk}/edit/", data)

    assert set(claim.items.values_list("ai_declared", flat=True)) == {False}


def test_of_two_windows_the_second_is_shown_both_texts(term):
    claim = a_draft(term)
    client = browser(claim.student)
    client.post(f"/me/claims/{claim.pk}/edit/", form(claim, statement="the first window's words", action="save"))

    second = client.post(f"/me/claims/{claim.pk}/edit/", form(claim, statement="the second window's words", action="save"))

    assert second.status_code == 409
    page = text(second)
    assert "the second window's words" in page
    assert "the first window's words" in page
    assert Claim.objects.get().statement == "the first window's words"
    # Saving from there is a decision for what stands in the form.
    claim.refresh_from_db()
    assert f'name="edition" id="edition" value="{claim.edition}"' in second.content.decode()


def test_the_page_saves_itself_and_answers_with_what_follows(term):
    claim = a_draft(term)

    answer = browser(claim.student).post(f"/me/claims/{claim.pk}/save/", form(claim, chosen=[]))

    assert "Saved" in text(answer)
    assert 'id="estimate"' in answer.content.decode()
    claim.refresh_from_db()
    assert claim.items.count() == 0
    assert f'value="{claim.edition}"' in answer.content.decode()


def test_the_estimate_of_the_editor_is_what_is_asked(term):
    student = a_student_with({}, {})
    claim = a_draft(term, student)

    page = text(browser(student).get(f"/me/claims/{claim.pk}/edit/"))
    sent = services.submit(claim_id=claim.pk, student=student)

    # 128 lines in one month: 4.0 times the cube root is 20.2 points, above the first step.
    assert "Step of 15 points reached 0.5 credits" in page
    assert sent.asked == 50


def test_what_cannot_be_chosen_says_why(term):
    student = a_student_with({}, {"state": "refused", "counted_at": None, "merged_by": None})
    claim = services.open_draft(student=student, term=term)

    page = text(browser(student).get(f"/me/claims/{claim.pk}/edit/"))

    assert "Cannot be chosen now: 1 contribution" in page
    assert "not accepted" in page


def test_somebody_elses_contribution_cannot_be_slipped_in(term):
    claim, other = a_draft(term), a_student_with({})
    foreign = other.user.linked_accounts.get().contributions.get()

    refused = browser(claim.student).post(f"/me/claims/{claim.pk}/edit/", form(claim, chosen=[foreign.pk], action="save"))

    assert refused.status_code == 409
    assert "One of the contributions cannot be chosen for this claim." in text(refused)
    assert not claim.items.filter(contribution=foreign).exists()


@pytest.mark.parametrize("page", ["", "edit/", "summary/", "receipt/", "withdraw/", "facts/1/"])
def test_a_claim_is_its_students_alone(term, page):
    claim = a_sent_claim(term)

    assert browser(a_student_with({})).get(f"/me/claims/{claim.pk}/{page}").status_code == 404


def test_the_page_of_a_claim_tells_its_steps_by_role(term):
    claim = a_recommended_claim(term)
    reviewer = claim.steps.get(event="recommend").by_staff

    page = text(browser(claim.student).get(f"/me/claims/{claim.pk}/"))

    assert "Office review" in page
    assert "reviewer" in page
    assert reviewer.name not in page


def test_the_student_sees_by_role_who_looked_at_it(term):
    claim = a_sent_claim(term)
    reviewer = a_reviewer(claim.department)
    before = text(browser(claim.student).get(f"/me/claims/{claim.pk}/"))
    access.seen(by=reviewer, role="reviewer", whose=claim.student, what=claim)

    page = text(browser(claim.student).get(f"/me/claims/{claim.pk}/"))

    assert "Who looked at it Nobody of staff yet." in before
    assert "Who looked at it reviewer ·" in page
    assert reviewer.name not in page


def test_a_decision_that_may_still_be_taken_back_is_not_shown_yet(term):
    claim = a_sent_claim(term)
    services.reject(claim_id=claim.pk, by=a_reviewer(claim.department), reason="Not yours.", reason_code="not_own_work")

    page = text(browser(claim.student).get(f"/me/claims/{claim.pk}/"))

    assert "Department review" in page
    assert "Rejected" not in page
    assert "Not yours." not in page


def test_a_returned_claim_says_what_is_asked_until_when_and_can_be_edited(term):
    claim = a_sent_claim(term)
    services.return_claim(claim_id=claim.pk, by=a_reviewer(claim.department), reason="Say what you did in #889.")
    settle(claim)
    client = browser(claim.student)

    page, editor = text(client.get(f"/me/claims/{claim.pk}/")), text(client.get(f"/me/claims/{claim.pk}/edit/"))

    assert "Say what you did in #889." in page
    assert "Thu Dec 17, 17:00, 7 days left" in page
    assert "Edit" in page
    assert "Say what you did in #889." in editor


def test_each_reduced_item_stands_with_the_reviewers_words(term):
    claim = a_sent_claim(term, a_student_with({}, {}))
    item = claim.items.first()
    reduction = services.Reduction(item_id=item.pk, is_excluded=True, reason_code="coursework", reason="Handed in for CS201.")
    settle(services.recommend(claim_id=claim.pk, by=a_reviewer(claim.department), reductions=[reduction]))

    page = text(browser(claim.student).get(f"/me/claims/{claim.pk}/"))

    assert "excluded" in page
    assert "Handed in for CS201." in page


def test_a_claim_is_withdrawn_until_somebody_opens_it(term):
    opened, untouched = a_sent_claim(term), a_sent_claim(term)
    services.opened(claim_id=opened.pk, by=a_reviewer(opened.department))

    for claim in (opened, untouched):
        browser(claim.student).post(f"/me/claims/{claim.pk}/withdraw/")

    assert Claim.objects.get(pk=opened.pk).state == State.DEPARTMENT_REVIEW
    assert Claim.objects.get(pk=untouched.pk).state == State.WITHDRAWN


def test_the_frozen_facts_are_handed_out_byte_for_byte(term):
    claim = a_sent_claim(term)

    answer = browser(claim.student).get(f"/me/claims/{claim.pk}/facts/1/")

    assert answer.content.decode() == claim.evidence.get().facts
    assert claim.evidence.get().digest in text(browser(claim.student).get(f"/me/claims/{claim.pk}/"))


def test_without_a_round_the_page_says_when_the_next_opens(term, settings):
    student = a_student_with({})
    settings.OPENCREDITS_NOW = "2026-11-25T10:00:00+08:00"

    page = text(browser(student).get("/me/claims/"))

    assert "opens on Tue Dec 1, 00:00; a draft can be written before" in page


def test_a_draft_before_its_round_cannot_be_sent_and_says_from_when_on(term, settings):
    student = a_student_with({})
    settings.OPENCREDITS_NOW = "2026-11-25T10:00:00+08:00"
    claim = a_draft(term, student)
    client = browser(student)

    page = client.get(f"/me/claims/{claim.pk}/summary/")

    assert "The round opens on Tue Dec 1, 00:00." in text(page)
    assert client.post(f"/me/claims/{claim.pk}/summary/").status_code == 409
    assert Claim.objects.get().state == State.DRAFT


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Claims", "New claim"]),
        ("zh-hans", ["申请", "新建申请"]),
    ],
)
def test_the_list_has_the_labels_of_the_page_plan(term, language, words):
    page = text(browser(a_student_with({}), language).get("/me/claims/"))

    assert all(word in page for word in words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Draft, not visible to reviewers", "Saved", "Recalculate", "Submit", "Please choose", "No AI used", "AI used"]),
        ("zh-hans", ["草稿，审核人看不到", "已保存", "重新计算", "提交", "请选择", "未用 AI", "用过 AI"]),
    ],
)
def test_the_editor_has_the_labels_of_the_page_plan(term, language, words):
    claim = a_draft(term)

    page = text(browser(claim.student, language).get(f"/me/claims/{claim.pk}/edit/"))

    assert [word for word in words if word not in page] == []


@pytest.mark.parametrize("path", ["/me/claims/{}/", "/me/claims/{}/edit/", "/me/claims/{}/summary/"])
def test_a_page_asks_the_database_as_often_for_many_contributions_as_for_few(term, path):
    def asked(contributions: int) -> int:
        student = a_student_with(*({"title": f"work {number}"} for number in range(contributions)))
        claim = a_draft(term, student) if "edit" in path or "summary" in path else a_sent_claim(term, student)
        return questions(browser(student), path.format(claim.pk))

    # What others did is read with the facts, be it much or little.
    a_student_with({})

    assert asked(2) == asked(12)


def test_the_list_asks_the_database_as_often_for_many_claims_as_for_one(term):
    claim = a_sent_claim(term)
    client = browser(claim.student)
    few = questions(client, "/me/claims/")
    Claim.objects.bulk_create(
        Claim(student=claim.student, term=TermFactory(name=f"19{year}", starts_at=moment(f"19{year}-01-01"), ends_at=moment(f"19{year}-02-01")),
              number=f"OC-19{year}", state=State.REJECTED, asked=50, submitted_at=claim.submitted_at, policy_version=claim.policy_version,
              rules_version=claim.rules_version)
        for year in range(50, 99)
    )  # fmt: skip

    assert questions(client, "/me/claims/") == few


def test_hostile_text_of_a_statement_is_text(term):
    claim = a_sent_claim(
        term, a_student_with({"title": "<script id=planted></script>"}), statement=f"<b class=planted>{STATEMENT}</b>"
    )

    page = browser(claim.student).get(f"/me/claims/{claim.pk}/").content.decode()

    assert "<b class=planted>" not in page
    assert "<script id=planted>" not in page


def test_what_was_typed_when_the_session_ended_stands_in_the_editor_again(term):
    claim = a_draft(term)
    client, address = browser(claim.student), f"/me/claims/{claim.pk}/edit/"
    client.get(address)
    client.cookies.pop("sessionid")

    typed = form(claim, chosen=[], statement="typed as the session ended", action="save")
    client.post(address, typed, headers={"referer": f"http://testserver{address}"})
    client.force_login(claim.student.user)
    page = client.get(address)

    assert Claim.objects.get().statement == STATEMENT
    assert "typed as the session ended</textarea>" in page.content.decode()
    assert "0 of 1 chosen" in text(page)


def test_a_claim_in_notice_says_until_when(term):
    claim = a_claim_in_notice(term)

    page = text(browser(claim.student).get(f"/me/claims/{claim.pk}/"))

    assert "In notice" in page
    assert "the notice ends Tue Dec 15, 17:00, 5 days left" in page
