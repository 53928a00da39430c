"""Consent comes before the first call to a forge and ends at once."""

import pytest
from django.db import IntegrityError

from accounts.errors import LinkBroken, NoConsent, Unlinked
from accounts.models import Consent, LinkedAccount
from accounts.services import forge_token, give_consent, mark_broken, unlink, withdraw_consent
from journal import clock
from journal.models import AuditRow, OutboxMessage
from tests.accounts.factories import LinkedAccountFactory, StudentFactory

pytestmark = pytest.mark.django_db


def test_consent_is_given_once_to_todays_text():
    user = StudentFactory().user

    give_consent(user=user)
    give_consent(user=user)

    assert Consent.objects.get().version == 1
    assert AuditRow.objects.filter(verb="consent_given").count() == 1


def test_consent_to_an_older_text_does_not_stand(monkeypatch):
    linked = LinkedAccountFactory()

    monkeypatch.setattr("accounts.models.CONSENT_VERSION", 2)

    with pytest.raises(NoConsent):
        forge_token(linked.pk)


def test_while_consent_and_link_stand_the_token_is_given_out():
    assert forge_token(LinkedAccountFactory(access="gho_mine").pk) == "gho_mine"


def test_after_withdrawing_no_token_is_given_out_and_none_is_kept():
    linked = LinkedAccountFactory(access="gho_mine", refresh="ghr_mine")

    withdraw_consent(user=linked.user)

    with pytest.raises(NoConsent):
        forge_token(linked.pk)
    assert LinkedAccount.objects.get().tokens() == ("", "")
    assert OutboxMessage.objects.get().payload == {"user": linked.user_id}
    assert AuditRow.objects.filter(verb="consent_withdrawn").count() == 1


def test_withdrawing_twice_is_told_once():
    linked = LinkedAccountFactory()

    withdraw_consent(user=linked.user)
    withdraw_consent(user=linked.user)

    assert OutboxMessage.objects.filter(topic="consent_withdrawn").count() == 1


def test_consent_given_again_needs_the_account_connected_again():
    linked = LinkedAccountFactory()
    withdraw_consent(user=linked.user)

    give_consent(user=linked.user)

    with pytest.raises(LinkBroken):
        forge_token(linked.pk)


def test_withdrawing_touches_nobody_else():
    mine, theirs = LinkedAccountFactory(), LinkedAccountFactory(access="gho_theirs")

    withdraw_consent(user=mine.user)

    assert forge_token(theirs.pk) == "gho_theirs"


def test_after_unlinking_no_token_is_given_out_and_the_row_stays_as_history():
    linked = LinkedAccountFactory()

    unlink(linked_account_id=linked.pk, by=linked.user)

    with pytest.raises(Unlinked):
        forge_token(linked.pk)
    kept = LinkedAccount.objects.get()
    assert (kept.state, kept.tokens()) == ("unlinked", ("", ""))
    assert OutboxMessage.objects.get(topic="account_unlinked").payload == {"linked_account": linked.pk}


def test_nobody_unlinks_somebody_elses_account():
    linked = LinkedAccountFactory()

    with pytest.raises(LinkedAccount.DoesNotExist):
        unlink(linked_account_id=linked.pk, by=StudentFactory().user)

    assert LinkedAccount.objects.live().exists()


def test_an_account_whose_token_the_forge_refused_is_told_once():
    linked = LinkedAccountFactory()

    mark_broken(linked.pk, "token_refused")
    mark_broken(linked.pk, "token_refused")

    with pytest.raises(LinkBroken):
        forge_token(linked.pk)
    assert OutboxMessage.objects.filter(topic="account_broken").count() == 1
    assert LinkedAccount.objects.get().state == "broken"


def test_a_token_that_the_forge_refused_is_forgotten():
    linked = LinkedAccountFactory(access="gho_mine", refresh="ghr_mine")

    mark_broken(linked.pk, "token_refused")

    assert LinkedAccount.objects.get().tokens() == ("", "")


def test_a_broken_link_gives_out_no_token_whatever_is_kept():
    linked = LinkedAccountFactory(broken_at=clock.machine_now())

    with pytest.raises(LinkBroken):
        forge_token(linked.pk)


def test_a_link_ends_once():
    linked = LinkedAccountFactory()
    unlink(linked_account_id=linked.pk, by=linked.user)

    with pytest.raises(LinkedAccount.DoesNotExist):
        unlink(linked_account_id=linked.pk, by=linked.user)

    assert AuditRow.objects.filter(verb="account_unlinked").count() == 1


def test_a_forge_account_has_one_owner_at_a_time():
    held = LinkedAccountFactory(unlinked_at=clock.machine_now())
    LinkedAccountFactory(external_id=held.external_id)

    with pytest.raises(IntegrityError):
        LinkedAccountFactory(external_id=held.external_id)
