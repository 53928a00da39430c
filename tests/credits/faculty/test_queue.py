"""The queue: what is due first stands first, the address says what is shown, and a list is as quick with fifty rows as with one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from credits.claims import services
from credits.claims.models import Claim
from credits.faculty.reading.queue import PAGE_SIZE, Asked, Queue
from tests.claiming import DURING_THE_ROUND, a_registrar, a_reviewer, a_sent_claim, a_student_with
from tests.factories import StaffFactory, StudentFactory

WHY = "请补充你负责的部分。"


def numbers(answer):
    return [row.claim.number for row in answer.context["page"].rows]


def copies(claim, count):
    """Claims as they are sent, in one go."""
    made = [
        Claim(**{**values_of(claim), "number": f"OC-copy-{n}", "student": StudentFactory(name=f"学生{n}")}) for n in range(count)
    ]
    return Claim.objects.bulk_create(made)


def values_of(claim):
    names = (
        "term",
        "round",
        "state",
        "state_since",
        "deadline_at",
        "department",
        "policy_version",
        "rules_version",
        "submitted_at",
    )
    return {name: getattr(claim, name) for name in (*names, "asked", "computed", "statement")}


def test_what_is_due_first_stands_first(term, browser_of, settings):
    first = a_sent_claim(term)
    settings.OPENCREDITS_NOW = DURING_THE_ROUND.replace("12-10", "12-14")
    second = a_sent_claim(term)

    assert numbers(browser_of(a_reviewer()).get("/staff/reviews/")) == [first.number, second.number]


def test_each_view_shows_its_own_and_says_how_many(term, browser_of):
    mine, free, returned = (a_sent_claim(term) for _ in range(3))
    reviewer = a_reviewer()
    services.assign(claim_id=mine.pk, by=reviewer, to=reviewer)
    services.return_claim(claim_id=returned.pk, by=reviewer, reason=WHY)
    services.submit(claim_id=returned.pk, student=returned.student)

    client = browser_of(reviewer)
    views = ("mine", "unassigned", "all", "answered")
    shown = {view: numbers(client.get(f"/staff/reviews/?view={view}")) for view in views}

    assert shown == {
        "mine": [mine.number],
        "unassigned": [free.number, returned.number],
        "all": [mine.number, free.number, returned.number],
        "answered": [returned.number],
    }
    assert [tab.count for tab in client.get("/staff/reviews/").context["queue"].tabs] == [1, 2, 3, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=顾南乔", 1), ("q=lantern", 2), ("flags=with", 1), ("flags=without", 1), ("state=awarded", 0), ("assigned=none", 2)],
)
def test_filters_and_search_stand_in_the_address(term, browser_of, query, found):
    flagged = a_student_with({"ai_trailers": ("Copilot",)})
    flagged.name = "顾南乔"
    flagged.save()
    a_sent_claim(term, flagged)
    a_sent_claim(term)

    assert len(numbers(browser_of(a_reviewer()).get(f"/staff/reviews/?{query}"))) == found


def test_what_does_not_exist_in_an_address_is_left_out_and_said(term, browser_of):
    a_sent_claim(term)

    answer = browser_of(a_reviewer()).get("/staff/reviews/?state=lost&after=yesterday&department=<b>")

    assert len(numbers(answer)) == 1
    assert answer.context["left_out"] == ["department=<b>", "state=lost"]
    assert "&lt;b&gt;" in answer.text


def test_a_page_keeps_its_place_when_a_row_was_decided_meanwhile(term, browser_of):
    claim = a_sent_claim(term)
    made = copies(claim, PAGE_SIZE + 1)
    client = browser_of(a_reviewer())
    first = client.get("/staff/reviews/")
    Claim.objects.filter(pk=made[0].pk).update(state="returned")

    second = client.get(f"/staff/reviews/?{first.context['page'].next_address}")

    assert numbers(second) == [made[-2].number, made[-1].number]
    assert (second.context["page"].first, second.context["page"].last) == (50, 51)


def test_fifty_rows_ask_as_often_as_one(term, browser_of):
    claim, client = a_sent_claim(term), browser_of(a_reviewer())
    client.get("/staff/reviews/")

    asked = []
    for more in (0, PAGE_SIZE):
        copies(claim, more)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/staff/reviews/").status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_claim_is_taken_and_given_by_hand(term, browser_of):
    first, second = a_sent_claim(term), a_sent_claim(term)
    reviewer, colleague = a_reviewer(), a_reviewer(name="江予安")
    client = browser_of(reviewer)

    client.post("/staff/reviews/assign/", {"take": first.pk})
    client.post("/staff/reviews/assign/", {"claim": [second.pk], "to": colleague.pk})

    assert [Claim.objects.get(pk=claim.pk).reviewer for claim in (first, second)] == [reviewer, colleague]


def test_a_claim_is_not_given_to_who_may_not_decide_on_it(term, browser_of):
    claim, client = a_sent_claim(term), browser_of(a_reviewer())
    elsewhere = a_reviewer(Department.objects.create(name="外国语学院"))

    answer = client.post("/staff/reviews/assign/", {"claim": [claim.pk], "to": elsewhere.pk}, follow=True)

    assert Claim.objects.get(pk=claim.pk).reviewer is None
    assert f"{claim.number}: Your roles do not cover this decision." in answer.text


def test_the_file_holds_the_filtered_rows_and_no_formula(term, browser_of):
    student = a_student_with({})
    student.name = "=1+1"
    student.save()
    claim = a_sent_claim(term, student)
    a_sent_claim(term)

    text = browser_of(a_reviewer()).get(f"/staff/reviews.csv?q={claim.number}").content.decode("utf-8-sig")

    assert text.splitlines()[1].startswith(f"'=1+1,{student.number},计算机学院,{claim.number},0.50,16.000,,0,2026-12-24,,")
    assert len(text.splitlines()) == 2


def test_reviewing_begins_at_the_first_of_the_list_and_counts(term, browser_of):
    first, second = a_sent_claim(term), a_sent_claim(term)
    client = browser_of(a_reviewer())

    assert client.get("/staff/reviews/start/?view=unassigned")["Location"] == f"/staff/reviews/{first.pk}/?view=unassigned"
    assert "2 of 2" in client.get(f"/staff/reviews/{second.pk}/").text


def test_a_claim_where_the_office_computes_another_amount_stands_first(term):
    first, second = a_sent_claim(term), a_sent_claim(term)
    Claim.objects.update(state="office_review", proposed=50, computed=50)
    Claim.objects.filter(pk=second.pk).update(computed=100)

    found = Queue(a_registrar(), Asked(view="office")).found

    assert [claim.pk for claim in found] == [second.pk, first.pk]


def test_the_charts_say_what_is_found(term, browser_of):
    a_sent_claim(term)

    charts = browser_of(StaffFactory(role="auditor")).get("/staff/reviews/").context["overview"].charts

    assert [chart.title for chart in charts] == [
        "0 of 1 claim is awarded",
        "1 claim has no reviewer yet",
        "0 of 1 are past their due date",
    ]
