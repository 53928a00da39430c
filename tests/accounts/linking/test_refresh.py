"""Gitee's tokens live a day and are replaced in pairs: one process asks, nobody loses the new refresh token."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from accounts.errors import ForgeUnavailable, LinkBroken, NoConsent
from accounts.models import LinkedAccount
from accounts.services import forge_token, renew_token, withdraw_consent
from accounts.services.tokens import _refreshed
from journal import clock
from journal.models import AuditRow
from tests.accounts.linking.conftest import requests_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def linked(forges, student) -> LinkedAccount:
    student.link("gitee")
    return LinkedAccount.objects.get()


def ends(linked: LinkedAccount, **delta: int) -> None:
    LinkedAccount.objects.filter(pk=linked.pk).update(token_expires_at=clock.machine_now() + timedelta(**delta))


def refreshes(forges) -> int:
    return sum(line["path"].startswith("/gitee/oauth/token") for line in requests_of(forges))


@contextmanager
def background():
    """Start calls in threads of their own, which give their database connections back."""

    def run(call, *args):
        try:
            return call(*args)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        yield partial(pool.submit, run)


def test_a_token_that_lasts_is_given_without_asking_the_forge(forges, linked):
    ends(linked, hours=1)
    before = refreshes(forges)

    assert forge_token(linked.pk) == linked.tokens()[0]

    assert refreshes(forges) == before


def test_a_token_about_to_end_is_replaced_with_its_refresh_token(forges, linked):
    ends(linked, minutes=4)

    token = forge_token(linked.pk)

    fresh = LinkedAccount.objects.get()
    assert fresh.tokens()[0] == token
    assert set(fresh.tokens()).isdisjoint(linked.tokens())
    assert forges.get("/gitee/api/v5/user", token).json()["login"] == "lin_zhixia"
    assert fresh.token_expires_at > clock.machine_now() + timedelta(hours=23)
    assert fresh.refresh_held_until is None


def test_it_can_be_refreshed_again_and_again(linked):
    for _ in range(3):
        ends(linked, minutes=-1)
        forge_token(linked.pk)

    assert LinkedAccount.objects.get().state == "ok"


def test_who_comes_while_another_refreshes_waits_and_gets_the_new_token(forges, linked):
    ends(linked, minutes=-1)
    LinkedAccount.objects.update(refresh_held_until=clock.machine_now() + timedelta(minutes=1))
    before = refreshes(forges)

    with background() as start:
        late = start(forge_token, linked.pk)
        time.sleep(0.5)
        fresh = LinkedAccount.objects.get()
        fresh.keep_tokens(access="the new one", refresh="its partner", expires_at=clock.machine_now() + timedelta(days=1))
        fresh.save()

    assert late.result() == "the new one"
    assert refreshes(forges) == before


def test_two_workers_at_once_ask_the_forge_once(forges, linked):
    ends(linked, minutes=-1)
    forges.control("faults", delay_ms=400)
    before = refreshes(forges)

    with background() as start:
        both = [start(forge_token, linked.pk) for _ in range(2)]

    assert [one.result() for one in both] == [LinkedAccount.objects.get().tokens()[0]] * 2
    assert refreshes(forges) == before + 1


def test_who_looked_before_another_refreshed_takes_the_new_token(forges, linked):
    ends(linked, minutes=-1)
    looked = LinkedAccount.objects.get()
    fresh = forge_token(linked.pk)
    before = refreshes(forges)

    assert _refreshed(looked) == fresh

    assert refreshes(forges) == before


def test_a_worker_that_died_while_refreshing_holds_up_nobody_for_long(linked):
    ends(linked, minutes=-1)
    LinkedAccount.objects.update(refresh_held_until=clock.machine_now() - timedelta(seconds=1))

    assert forge_token(linked.pk) != linked.tokens()[0]


def test_who_withdraws_while_the_forge_answers_is_not_read_any_more(forges, linked):
    ends(linked, minutes=-1)
    forges.control("faults", delay_ms=600)

    with background() as start:
        late = start(forge_token, linked.pk)
        time.sleep(0.3)
        withdraw_consent(user=linked.user)

    assert isinstance(late.exception(), NoConsent)
    assert LinkedAccount.objects.get().tokens() == ("", "")


def test_a_refresh_that_the_forge_refuses_asks_the_holder_to_link_again(forges, linked):
    ends(linked, minutes=-1)
    forges.control("revoke", login="lin_zhixia")

    with pytest.raises(LinkBroken):
        forge_token(linked.pk)

    assert AuditRow.objects.get(verb="account_broken").reason == "refresh_refused"


def test_a_forge_that_is_down_is_no_reason_to_give_up_a_token_that_still_lasts(forges, linked):
    ends(linked, minutes=2)
    forges.control("faults", down=["gitee"])

    assert forge_token(linked.pk) == linked.tokens()[0]


def test_a_forge_that_is_down_leaves_an_ended_token_for_later(forges, linked):
    ends(linked, minutes=-1)
    forges.control("faults", down=["gitee"])

    with pytest.raises(ForgeUnavailable):
        forge_token(linked.pk)

    forges.control("faults")
    assert forge_token(linked.pk) != linked.tokens()[0]


def test_a_token_that_the_forge_ended_early_is_replaced(forges, linked):
    before = linked.tokens()[0]

    assert renew_token(linked.pk, before)

    assert forges.get("/gitee/api/v5/user", forge_token(linked.pk)).json()["login"] == "lin_zhixia"
    assert forge_token(linked.pk) != before


def test_who_is_refused_a_token_that_another_replaced_takes_the_new_one(forges, linked):
    before = refreshes(forges)

    assert renew_token(linked.pk, "an older one")

    assert refreshes(forges) == before


def test_without_a_refresh_token_there_is_no_other(linked):
    access = linked.tokens()[0]
    linked.keep_tokens(access=access)
    linked.save()

    assert not renew_token(linked.pk, access)
