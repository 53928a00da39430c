"""`/login/` and `/logout/`: who gets in, who does not, and how often it may be tried."""

import re
import threading
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.urls import reverse

from accounts import services
from accounts.errors import LockedOut, WrongNameOrPassword
from accounts.models import FailedSignIn
from journal import clock
from tests.accounts.factories import StaffFactory, StudentFactory

pytestmark = pytest.mark.django_db

PASSWORD = "open-credits-demo"


@pytest.fixture(autouse=True)
def _fast_hashes(settings):
    """Hashing is slow on purpose, and here it is done some thousand times; test_passwords.py has the real one."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def student():
    return StudentFactory(number="S2024001", user__email="lin@demo.example", user__with_password=True)


def sign_in(client, name="lin@demo.example", password=PASSWORD, **more):
    return client.post("/login/", {"name": name, "password": password, **more})


@pytest.mark.parametrize("name", ["lin@demo.example", "LIN@Demo.Example", " S2024001 ", "s2024001", "Ｓ２０２４００１"])
def test_a_student_signs_in_with_address_or_number(client, student, name):
    response = sign_in(client, name)

    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    assert client.session[SESSION_KEY] == str(student.user.pk)


def test_staff_sign_in_with_their_number(client):
    staff = StaffFactory(number="T1", user__with_password=True)

    sign_in(client, "T1")

    assert client.session[SESSION_KEY] == str(staff.user.pk)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("lin@demo.example", "wrong"),
        ("lin@demo.example", ""),
        ("lin@demo.example", "null"),
        ("lin@demo.example", ["open", "credits"]),
        ("", PASSWORD),
        ("nobody@demo.example", PASSWORD),
    ],
)
def test_a_wrong_secret_lets_nobody_in(client, student, name, password):
    response = sign_in(client, name, password)

    assert response.status_code == 401
    assert SESSION_KEY not in client.session


def test_the_name_that_was_typed_survives_a_wrong_password(client, student):
    page = sign_in(client, "lin@demo.example", "wrong-secret").content.decode()

    assert 'value="lin@demo.example"' in page
    assert "wrong-secret" not in page


def test_what_is_wrong_stands_above_the_form_and_leads_to_its_field(client):
    page = sign_in(client, "lin@demo.example", "").content.decode()

    assert '<a href="#id_password" autofocus>密码</a> 这个字段是必填项。' in page


def test_an_unknown_name_gets_the_very_answer_of_a_wrong_password(client, student):
    unknown = sign_in(client, "nobody@demo.example")
    wrong = sign_in(client, "lin@demo.example", "wrong")

    assert said(unknown) == said(wrong)
    assert unknown.status_code == wrong.status_code


def said(response):
    return response.context["said"]


def test_an_unknown_name_costs_one_hash_like_a_wrong_password(student, settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.hashers.Counting"]
    from tests.accounts.hashers import Counting

    student.user.set_password(PASSWORD)
    student.user.save()
    counts = []
    for name in ("lin@demo.example", "nobody@demo.example"):
        Counting.runs = 0
        with pytest.raises(WrongNameOrPassword):
            services.sign_in(name=name, password="wrong", address="192.0.2.1")
        counts.append(Counting.runs)

    assert counts == [1, 1]


def test_somebody_who_left_is_not_let_in(client, student):
    student.user.is_active = False
    student.user.save()

    assert sign_in(client).status_code == 401


def test_somebody_without_a_password_is_not_let_in(client):
    StudentFactory(number="2024009")

    assert sign_in(client, "2024009", "!").status_code == 401


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "me/", "///x"],
)
def test_after_sign_in_nobody_is_sent_elsewhere(client, student, elsewhere):
    response = sign_in(client, next=elsewhere)

    assert response["Location"] == reverse("home")


def test_after_sign_in_people_land_where_they_wanted_to_go(client, student):
    page = client.get("/login/", {"next": "/me/contributions/?state=counted"})
    assert 'name="next" value="/me/contributions/?state=counted"' in page.content.decode()

    response = sign_in(client, next="/me/contributions/?state=counted")

    assert response["Location"] == "/me/contributions/?state=counted"


def test_the_session_gets_a_new_key_at_sign_in(client, student):
    client.get("/login/")
    client.session["planted"] = "1"
    client.session.save()
    before = client.session.session_key

    sign_in(client)

    assert client.session.session_key != before


def test_signing_in_needs_the_form_of_our_own_page(student):
    from django.test import Client

    response = sign_in(Client(enforce_csrf_checks=True))

    assert response.status_code == 403


def test_signing_out_ends_the_session_and_is_no_link(client, student):
    sign_in(client)

    assert client.get("/logout/").status_code == 405
    client.post("/logout/")

    assert SESSION_KEY not in client.session


def test_ten_wrong_passwords_close_the_name_for_a_while(client, student):
    for _ in range(10):
        assert sign_in(client, password="wrong").status_code == 401

    response = sign_in(client)

    assert response.status_code == 429
    assert response.context["until"] > clock.machine_now() + timedelta(minutes=14)
    assert re.search(r"<code>[0-9a-f-]{36}</code>", response.content.decode())
    assert SESSION_KEY not in client.session


def test_an_unknown_name_closes_in_the_same_way(client):
    for _ in range(10):
        sign_in(client, "nobody@demo.example")

    assert sign_in(client, "nobody@demo.example").status_code == 429


def test_another_way_to_write_the_name_is_no_way_around(client, student):
    for _ in range(10):
        sign_in(client, "s2024001", "wrong")

    assert sign_in(client, "Ｓ２０２４００１").status_code == 429


def test_the_name_opens_again_after_a_quarter_of_an_hour(client, student):
    for _ in range(10):
        sign_in(client, password="wrong")
    FailedSignIn.objects.update(at=clock.machine_now() - timedelta(minutes=15, seconds=1))

    assert sign_in(client).status_code == 302


def test_it_says_when_it_opens_again(client, student):
    began = clock.machine_now()
    for _ in range(10):
        sign_in(client, password="wrong")

    until = sign_in(client).context["until"]

    assert began + timedelta(minutes=15) <= until <= clock.machine_now() + timedelta(minutes=15)


def test_what_both_a_name_and_an_address_tried_long_ago_is_no_reason(client, student):
    sign_in(client, password="wrong")
    tried = FailedSignIn.objects.get()
    before = clock.machine_now() - timedelta(minutes=15, seconds=1)
    rows = [FailedSignIn(name_hash=tried.name_hash, address_hash=tried.address_hash) for _ in range(100)]
    FailedSignIn.objects.bulk_create(rows)
    FailedSignIn.objects.update(at=before)

    assert sign_in(client).status_code == 302


def test_knocking_while_it_is_closed_does_not_keep_it_closed(client, student):
    for _ in range(15):
        sign_in(client, password="wrong")

    assert FailedSignIn.objects.count() == 10


def test_a_right_password_forgets_the_wrong_ones(client, student):
    for _ in range(9):
        sign_in(client, password="wrong")
    sign_in(client)

    assert sign_in(client, password="wrong").status_code == 401


def test_one_address_may_not_try_many_names(student):
    for n in range(100):
        with pytest.raises(WrongNameOrPassword):
            services.sign_in(name=f"nobody{n}", password="x", address="192.0.2.1")

    with pytest.raises(LockedOut):
        services.sign_in(name="lin@demo.example", password=PASSWORD, address="192.0.2.1")
    assert services.sign_in(name="lin@demo.example", password=PASSWORD, address="192.0.2.2") == student.user


def test_the_table_of_failures_tells_no_names_and_is_forgotten_in_a_day(client):
    sign_in(client, "nobody@demo.example")
    row = FailedSignIn.objects.get()
    assert "nobody" not in str(vars(row))
    FailedSignIn.objects.update(at=clock.machine_now() - timedelta(hours=24, seconds=1))

    sign_in(client, "somebody@demo.example")

    assert not FailedSignIn.objects.filter(pk=row.pk).exists()


def test_without_our_secret_nobody_finds_a_name_in_the_table(client, settings):
    sign_in(client, "nobody@demo.example")
    settings.SECRET_KEY = "another one, as long as the first one was, of fifty signs"
    sign_in(client, "nobody@demo.example")

    assert FailedSignIn.objects.values("name_hash").distinct().count() == 2


def test_who_leaves_the_university_is_signed_out_at_once(client, student):
    sign_in(client)
    assert client.get("/home/").status_code == 302

    student.user.is_active = False
    student.user.save()

    assert client.get("/home/")["Location"].startswith("/login/")


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_all_count():
    for _ in range(8):
        with pytest.raises(WrongNameOrPassword):
            services.sign_in(name="nobody", password="x", address="192.0.2.1")
    outcomes = []
    together = threading.Barrier(6)

    def try_once():
        together.wait()
        try:
            services.sign_in(name="nobody", password="x", address="192.0.2.1")
        except (WrongNameOrPassword, LockedOut) as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(WrongNameOrPassword) <= 2


def test_behind_the_proxy_the_address_is_the_one_that_the_proxy_wrote(rf, settings):
    from accounts.addresses import client_address

    request = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7", REMOTE_ADDR="127.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert client_address(request) == "127.0.0.1"

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client_address(request) == "198.51.100.7"


@pytest.mark.parametrize("address", ["/accounts/", "/accounts/signup/", "/accounts/login/", "/accounts/password/reset/", "/accounts/3rdparty/",
                                     "/accounts/social/connections/", "/accounts/email/", "/accounts/github/", "/signup/"])  # fmt: skip
def test_no_other_page_of_allauth_has_an_address(client, address):
    assert client.get(address).status_code == 404
