"""`manage.py doctor`: what works, what does not, and what to do about it, before a student finds out."""

import io
import json
import smtplib
import socket
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.mail.backends import smtp
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.doctor import clocks, tokens
from credits.forges import gitee

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]


@pytest.fixture
def installation(forges, settings):
    """One to which nothing is lacking: applications at both forges, and a mail server."""
    settings.LANGUAGE_CODE = "en"
    settings.DEMO = True
    settings.GITHUB_CLIENT_ID = settings.GITHUB_CLIENT_SECRET = settings.GITEE_CLIENT_ID = settings.GITEE_CLIENT_SECRET = "x"
    return forges


@pytest.fixture
def token_file(installation, tmp_path):
    """Of a student with work of every kind at both forges."""
    path = tmp_path / "tokens"
    github, gitee_token = installation.token("github", "lin-zhixia"), installation.token("gitee", "lin_zhixia")
    path.write_text(f"github {github}\ngitee {gitee_token}\n")
    return path


def examined(**options):
    """The lines, and whether the command ended well."""
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out, **options)
    except CommandError:
        return out.getvalue().splitlines(), False
    return out.getvalue().splitlines(), True


def line(lines, part):
    [found] = [one for one in lines if one[2:].partition(": ")[0] == part]
    return found


def test_an_installation_that_lacks_nothing_is_told_so(token_file):
    lines, is_well = examined(token_file=token_file)

    assert is_well, lines
    assert [one for one in lines if one.startswith("✗")] == []
    assert sum(one.startswith(("✓ GitHub GraphQL", "✓ GitHub REST")) for one in lines) == 10
    assert sum(one.startswith("✓ Gitee GET") for one in lines) == 10


def test_the_ten_calls_only_read(token_file, installation):
    before = len(asked(installation))

    examined(token_file=token_file)

    made = asked(installation)[before:]
    assert {entry["method"] for entry in made if "graphql" not in entry["path"]} == {"GET", "HEAD"}
    assert len([entry for entry in made if entry["method"] != "HEAD"]) == 20


def asked(installation):
    lines = installation.session.get(f"{installation.base}/_sandbox/log").text.splitlines()
    return [entry for entry in map(json.loads, lines) if entry["forge"]]


def test_without_a_token_the_forges_are_reached_for_and_the_calls_left_out(installation):
    lines, is_well = examined()

    assert is_well
    assert [one for one in lines if "GitHub" in one and "--token-file" in one]
    assert [one for one in lines if one.startswith("✓ Gitee") and "answers" in one]


def test_a_token_that_is_refused_is_said_once_and_not_shown(installation, tmp_path):
    (tmp_path / "tokens").write_text("github gho_wrong\n")

    lines, is_well = examined(token_file=tmp_path / "tokens")

    assert not is_well
    assert line(lines, "GitHub GraphQL viewer") == (
        "✗ GitHub GraphQL viewer: the token is refused. → Make a new token at the forge and put it into the file."
    )
    assert "gho_wrong" not in "".join(lines)


def test_a_field_that_the_forge_no_longer_tells_is_named(installation, token_file, monkeypatch):
    told = gitee.Client.one

    def without_private(client, path, **params):
        return {name: value for name, value in told(client, path, **params).items() if name not in ("private", "internal")}

    monkeypatch.setattr(gitee.Client, "one", without_private)
    lines, is_well = examined(token_file=token_file)

    assert not is_well
    assert "no longer tells private" in line(lines, "Gitee GET /repos/{name}")


@pytest.mark.parametrize("fault", ["html", "empty", "broken"])
def test_an_answer_that_is_none_of_the_forges_is_told_apart_from_silence(installation, token_file, fault):
    installation.control("faults", faults=[{"match": "/releases", "forge": "gitee", "times": 5, "fault": fault}])

    lines, is_well = examined(token_file=token_file)

    assert not is_well
    assert "an answer that the readers cannot read" in line(lines, "Gitee GET /repos/{name}/releases")


def test_a_forge_that_is_down_is_asked_no_further(installation, token_file):
    installation.control("faults", down=["gitee"])

    lines, _ = examined(token_file=token_file)

    assert len([one for one in lines if one.startswith("✗ Gitee GET")]) == 1


class Dateless(BaseHTTPRequestHandler):
    """Answers without saying when."""

    def do_HEAD(self):
        self.send_response_only(200)
        self.end_headers()


def test_a_forge_that_does_not_say_when_it_answers_tells_no_time(installation, settings):
    with HTTPServer(("127.0.0.1", 0), Dateless) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.GITHUB_URL = settings.GITHUB_API_URL = f"http://127.0.0.1:{server.server_port}"
        lines, _ = examined()
        server.shutdown()

    assert f"✓ GitHub: {settings.GITHUB_API_URL}/user answers" in lines


def test_a_forge_that_no_way_leads_to_points_at_the_proxy(installation, settings):
    settings.GITHUB_API_URL = f"http://127.0.0.1:{free_port()}"

    lines, is_well = examined()

    assert not is_well
    assert [one for one in lines if one.startswith("✗ GitHub") and "FORGE_PROXY" in one]


def test_a_broker_that_is_down_is_said_with_what_to_do(installation, settings):
    settings.BROKER_URL = settings.REDIS_URL = f"redis://:secret-word@127.0.0.1:{free_port()}/0"

    lines, is_well = examined()

    assert not is_well
    assert line(lines, "Broker").endswith("→ Start it, or mend REDIS_URL.")
    assert "secret-word" not in "".join(lines)


def test_a_migration_that_is_missing_is_named(installation):
    MigrationRecorder.Migration.objects.filter(app="credits_messages").delete()

    lines, is_well = examined()

    assert not is_well
    assert line(lines, "Migrations").endswith("→ Run: manage.py migrate")


def test_a_role_that_could_lift_the_ledgers_triggers_is_told_of(installation):
    lines, is_well = examined()

    assert is_well
    told = [one for one in lines if "owns the ledger's table" in one]
    assert len(told) == (connection.vendor == "postgresql")


class RefusesTheSender(smtp.EmailBackend):
    """The far end of SMTP."""

    def open(self):
        self.connection = self
        return True

    def close(self):
        """Nothing to close."""

    def ehlo_or_helo_if_needed(self):
        """Nobody to greet."""

    def mail(self, _sender):
        return 553, b"not your address"


class RefusesTheSignIn(RefusesTheSender):
    def open(self):
        raise smtplib.SMTPAuthenticationError(535, b"wrong password")


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("RefusesTheSender", "553 not your address"),
        ("RefusesTheSignIn", "535 wrong password → Mend user and password in EMAIL_URL."),
    ],
)
def test_a_mail_server_that_refuses_is_quoted(installation, settings, backend, said):
    settings.EMAIL_BACKEND = f"tests.config.test_doctor.{backend}"

    lines, is_well = examined()

    assert not is_well
    assert said in line(lines, "Mail")


def test_mail_that_goes_to_files_is_trouble_outside_the_demo(installation, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", "/nowhere"
    assert line(examined()[0], "Mail").startswith("✓")

    settings.DEMO = False

    assert line(examined()[0], "Mail").startswith("✗")


@pytest.mark.parametrize(
    ("address", "hosts", "remedy"),
    [
        ("credits.example.edu", ["credits.example.edu"], "https://credits.example.edu"),
        ("https://example.edu/credits", ["example.edu"], "nothing behind"),
        ("http://credits.example.edu", ["credits.example.edu"], "TLS proxy"),
        ("https://credits.example.edu", ["other.example.edu"], "ALLOWED_HOSTS"),
        ("https://credits.example.edu", ["*"], "CSRF_TRUSTED_ORIGINS"),
    ],
)
def test_an_address_to_which_no_callback_can_come_is_refused(installation, settings, address, hosts, remedy):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = address, hosts

    lines, is_well = examined()

    assert not is_well
    assert remedy in line(lines, "PUBLIC_URL")


def test_a_good_address_names_the_callbacks_to_register(installation, settings):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://credits.example.edu", ["credits.example.edu"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://credits.example.edu"]

    lines, is_well = examined()

    assert is_well
    assert "https://credits.example.edu/accounts/gitee/login/callback/" in line(lines, "Linking Gitee")


@pytest.mark.parametrize(("seconds", "sign"), [(60, "✓"), (61, "✗"), (-60, "✓"), (-61, "✗")])
def test_a_clock_more_than_a_minute_from_the_forges_is_trouble(settings, seconds, sign):
    settings.OPENCREDITS_NOW = ""
    theirs = datetime(2026, 11, 25, 8, tzinfo=UTC)

    [finding] = clocks.examine([(theirs, theirs + timedelta(seconds=seconds))])

    assert finding.state == sign


def test_a_file_of_the_universitys_clock_that_is_not_there_is_trouble(installation, settings):
    settings.OPENCREDITS_NOW = "@/nowhere/now"

    assert line(examined()[0], "University's clock").startswith("✗")


def test_one_run_speaks_one_language(installation, settings):
    settings.LANGUAGE_CODE = "zh-hans"

    lines, _ = examined()

    assert lines[0].startswith("✓ 数据库")
    assert [one for one in lines if "answers" in one or "Linking" in one] == []


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("github gho_a\n\ngitee b1\n", {"github": "gho_a", "gitee": "b1"}),
        ("GITHUB_TOKEN=gho_a\nGITEE_TOKEN=b1", {"github": "gho_a", "gitee": "b1"}),
        ("# the university's\ngitee: b1", {"gitee": "b1"}),
        ("github_pat_a", {"github": "github_pat_a"}),
        ("b1\n", {"gitee": "b1"}),
    ],
)
def test_a_file_of_tokens_names_the_forge_or_lets_the_token_say_it(tmp_path, text, held):
    (tmp_path / "tokens").write_text(text)

    assert tokens.read(tmp_path / "tokens") == held


@pytest.mark.parametrize(("text", "said"), [("github a b", "line 1"), ("", "holds no token")])
def test_a_file_that_holds_something_else_is_refused_without_repeating_it(tmp_path, settings, text, said):
    settings.LANGUAGE_CODE = "en"
    (tmp_path / "tokens").write_text(text)

    with pytest.raises(CommandError, match=said) as refused:
        call_command("doctor", token_file=tmp_path / "tokens")

    assert "a b" not in str(refused.value)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
