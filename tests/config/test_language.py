"""Language and colours: the address, what was chosen before, the university's; and nobody's guess."""

import pytest
from django.test import Client

from tests.factories import StudentFactory


@pytest.fixture
def client(db) -> Client:
    return Client()


def test_chinese_comes_first_whatever_the_browser_prefers(client):
    page = client.get("/help/", headers={"accept-language": "en-US,en;q=0.9"})

    assert '<html lang="zh-Hans"' in page.content.decode()


def test_an_address_can_ask_for_english(client):
    page = client.get("/help/?lang=en")

    assert '<html lang="en"' in page.content.decode()
    assert page.headers["Content-Language"] == "en"


def test_what_was_asked_for_is_remembered(client):
    client.get("/help/?lang=en")

    assert '<html lang="en"' in client.get("/policy/").content.decode()


def test_the_address_wins_over_what_was_remembered(client):
    client.get("/help/?lang=en")

    assert '<html lang="zh-Hans"' in client.get("/help/?lang=zh-hans").content.decode()


def test_an_unknown_language_changes_nothing(client):
    page = client.get("/help/?lang=tlh")

    assert '<html lang="zh-Hans"' in page.content.decode()
    assert "django_language" not in page.cookies


def test_the_switch_keeps_the_page_and_its_filters(client):
    page = client.get("/help/?q=PR&lang=en").content.decode()

    assert 'href="?q=PR&amp;lang=zh-hans"' in page


def test_mails_follow_the_language_that_a_person_chose(client):
    user = StudentFactory().user
    client.force_login(user)

    client.get("/help/?lang=en")

    user.refresh_from_db()
    assert user.language == "en"


def test_colours_follow_the_device_until_somebody_chooses(client):
    assert 'data-theme="system"' in client.get("/help/").content.decode()


def test_chosen_colours_show_at_once_and_are_remembered(client):
    assert 'data-theme="dark"' in client.get("/help/?theme=dark").content.decode()
    assert 'data-theme="dark"' in client.get("/policy/").content.decode()


def test_colours_that_do_not_exist_are_no_markup(client):
    page = client.get('/help/?theme="><script>').content.decode()

    assert 'data-theme="system"' in page
    assert "<script>" not in page
