"""`manage.py invite` and `manage.py create_operator`: how people come to their first password."""

import csv
import io
import stat
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from accounts.models import PasswordLink, StaffRole
from journal import clock
from journal.models import AuditRow
from tests.accounts.factories import StaffFactory, StudentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]


@pytest.fixture
def invite(tmp_path):
    """Runs the command and gives the rows of its file."""

    def invite(**options):
        call_command("invite", out=str(tmp_path / "links.csv"), stdout=io.StringIO(), stderr=io.StringIO(), **options)
        return list(csv.DictReader((tmp_path / "links.csv").open(encoding="utf-8", newline="")))

    return invite


def test_everybody_without_a_password_gets_a_link_that_works(invite, client):
    StudentFactory(number="2024001", user__email="lin@demo.example")
    StaffFactory(number="T1")
    StudentFactory(number="2024002", user__with_password=True)

    rows = invite()

    assert [row["number"] for row in rows] == ["2024001", "T1"]
    assert client.get(rows[0]["link"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert mail.outbox[0].to == ["lin@demo.example"]
    assert rows[0]["link"] in mail.outbox[0].body


def test_who_was_invited_is_not_invited_again_unless_all_are(invite, client):
    StudentFactory()
    [first] = invite()

    assert invite() == []
    [again] = invite(all=True)

    assert again["link"] != first["link"]
    assert client.get(first["link"].removeprefix("http://127.0.0.1:8000")).status_code == 410


def test_an_invitation_lasts_two_weeks(invite):
    StudentFactory()
    began = clock.machine_now().replace(microsecond=0)

    [row] = invite()

    assert began + timedelta(days=14) <= datetime.fromisoformat(row["expires_at"]) <= clock.machine_now() + timedelta(days=14)


def test_the_file_is_its_owners_alone(invite, tmp_path):
    StudentFactory()

    invite()

    assert stat.S_IMODE((tmp_path / "links.csv").stat().st_mode) == 0o600


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(invite):
    StudentFactory(name="=HYPERLINK(1)")

    [row] = invite()

    assert row["name"] == "'=HYPERLINK(1)"


class RefusesOne(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["one@demo.example"]:
            raise SMTPServerDisconnected
        return super().send_messages(messages)


def test_a_mail_that_is_refused_keeps_nobody_else_from_theirs(invite, settings):
    StudentFactory(user__email="one@demo.example")
    StudentFactory(user__email="two@demo.example")
    settings.EMAIL_BACKEND = "tests.accounts.test_invite.RefusesOne"

    with pytest.raises(CommandError, match="1 mails were refused"):
        invite()

    assert [one.to for one in mail.outbox] == [["two@demo.example"]]


def test_the_first_operator_gets_a_link_and_the_role(client):
    out = io.StringIO()

    call_command("create_operator", "Ops@Demo.Example", stdout=out, stderr=io.StringIO())

    path = out.getvalue().strip().removeprefix("http://127.0.0.1:8000")
    client.post(path, {"password": "open-credits-demo", "password_again": "open-credits-demo"})
    assert client.post("/login/", {"name": "ops@demo.example", "password": "open-credits-demo"}).status_code == 302
    assert [one.role for one in StaffRole.objects.all()] == ["operator"]


def test_an_operator_who_lost_the_link_gets_another():
    links = []
    for _ in range(2):
        out = io.StringIO()
        call_command("create_operator", "ops@demo.example", stdout=out, stderr=io.StringIO())
        links.append(out.getvalue())

    assert links[0] != links[1]
    assert StaffRole.objects.count() == 1


@pytest.mark.parametrize(("email", "said"), [("nobody", "no e-mail address"), ("lin@demo.example", "This address is a student's.")])
def test_an_address_that_cannot_be_an_operators_is_refused(email, said):
    StudentFactory(user__email="lin@demo.example")

    with pytest.raises(CommandError, match=said):
        call_command("create_operator", email)


def test_somebody_of_another_role_does_not_become_an_operator():
    staff = StaffFactory(number="T1", role="reviewer", user__email="chen@demo.example")

    with pytest.raises(CommandError, match="Roles are given by the roster"):
        call_command("create_operator", "chen@demo.example")

    assert [one.role for one in staff.roles.all()] == ["reviewer"]
    assert not PasswordLink.objects.exists()


def test_each_link_of_an_operator_leaves_a_trace():
    for _ in range(2):
        call_command("create_operator", "ops@demo.example", stdout=io.StringIO(), stderr=io.StringIO())

    verbs = list(AuditRow.objects.values_list("verb", flat=True))
    assert verbs == ["operator_created", "operator_link_made", "operator_link_made"]
