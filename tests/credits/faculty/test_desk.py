"""The registrar desk: notices as they will be shown, the award run with its receipt, files for the student information system."""

from credits.claims.models import Claim, Notice
from credits.ledger.models import Award, AwardRun, ExportBatch
from tests.claiming import a_claim_in_notice, a_registrar, after_the_notice, an_approved_claim, publish
from tests.factories import StaffFactory

NOTICES = "/staff/registrar/notices/"


def state_of(claim):
    return Claim.objects.get(pk=claim.pk).state


def test_a_list_is_prepared_looked_at_and_published(term, browser_of):
    claim, client = an_approved_claim(term), browser_of(a_registrar())

    text = client.post(NOTICES, {"term": term.name, "department": ""}, follow=True).text
    assert "林**" in text or "林*夏" in text
    assert "林知夏" not in text.partition("Exactly as it will be published")[2]
    assert "would stand until Tue Dec 15, 17:00" in text

    client.post(f"{NOTICES}{Notice.objects.get().pk}/publish/")
    assert state_of(claim) == "in_notice"


def test_a_list_is_withdrawn_with_a_reason_only(term, browser_of):
    claim, client = a_claim_in_notice(term), browser_of(a_registrar())
    address = f"{NOTICES}{Notice.objects.get().pk}/withdraw/"

    refused = client.post(address, {"reason": " "})
    assert (refused.status_code, state_of(claim)) == (422, "in_notice")
    assert "Write why; it stands in the record." in refused.text

    client.post(address, {"reason": "名单有误。"})
    assert state_of(claim) == "approved"
    assert "名单有误。" in client.get(NOTICES).text


def test_the_award_run_is_previewed_run_and_has_a_receipt(term, browser_of, settings):
    claim, client = a_claim_in_notice(term), browser_of(a_registrar())
    assert "in notice until" in client.get("/staff/registrar/awards/").text
    after_the_notice(settings, claim)

    line = client.get("/staff/registrar/awards/").context["preview"].due[0]
    assert (line.before, line.hundredths, line.after) == (0, 50, 50)

    receipt = client.post("/staff/registrar/awards/", {"term": term.name}, follow=True)
    assert state_of(claim) == "awarded"
    assert "Receipt 2026-2027-1-R01" in receipt.text
    assert Award.objects.get().number in receipt.text


def test_pressed_twice_a_run_awards_once_and_says_so(term, browser_of, settings):
    claim, client = a_claim_in_notice(term), browser_of(a_registrar())
    after_the_notice(settings, claim)

    client.post("/staff/registrar/awards/", {"term": term.name})
    again = client.post("/staff/registrar/awards/", {"term": term.name}, follow=True)

    assert (AwardRun.objects.count(), Award.objects.count()) == (1, 1)
    assert "No claim of this term has stood in public notice" in again.text


def test_a_file_is_made_once_and_is_the_same_each_time(term, browser_of, settings):
    client = browser_of(a_registrar())
    after_the_notice(settings, a_claim_in_notice(term))
    client.post("/staff/registrar/awards/", {"term": term.name})

    for _ in range(2):
        client.post("/staff/registrar/exports/", {"term": term.name})

    address = f"/staff/registrar/exports/{ExportBatch.objects.get().pk}.csv"
    assert client.get(address).content == client.get(address).content
    assert "2026-2027-1-B01,2026-2027-1-B01-00001," in client.get(address).content.decode("utf-8-sig")


def test_an_auditor_sees_the_desk_and_has_no_button(term, browser_of):
    an_approved_claim(term)
    publish(term)
    an_approved_claim(term)
    client = browser_of(StaffFactory(role="auditor"))

    for path in ("", "notices/", "awards/", "exports/"):
        assert 'method="post"' not in client.get(f"/staff/registrar/{path}").text.partition("<main")[2]
    refused = client.post(NOTICES, {"term": term.name}, follow=True)
    assert "Your roles do not cover this decision." in refused.text
