"""One-time links: the first password, a new one, and what they end."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail

from accounts import services, tasks
from accounts.models import PasswordLink
from accounts.services.passwords import INVITATION_LASTS, make_links
from journal import clock
from journal.models import AuditRow, Work
from tests.accounts.factories import StudentFactory

pytestmark = pytest.mark.django_db

GOOD = "open-credits-demo"


@pytest.fixture
def student():
    return StudentFactory(number="2024001", user__email="lin@demo.example")


@pytest.fixture
def path(student):
    [link] = make_links([student.user], lasts=INVITATION_LASTS)
    return link.url.removeprefix("http://127.0.0.1:8000")


def set_password(client, path, password=GOOD, again=None):
    return client.post(path, {"password": password, "password_again": again or password})


def test_a_link_sets_the_first_password(client, student, path):
    assert client.get(path).status_code == 200
    response = set_password(client, path)

    assert (response.status_code, response["Location"]) == (302, "/login/")
    assert client.post("/login/", {"name": "2024001", "password": GOOD}).status_code == 302
    assert AuditRow.objects.filter(verb="password_set", about_id=str(student.user.pk)).count() == 1


def test_a_link_works_once(client, student, path):
    set_password(client, path)

    response = set_password(client, path, "another-password-9")

    assert response.status_code == 410
    student.user.refresh_from_db()
    assert student.user.check_password(GOOD)


def test_looking_at_a_link_does_not_spend_it(client, path):
    for _ in range(3):
        assert client.get(path).status_code == 200

    assert set_password(client, path).status_code == 302


def test_an_old_link_is_over(client, student, path):
    PasswordLink.objects.update(expires_at=clock.machine_now())

    assert client.get(path).status_code == 410
    assert set_password(client, path).status_code == 410


def test_a_newer_link_ends_the_older(client, student, path):
    make_links([student.user], lasts=INVITATION_LASTS)

    assert client.get(path).status_code == 410


def test_a_new_password_ends_whatever_link_is_left(client, student, path):
    make_links([student.user], lasts=INVITATION_LASTS)
    PasswordLink.objects.update(expires_at=clock.machine_now() + INVITATION_LASTS)

    set_password(client, path)

    assert not PasswordLink.objects.filter(used_at=None, expires_at__gt=clock.machine_now()).exists()


def test_a_link_of_somebody_who_left_is_over(client, student, path):
    student.user.is_active = False
    student.user.save()

    assert client.get(path).status_code == 410


def test_a_made_up_link_gets_the_answer_of_a_used_one(client, path):
    set_password(client, path)

    used, made_up = client.get(path), client.get("/password/" + "x" * 43 + "/")

    assert used.status_code == made_up.status_code == 410


def test_only_the_hash_of_a_link_is_kept(path):
    token = path.split("/")[-2]

    row = PasswordLink.objects.get()
    assert token not in str(vars(row))
    assert re.fullmatch("[0-9a-f]{64}", row.token_hash)


@pytest.mark.parametrize("weak", ["short", "password123", "1234567890"])
def test_a_weak_password_is_refused_and_the_link_stays(client, path, weak):
    assert set_password(client, path, weak).status_code == 400

    assert set_password(client, path).status_code == 302


@pytest.mark.parametrize(
    ("weak", "said"),
    [
        ("short", "密码太短，至少需要 10 个字符。"),
        ("1234567890", "这个密码太常见了。"),
        ("lin@demo.example", "密码跟 邮箱 太相似了。"),
        ("", "这个字段是必填项。"),
        ("x" * 1001, "确保该变量包含不超过 1000 字符 (目前字符数 1001)。"),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_page(client, path, weak, said):
    page = client.post(path, {"password": weak, "password_again": weak}).content.decode()

    assert f'class="message" id="id_password_error">{said}<' in page


def test_two_different_passwords_are_refused(client, path):
    assert set_password(client, path, GOOD, "open-credits-other").status_code == 400


def test_a_new_password_ends_the_other_sessions(client, student, path):
    client.force_login(student.user)

    services.set_password(token=path.split("/")[-2], password=GOOD)

    assert SESSION_KEY not in client.get("/login/").wsgi_request.session


def ask(client, name):
    return client.post("/password/reset/", {"name": name})


def work_through():
    for work in Work.objects.open():
        tasks.send_reset(work.pk)


@pytest.mark.parametrize("name", ["lin@demo.example", "2024001"])
def test_a_new_password_comes_by_mail(client, student, name):
    ask(client, name)
    work_through()

    [sent] = mail.outbox
    assert sent.to == ["lin@demo.example"]
    path = re.search(r"http://127\.0\.0\.1:8000(/password/\S+)", sent.body)[1]
    assert set_password(client, path).status_code == 302


def test_no_mail_goes_to_somebody_who_left(student):
    student.user.is_active = False
    student.user.save()

    services.send_reset(user_id=student.user.pk)

    assert mail.outbox == []


def test_the_answer_does_not_tell_whether_somebody_is_known(client, student):
    known, unknown = ask(client, "lin@demo.example"), ask(client, "nobody@demo.example")

    assert known.status_code == unknown.status_code == 200
    assert without_token(known) == without_token(unknown)
    assert Work.objects.count() == 2
    work_through()
    assert len(mail.outbox) == 1


def without_token(response):
    return re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", response.content.decode())


def test_no_secret_and_no_name_waits_in_the_queue(client, student):
    ask(client, "lin@demo.example")

    work = Work.objects.get()
    assert work.payload == {"user": student.user.pk}
    assert "lin" not in work.key


def test_mail_is_not_repeated_at_will(client, student):
    for _ in range(30):
        assert ask(client, "2024001").status_code == 200
        work_through()

    assert len(mail.outbox) == 10


def test_asking_for_mail_does_not_close_the_sign_in(client, student):
    for _ in range(12):
        ask(client, "2024001")

    assert client.post("/login/", {"name": "2024001", "password": "wrong"}).status_code == 401


def test_the_mail_is_in_the_readers_language(client, student):
    student.user.language = "en"
    student.user.save()

    ask(client, "2024001")
    work_through()

    assert mail.outbox[0].subject == "OpenCredits: set a new password"


def test_a_reset_lasts_a_day(client, student):
    ask(client, "2024001")
    work_through()

    assert PasswordLink.objects.get().expires_at - clock.machine_now() <= timedelta(hours=24)
