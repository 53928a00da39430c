"""The page of linked accounts: health, unlinking, and taking the consent back."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Consent, LinkedAccount
from tests.factories import LinkedAccountFactory, StaffFactory, StudentFactory

HOSTILE = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}" + "x" * 200


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def linked(db) -> LinkedAccount:
    return LinkedAccountFactory(user=StudentFactory(consenting=True).user, login="lin")


def test_unlinking_says_first_what_it_does(linked):
    page = browser_of(linked.user).get(reverse("account_unlink", args=[linked.pk]))

    assert "From now on nothing is read with it." in page.content.decode()
    linked.refresh_from_db()
    assert linked.unlinked_at is None


def test_unlinking_ends_the_link(linked):
    browser_of(linked.user).post(reverse("account_unlink", args=[linked.pk]))

    linked.refresh_from_db()
    assert linked.unlinked_at is not None


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_unlinks_somebody_elses(linked, method):
    other = browser_of(StudentFactory().user)

    assert getattr(other, method)(reverse("account_unlink", args=[linked.pk])).status_code == 404
    linked.refresh_from_db()
    assert linked.unlinked_at is None


def test_a_broken_link_offers_to_reconnect(linked, settings):
    settings.GITHUB_CLIENT_ID = settings.GITHUB_CLIENT_SECRET = "x"
    LinkedAccount.objects.update(broken_at=linked.linked_at)

    page = browser_of(linked.user).get(reverse("accounts")).content.decode()

    assert "GitHub authorisation is not valid any more" in page
    assert "Reconnect" in page


def test_without_consent_it_must_be_given_first(linked):
    Consent.objects.update(withdrawn_at=linked.linked_at)

    page = browser_of(linked.user).get(reverse("accounts")).content.decode()

    assert "Please read and agree first" in page
    assert "/accounts/github/login/" not in page


def test_withdrawing_asks_first_and_then_holds_at_once(linked):
    browser = browser_of(linked.user)

    assert "no request with your accounts leaves" in browser.get(reverse("consent_withdraw")).content.decode()
    browser.post(reverse("consent_withdraw"))

    assert not Consent.objects.standing(linked.user, "collect").exists()
    linked.refresh_from_db()
    assert linked.tokens() == ("", "")


def test_staff_may_link_and_are_told_that_nothing_is_collected(db):
    page = browser_of(StaffFactory().user).get(reverse("accounts")).content.decode()

    assert "Nothing is collected with them." in page
    assert "Withdraw the consent" not in page


def test_hostile_logins_are_text(linked):
    LinkedAccount.objects.update(login=HOSTILE)

    for name, arguments in (("accounts", []), ("account_unlink", [linked.pk]), ("start_link", []), ("start_sync", [])):
        page = browser_of(linked.user).get(reverse(name, args=arguments)).content.decode()

        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_nothing_on_the_page_of_staff_says_that_their_work_would_count(db):
    page = browser_of(StaffFactory().user).get(reverse("accounts")).content.decode()

    assert "No account is linked yet." in page
    assert "counts once its account is linked" not in page
