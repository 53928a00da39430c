"""Forge tokens at rest: unreadable without a key that fits, useless in another row."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import LinkedAccount
from accounts.tokens import Unreadable, opened, sealed
from tests.accounts.factories import LinkedAccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def stored(linked: LinkedAccount) -> str:
    """The column as somebody with a dump sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token || refresh_token FROM accounts_linkedaccount WHERE id = %s", [linked.pk])
        return str(cursor.fetchone()[0])


def test_the_database_never_sees_a_token():
    linked = LinkedAccountFactory(access="gho_secret", refresh="ghr_secret")

    assert "secret" not in stored(linked)
    assert LinkedAccount.objects.get().tokens() == ("gho_secret", "ghr_secret")


def test_a_plain_token_is_refused_before_it_reaches_the_database():
    linked = LinkedAccountFactory()
    linked.access_token = "gho_secret"

    with pytest.raises(ValueError, match="sealed"):
        linked.save()


def test_with_a_wrong_key_a_token_cannot_be_read_and_it_says_so(settings):
    LinkedAccountFactory()
    settings.TOKEN_KEYS = [NEW]

    with pytest.raises(Unreadable, match="No key in TOKEN_KEYS fits"):
        LinkedAccount.objects.get().tokens()


def test_a_token_copied_to_another_account_is_no_use():
    mine, theirs = LinkedAccountFactory(), LinkedAccountFactory()
    mine.access_token = theirs.access_token

    with pytest.raises(Unreadable, match="belongs to another account"):
        mine.tokens()


def test_a_refresh_token_is_no_access_token():
    linked = LinkedAccountFactory(refresh="ghr_secret")
    linked.access_token = linked.refresh_token

    with pytest.raises(Unreadable):
        linked.tokens()


@pytest.mark.parametrize("look_up", ["access_token", "access_token__contains", "refresh_token__in"])
def test_a_token_cannot_be_looked_up(look_up):
    with pytest.raises(FieldError, match="cannot be looked up"):
        LinkedAccount.objects.filter(**{look_up: "gho_secret"}).exists()


def test_an_old_key_still_reads_and_the_newest_one_writes(settings):
    settings.TOKEN_KEYS = [OLD]
    old = sealed("gho_secret", belongs_to="github:1")
    settings.TOKEN_KEYS = [NEW, OLD]
    new = sealed("gho_secret", belongs_to="github:1")

    assert opened(old, belongs_to="github:1") == "gho_secret"
    settings.TOKEN_KEYS = [NEW]
    assert opened(new, belongs_to="github:1") == "gho_secret"


def test_after_rotating_the_old_key_can_go(settings, capsys):
    settings.TOKEN_KEYS = [OLD]
    LinkedAccountFactory(access="gho_secret", refresh="ghr_secret")
    settings.TOKEN_KEYS = [NEW, OLD]

    call_command("rotate_tokens")

    settings.TOKEN_KEYS = [NEW]
    assert LinkedAccount.objects.get().tokens() == ("gho_secret", "ghr_secret")
    assert capsys.readouterr().out == "The tokens of 1 accounts are under the first key now\n"


def test_rotating_without_the_key_that_fits_names_the_account(settings):
    settings.TOKEN_KEYS = [OLD]
    LinkedAccountFactory(external_id="77")
    settings.TOKEN_KEYS = [NEW]

    with pytest.raises(CommandError, match="github:77"):
        call_command("rotate_tokens")
