"""Who of staff opens and does what: every role of DESIGN.md section 4 by every page and action."""

import re

import pytest
from django.test import Client

from accounts.models import Department
from credits.claims.models import Claim, Notice
from credits.ledger.models import Award
from tests.claiming import a_claim_in_notice, a_recommended_claim, a_sent_claim, after_the_notice, an_approved_claim
from tests.factories import StaffFactory, StudentFactory
from tests.test_doors import STAFF

ROLES = ("advisor", "reviewer", "registrar", "policy_owner", "auditor", "operator")
READ = {"reviewer", "registrar", "auditor"}
DESK = {"registrar", "auditor"}
PAGES = {
    "/staff/": set(ROLES),
    "/staff/reviews/": READ,
    "/staff/reviews.csv": READ,
    "/staff/reviews.xlsx": READ,
    "/staff/reviews/{claim}/": READ,
    "/staff/registrar/": DESK,
    "/staff/registrar/notices/": DESK,
    "/staff/registrar/awards/": DESK,
    "/staff/registrar/exports/": DESK,
}


def of(role, **more):
    """A browser of somebody with one role in the whole university."""
    client = Client()
    client.force_login(StaffFactory(role=role, **more).user)
    return client


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_for_its_roles_and_is_not_there_for_others(term, address, role):
    claim = a_sent_claim(term)

    answer = of(role).get(address.format(claim=claim.pk))

    assert answer.status_code == (200 if role in PAGES[address] else 404)


@pytest.mark.parametrize("role", ROLES)
def test_the_first_decision_is_a_reviewers(term, role):
    claim = a_sent_claim(term)

    of(role).post(f"/staff/reviews/{claim.pk}/", {"do": "decide", "decision": "recommend"})

    assert (Claim.objects.get(pk=claim.pk).state == "recommended") == (role == "reviewer")


@pytest.mark.parametrize("role", ROLES)
def test_the_second_decision_is_a_registrars(term, role):
    claim = a_recommended_claim(term)

    of(role).post(f"/staff/reviews/{claim.pk}/", {"do": "decide", "decision": "approve"})

    assert (Claim.objects.get(pk=claim.pk).state == "approved") == (role == "registrar")


@pytest.mark.parametrize("role", ROLES)
def test_a_claim_is_taken_by_a_reviewer(term, role):
    claim = a_sent_claim(term)

    of(role).post("/staff/reviews/assign/", {"take": claim.pk})

    assert (Claim.objects.get(pk=claim.pk).reviewer is not None) == (role == "reviewer")


@pytest.mark.parametrize("role", ROLES)
def test_a_note_is_written_by_who_decides(term, role):
    claim = a_sent_claim(term)

    of(role).post(f"/staff/reviews/{claim.pk}/", {"do": "note", "note": "看过了"})

    assert claim.notes.exists() == (role in {"reviewer", "registrar"})


@pytest.mark.parametrize("role", ROLES)
def test_a_list_is_prepared_by_a_registrar(term, role):
    an_approved_claim(term)

    of(role).post("/staff/registrar/notices/", {"term": term.name})

    assert Notice.objects.exists() == (role == "registrar")


@pytest.mark.parametrize("role", ROLES)
def test_awards_are_run_by_a_registrar(term, role, settings):
    after_the_notice(settings, a_claim_in_notice(term))

    of(role).post("/staff/registrar/awards/", {"term": term.name})

    assert Award.objects.exists() == (role == "registrar")


@pytest.mark.parametrize("role", ["reviewer", "registrar", "auditor"])
def test_claims_of_another_department_are_not_there(term, role):
    claim, elsewhere = a_sent_claim(term), Department.objects.create(name="外国语学院")
    client = of(role, role__department=elsewhere)

    assert client.get(f"/staff/reviews/{claim.pk}/").status_code == 404
    assert client.post(f"/staff/reviews/{claim.pk}/", {"do": "decide", "decision": "recommend"}).status_code == 404
    assert client.post(f"/staff/reviews/{claim.pk}/undo/").status_code == 404
    assert claim.number not in client.get("/staff/reviews/").text


@pytest.mark.parametrize("address", ["notices/", "awards/", "exports/"])
def test_lists_of_all_departments_are_not_for_a_registrar_of_one(term, address):
    claim = a_claim_in_notice(term)
    client = of("registrar", role__department=Department.objects.create(name="外国语学院"))

    text = client.get(f"/staff/registrar/{address}").text

    assert claim.number not in text
    assert "林**" not in text


@pytest.mark.parametrize("route", sorted(STAFF))
def test_no_address_of_staff_is_there_for_a_student(term, route):
    claim, client = a_sent_claim(term), Client()
    client.force_login(StudentFactory().user)
    address = "/" + re.sub("<int:pk>", str(claim.pk), route).replace("<str:form>", "csv")

    assert {answer.status_code for answer in (client.get(address), client.post(address))} <= {404, 405}


def test_home_leads_staff_to_their_page(db):
    assert of("registrar").get("/home/")["Location"] == "/staff/"


def test_who_only_reads_is_told_so(term):
    client = of("auditor")
    client.cookies["django_language"] = "en"

    assert "You read everything and change nothing" in client.get("/staff/").text


def test_what_waits_leads_to_exactly_that_list(term):
    a_sent_claim(term)
    reviewer = of("reviewer")
    reviewer.cookies["django_language"] = "en"
    home = reviewer.get("/staff/").text

    assert "1 claim has no reviewer yet" in home
    assert 'href="/staff/reviews/?view=unassigned"' in home
