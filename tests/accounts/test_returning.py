"""A session that ends under somebody's hands: they come back to their page, and what they had entered is there."""

import time

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from config import urls
from tests.accounts.factories import StudentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.test_returning")]

HERE = "http://testserver"
REASON = "评审意见：no test for the empty file, see <line 3>"
PAGE = '<form method="post"><textarea name="reason">{{ typed.reason }}</textarea></form>{% for said in messages %}{{ said }}{% endfor %}'


@login_required
def review(request, pk):
    """A page with a form, as the staff's are; what is too short is shown again."""
    if request.method == "POST" and len(request.POST["reason"]) > 5:
        return HttpResponse("taken")
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


@require_POST
@login_required
def decide(request, pk):
    """Only takes what is sent, and shows a refusal at its own address."""
    return review(request, pk)


urlpatterns = [*urls.urlpatterns, path("reviews/<int:pk>/", review), path("reviews/<int:pk>/decide/", decide)]
handler403, handler404 = urls.handler403, urls.handler404


@pytest.fixture
def student():
    return StudentFactory(number="2024001", user__with_password=True)


@pytest.fixture
def browser(student):
    """Signed in, with the page before it; then the session ends."""
    browser = Client()
    browser.force_login(student.user)
    browser.cookies["django_language"] = "en"
    browser.get("/reviews/7/")
    Session.objects.all().delete()
    return browser


def send(browser, to, *, page=None, **fields):
    """What a browser does when a button on `page` is pressed."""
    return browser.post(to, fields, headers={"Referer": HERE + page} if page else {})


def log_in(browser, asked, number="2024001"):
    """Through the sign-in page, to wherever it leads."""
    where = browser.get(asked["Location"]).context["next"]
    return browser.post("/login/", {"name": number, "password": "open-credits-demo", "next": where})["Location"]


@pytest.mark.parametrize(
    ("button", "page", "back"),
    [
        ("/me/contributions/7/read/", "/me/contributions/7/", "/me/contributions/7/"),
        ("/me/contributions/7/read/", "/me/contributions/7/?lang=en", "/me/contributions/7/?lang=en"),
        ("/me/contributions/7/read/", None, "/me/contributions/7/"),
        ("/me/explained/", None, "/me/"),
        ("/me/sync/", "/me/", "/me/"),
        ("/accounts/github/login/?process=connect", "/start/link/", "/start/link/"),
        ("/accounts/github/login/?process=connect", None, "/home/"),
        ("/start/consent/", "/start/consent/", "/start/consent/"),
        ("/reviews/7/decide/", "/reviews/7/decide/", "/reviews/7/"),
    ],
)
def test_after_a_button_and_the_sign_in_people_are_on_the_buttons_page(browser, button, page, back):
    assert log_in(browser, send(browser, button, page=page)) == back


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/me/", "https://evil.example//testserver/", "http://testserver//evil.example/"]
)
def test_nobody_is_sent_to_the_page_of_another_site(browser, elsewhere):
    asked = browser.post("/me/sync/", headers={"Referer": elsewhere})

    assert log_in(browser, asked) in {"/me/", "/home/"}


def test_a_page_that_is_only_read_is_come_back_to_as_ever(browser):
    assert log_in(browser, browser.get("/me/contributions/?state=counted")) == "/me/contributions/?state=counted"


def test_a_reason_stands_in_the_form_again_after_the_sign_in(browser):
    asked = send(browser, "/reviews/7/decide/", page="/reviews/7/?lang=en", reason=REASON)
    assert "What you entered is kept" in browser.get(asked["Location"]).content.decode()

    page = browser.get(log_in(browser, asked)).content.decode()

    assert f"{REASON.replace('<', '&lt;').replace('>', '&gt;')}</textarea>" in page
    assert "What you had entered stands in the form again." in page


def test_a_tick_that_was_set_is_set_again(browser):
    asked = send(browser, "/start/consent/", page="/start/consent/", collect="on")

    page = browser.get(log_in(browser, asked)).content.decode()

    assert 'name="collect" checked' in page


def test_nothing_waits_any_more_once_it_was_sent(browser):
    log_in(browser, send(browser, "/reviews/7/decide/", page="/reviews/7/", reason=REASON))

    assert send(browser, "/reviews/7/decide/", page="/reviews/7/", reason=REASON).content == b"taken"

    assert "评审" not in browser.get("/reviews/7/").content.decode()


def test_two_windows_keep_what_stood_in_each(browser):
    send(browser, "/reviews/8/decide/", page="/reviews/8/", reason="eight is too small")

    log_in(browser, send(browser, "/reviews/7/decide/", page="/reviews/7/", reason="seven has no test"))

    assert "seven has no test" in browser.get("/reviews/7/").content.decode()
    assert "eight is too small" in browser.get("/reviews/8/").content.decode()
    assert '<textarea name="reason"></textarea>' in browser.get("/reviews/9/").content.decode()


def test_what_stood_in_the_five_latest_windows_is_kept(browser):
    for number in range(1, 7):
        send(browser, f"/reviews/{number}/decide/", page=f"/reviews/{number}/", reason=f"reason {number}")

    assert list(browser.session["typed"]) == [f"/reviews/{number}/" for number in range(2, 7)]


def test_what_is_longer_than_any_form_of_ours_is_not_kept(browser):
    asked = send(browser, "/reviews/7/decide/", page="/reviews/7/", reason="x" * 200_001)

    assert "What you entered is kept" not in browser.get(asked["Location"]).content.decode()
    assert "typed" not in browser.session


def test_somebody_else_at_the_same_browser_is_not_shown_it(browser):
    StudentFactory(number="2024002", user__with_password=True)
    asked = send(browser, "/reviews/7/decide/", page="/reviews/7/", reason=REASON)

    page = browser.get(log_in(browser, asked, "2024002")).content.decode()

    assert "评审" not in page


def test_from_a_browser_in_which_nobody_was_signed_in_nothing_is_kept(student):
    asked = send(Client(), "/reviews/7/decide/", page="/reviews/7/", reason=REASON)

    assert asked["Location"] == "/login/?next=/reviews/7/"
    assert not Session.objects.exists()


def test_a_password_is_never_kept(browser):
    send(browser, "/reviews/7/decide/", page="/reviews/7/", password_again="open-credits-demo")

    assert not Session.objects.exists()


def test_it_is_sealed_in_the_session(browser):
    send(browser, "/reviews/7/decide/", page="/reviews/7/", reason=REASON)

    assert "no+test" not in str(Session.objects.get().get_decoded())


def test_an_hour_later_it_is_gone(browser, student, settings):
    log_in(browser, send(browser, "/reviews/7/decide/", page="/reviews/7/", reason=REASON))
    session = browser.session
    held = Fernet(settings.TOKEN_KEYS[0]).decrypt(session["typed"]["/reviews/7/"])
    old = Fernet(settings.TOKEN_KEYS[0]).encrypt_at_time(held, int(time.time()) - 3601)
    session["typed"] = {"/reviews/7/": old.decode()}
    session.save()

    assert "评审" not in browser.get("/reviews/7/").content.decode()


def test_what_a_refused_form_held_stands_in_it_again(browser, student):
    browser.force_login(student.user)

    assert ">short</textarea>" in send(browser, "/reviews/7/", page="/reviews/7/", reason="short").content.decode()


def test_a_form_from_before_the_sign_in_in_another_window_loses_nothing(student):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(student.user)
    browser.cookies["django_language"] = "en"

    refused = send(browser, "/reviews/7/decide/", page="/reviews/7/", reason=REASON)

    assert refused.status_code == 403
    assert 'href="/reviews/7/">Back to the form' in refused.content.decode()
    assert "评审" in browser.get("/reviews/7/").content.decode()


def test_what_another_site_sends_is_put_into_no_form(student):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(student.user)

    refused = browser.post("/reviews/7/decide/", {"reason": REASON}, headers={"Referer": "https://evil.example/reviews/7/"})

    assert refused.status_code == 403
    assert "评审" not in browser.get("/reviews/7/").content.decode()
