"""Error pages: in the product's layout, with what to do next and a number that the logs have."""

import re

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation

from credits.portal.views import errors
from tests.factories import StudentFactory

UUID = re.compile(r"<code>[0-9a-f-]{36}</code>")


def test_an_unknown_address_says_what_to_do(db):
    page = Client().get("/nothing/here/?lang=en")

    assert page.status_code == 404
    assert "There is no such page for you" in page.content.decode()
    assert UUID.search(page.content.decode())


def test_the_reference_number_is_the_one_of_the_logs(db, caplog):
    page = Client().get("/nothing/?lang=en").content.decode()

    logged = [record.msg["request_id"] for record in caplog.records if "request_id" in record.msg]
    assert logged
    assert f"<code>{logged[0]}</code>" in page


def test_what_is_not_there_and_what_is_not_yours_look_the_same(db):
    client = Client()
    client.force_login(StudentFactory().user)

    missing, foreign = (client.get(f"/me/accounts/{number}/unlink/?lang=en") for number in (1, 999_999))

    assert missing.status_code == foreign.status_code == 404
    assert UUID.sub("", missing.content.decode()) == UUID.sub("", foreign.content.decode()).replace("999999", "1")


def test_a_form_of_another_visit_is_said_to_be_out_of_date(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(StudentFactory().user)

    page = client.post("/start/consent/?lang=en", {"collect": "on"})

    assert page.status_code == 403
    assert "This form is out of date" in page.content.decode()


def test_a_page_breaks_in_the_products_own_layout_without_asking_the_database(db):
    request = RequestFactory().get("/me/?lang=en")

    with translation.override("en"), connection.execute_wrapper(_refuse):
        page = errors.server_error(request)

    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "你没有权限"), ("en", "You may not do this")])
def test_refusals_are_in_the_readers_language(language: str, title: str):
    with translation.override(language):
        page = errors.forbidden(_request())

    assert page.status_code == 403
    assert title in page.content.decode()


def _request() -> HttpRequest:
    return RequestFactory().get("/")


def _refuse(*args: object) -> None:
    raise DatabaseError


def test_who_is_signed_in_stays_so_on_a_page_that_is_not_there(db):
    client = Client()
    client.force_login(StudentFactory(name="林知夏").user)

    page = client.get("/nothing/here/?lang=en").content.decode()

    assert "林知夏" in page
    assert 'href="/me/"' in page
    assert "Log in" not in page


@pytest.mark.parametrize(
    ("button", "page"),
    [("/me/explained/", "/me/"), ("/me/contributions/7/read/", "/me/contributions/7/"), ("/accounts/github/login/", "/home/")],
)
def test_the_address_of_a_button_leads_to_the_page_that_has_it(db, button, page):
    client = Client()
    client.force_login(StudentFactory().user)

    answer = client.get(f"{button}?lang=en")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'<a class="button primary" href="{page}">To the page with the button</a>' in answer.content.decode()
    assert UUID.search(answer.content.decode())
