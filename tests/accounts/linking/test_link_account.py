"""`manage.py link_account`: a token from outside is proved before it links."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import Consent, LinkedAccount
from accounts.services import forge_token
from tests.accounts.factories import LinkedAccountFactory, StudentFactory
from tests.accounts.linking.conftest import LOGINS, NUMBERS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def token_file(tmp_path):
    def write(text):
        path = tmp_path / "token"
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize("forge", ["github", "gitee"])
def test_a_token_links_the_account_that_it_speaks_for(forges, token_file, capsys, forge):
    student = StudentFactory(number="2024010001")
    token = forges.token(forge, LOGINS[forge])

    call_command("link_account", "2024010001", forge, token_file=token_file(f"{token}\n"))

    linked = LinkedAccount.objects.get()
    assert (linked.user, linked.account) == (student.user, f"{forge}:{NUMBERS[forge]}")
    assert Consent.objects.standing(student.user, "collect").exists()
    assert forge_token(linked.pk) == token
    assert token not in capsys.readouterr().out


def test_a_token_that_the_forge_does_not_take_links_nothing(forges, token_file):
    StudentFactory(number="2024010001")

    with pytest.raises(CommandError, match=r"GitHub does not take the token in .*token: it is wrong"):
        call_command("link_account", "2024010001", "github", token_file=token_file("gho_wrong"))

    assert not LinkedAccount.objects.exists()


def test_an_account_of_somebody_else_stays_theirs(forges, token_file):
    StudentFactory(number="2024010001")
    held = LinkedAccountFactory(external_id=NUMBERS["github"])

    with pytest.raises(CommandError, match="already linked to another person"):
        call_command("link_account", "2024010001", "github", token_file=token_file(forges.token("github", LOGINS["github"])))

    assert LinkedAccount.objects.get().user == held.user


@pytest.mark.parametrize("text", ["", "two words", "zwei\nZeilen", "中文"])
def test_a_file_without_one_token_is_refused(forges, token_file, text):
    StudentFactory(number="2024010001")

    with pytest.raises(CommandError, match="one token"):
        call_command("link_account", "2024010001", "github", token_file=token_file(text))


def test_an_unknown_student_is_named(token_file):
    with pytest.raises(CommandError, match="No student has the number 9"):
        call_command("link_account", "9", "github", token_file=token_file("gho_x"))
