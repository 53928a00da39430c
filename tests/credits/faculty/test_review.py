"""A claim is looked at and decided on its page: without scripts, and without losing what was typed."""

import pytest

from credits.claims import services
from credits.claims.models import Claim
from credits.policies.models import FlagCase
from journal import access
from tests.claiming import (
    a_recommended_claim,
    a_registrar,
    a_reviewer,
    a_sent_claim,
    a_student_with,
    settle,
)
from tests.factories import LinkedAccountFactory, StaffFactory

WHY = "这一项是课程作业 <b>3</b>，已计入该课成绩。"


def page(claim, query=""):
    return f"/staff/reviews/{claim.pk}/{query}"


def decided(client, claim, decision, **more):
    return client.post(page(claim), {"do": "decide", "decision": decision, **more})


def state_of(claim):
    return Claim.objects.get(pk=claim.pk).state


def test_a_reviewer_recommends_and_comes_to_the_next_claim(term, browser_of):
    claim, other = a_sent_claim(term), a_sent_claim(term)

    answer = decided(browser_of(a_reviewer()), claim, "recommend", reason="做得扎实。")

    assert state_of(claim) == "recommended"
    assert answer["Location"] == f"/staff/reviews/{other.pk}/?decided={claim.pk}"


def test_the_last_claim_leads_back_to_the_queue_where_the_decision_can_be_taken_back(term, browser_of):
    claim, client = a_sent_claim(term), browser_of(a_reviewer())
    answer = decided(client, claim, "recommend")

    assert "All reviewed." in client.get(answer["Location"]).text
    assert "Undo" in client.get(answer["Location"]).text

    client.post(f"/staff/reviews/{claim.pk}/undo/")
    assert state_of(claim) == "department_review"


def test_a_reviewer_of_another_decision_has_nothing_to_take_back(term, browser_of):
    claim = a_sent_claim(term)
    answer = decided(browser_of(a_reviewer()), claim, "recommend")

    assert "Undo" not in browser_of(a_reviewer()).get(answer["Location"]).text.replace("<dd>undo</dd>", "")


def test_a_contribution_is_excluded_with_a_reason_and_the_amount_follows(term, browser_of):
    claim = a_sent_claim(term, a_student_with({}, {"changes": {"source": (1000, 0)}}))
    item = claim.items.last()
    form = {f"handle-{item.pk}": "exclude", f"code-{item.pk}": "coursework", f"why-{item.pk}": WHY}
    client = browser_of(a_reviewer())

    counted = client.post(page(claim), {"do": "recalculate", **form}).context["case"]
    decided(client, claim, "recommend", **form)

    claim = Claim.objects.get(pk=claim.pk)
    # The month's 1,064 lines are 40.8 points, a credit; 64 lines are 16, half of one.
    assert (claim.state, claim.computed, counted.proposed.hundredths, claim.proposed) == ("recommended", 100, 50, 50)
    assert claim.items.get(pk=item.pk).reason == WHY


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"decision": "return"}, "Write what is missing or wrong"),
        ({"decision": "reject", "reason": "不符。"}, "Choose why the claim is rejected."),
        ({"decision": ""}, "Choose a decision."),
    ],
)
def test_a_decision_without_its_reason_is_said_next_to_the_field_and_keeps_what_was_typed(term, browser_of, form, said):
    claim = a_sent_claim(term)

    answer = browser_of(a_reviewer()).post(page(claim), {"do": "decide", "note": "留给同事", **form})

    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert "留给同事" in answer.text
    assert state_of(claim) == "department_review"


@pytest.mark.parametrize("points", ["", "many", "1.0001", "999"])
def test_an_adjustment_is_a_number_within_the_limit(term, browser_of, points):
    claim = a_sent_claim(term)
    key = claim.items.get().pk
    form = {f"handle-{key}": "adjust", f"points-{key}": points, f"code-{key}": "other", f"why-{key}": WHY}

    answer = decided(browser_of(a_reviewer()), claim, "recommend", **form)

    assert answer.status_code == 422
    assert f'id="wrong-points-{key}"' in answer.text
    assert "&lt;b&gt;3&lt;/b&gt;" in answer.text


def test_who_was_slower_sees_who_decided_and_keeps_their_words(term, browser_of):
    claim = a_sent_claim(term)
    services.reject(claim_id=claim.pk, by=a_reviewer(name="江予安"), reason="先到的理由", reason_code="other")

    answer = decided(browser_of(a_reviewer()), claim, "recommend", reason="后到的话", note="备注")

    assert answer.status_code == 409
    assert "Already decided by <bdi>江予安</bdi>" in answer.text
    assert all(words in answer.text for words in ("先到的理由", "后到的话", "备注"))


def test_an_open_flag_is_answered_on_the_page_and_the_words_to_the_student_stay(term, browser_of):
    claim = a_sent_claim(term, a_student_with({"ai_trailers": ("Copilot",)}))
    case, client = FlagCase.objects.get(), browser_of(a_reviewer())
    assert "flags that nobody has looked at" in decided(client, claim, "recommend").text

    form = {f"outcome-{case.pk}": "explained", f"answer-{case.pk}": "学生已说明。", "reason": "写到一半"}
    answer = client.post(page(claim), {"do": f"flag-{case.pk}", **form})

    assert FlagCase.objects.get().state == "explained"
    assert "写到一半" in answer.text
    assert decided(client, claim, "recommend").status_code == 302


def test_a_flag_of_another_claim_is_not_answered_here(term, browser_of):
    a_sent_claim(term, a_student_with({"ai_trailers": ("Copilot",)}))
    case = FlagCase.objects.get()

    form = {"do": f"flag-{case.pk}", f"outcome-{case.pk}": "explained", f"answer-{case.pk}": WHY}
    browser_of(a_reviewer()).post(page(a_sent_claim(term)), form)

    assert FlagCase.objects.get().state == "open"


def test_who_merged_the_work_is_told_why_they_must_not_decide_and_hands_it_on(term, browser_of):
    claim, reviewer = a_sent_claim(term), a_reviewer()
    LinkedAccountFactory(user=reviewer.user, external_id="900")
    client = browser_of(reviewer)

    assert "One of your forge accounts stands in the evidence" in client.get(page(claim)).text
    assert decided(client, claim, "recommend").status_code == 409
    client.post(page(claim), {"do": "recuse"})

    assert claim.recusals.get().staff == reviewer


def test_a_private_note_is_shown_to_staff_and_leaves_the_box_empty(term, browser_of):
    claim, client = a_sent_claim(term), browser_of(a_reviewer())

    answer = client.post(page(claim), {"do": "note", "note": "仓库与课程共用", "reason": "写到一半"})

    assert claim.notes.get().text == "仓库与课程共用"
    assert answer.text.count("仓库与课程共用") == 1
    assert "写到一半" in answer.text


def test_the_office_decides_second_and_cannot_change_what_was_reduced(term, browser_of):
    claim = a_recommended_claim(term)
    client = browser_of(a_registrar())

    assert f'name="handle-{claim.items.get().pk}"' not in client.get(page(claim)).text
    answer = client.post(page(claim, "?view=office"), {"do": "decide", "decision": "approve"})

    assert (state_of(claim), answer["Location"]) == ("approved", f"/staff/registrar/?decided={claim.pk}")


def test_who_recommended_is_told_that_another_person_decides_second(term, browser_of):
    claim, both = a_sent_claim(term), a_reviewer()
    both.roles.create(role="registrar")
    services.recommend(claim_id=claim.pk, by=both)
    settle(claim)

    client = browser_of(both)

    assert "You decided on this claim at the other stage" in client.get(page(claim)).text
    assert client.post(page(claim), {"do": "decide", "decision": "approve"}).status_code == 409


def test_looking_is_logged_once_and_keeps_the_student_from_withdrawing(term, browser_of):
    claim, client = a_sent_claim(term), browser_of(a_reviewer())

    client.get(page(claim))
    client.get(page(claim))

    assert [row.role for row in access.looks_at(claim)] == ["reviewer"]
    assert not services.can_withdraw(Claim.objects.get(pk=claim.pk))


def test_an_auditor_reads_and_the_student_can_still_withdraw(term, browser_of):
    claim, client = a_sent_claim(term), browser_of(StaffFactory(role="auditor"))

    text = client.get(page(claim)).text
    client.post(page(claim), {"do": "decide", "decision": "reject", "reason": WHY, "reason_code": "other"})

    assert 'name="decision"' not in text
    assert state_of(claim) == "department_review"
    assert services.can_withdraw(Claim.objects.get(pk=claim.pk))


def test_what_changed_at_the_forge_since_is_shown_beside_what_was_frozen(term, browser_of):
    claim = a_sent_claim(term)
    contribution = claim.items.get().contribution
    contribution.facts = {**contribution.facts, "merged_by": "github:901"}
    contribution.save()

    text = browser_of(a_reviewer()).get(page(claim)).text

    assert "<del><bdi>github:900</bdi></del> → <ins><bdi>github:901</bdi></ins>" in text


def test_what_was_typed_stands_in_the_form_when_the_session_had_ended(term, browser_of):
    claim, reviewer = a_sent_claim(term), a_reviewer()
    client = browser_of(reviewer)
    client.get(page(claim))
    del client.cookies["sessionid"]

    key = claim.items.get().pk
    form = {"do": "decide", "decision": "recommend", f"handle-{key}": "exclude", f"why-{key}": WHY, "reason": "写了很久的话"}
    client.post(page(claim), form, headers={"referer": f"http://testserver{page(claim)}"})
    client.force_login(reviewer.user)

    text = client.get(page(claim)).text
    assert "写了很久的话" in text
    assert "&lt;b&gt;3&lt;/b&gt;" in text
