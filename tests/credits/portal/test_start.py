"""First steps: each in its order, resumed where they were left."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Consent, Student
from credits.contributions.models import RepositoryLabel, Sync
from credits.policies.services import assess
from journal import clock
from tests.factories import (
    LinkedAccountFactory,
    RepositoryFactory,
    StaffFactory,
    StudentFactory,
    TermFactory,
    moment,
    policy_in_force,
    stored,
)


@pytest.fixture
def student(db, settings) -> Student:
    settings.OPENCREDITS_NOW = "2026-11-25T12:00:00+08:00"
    return StudentFactory()


@pytest.fixture
def browser(student: Student) -> Client:
    client = Client()
    client.force_login(student.user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def agreed(student: Student) -> Consent:
    return Consent.objects.create(user=student.user, kind="collect", version=1)


@pytest.fixture
def linked(student: Student, agreed: Consent):
    return LinkedAccountFactory(user=student.user)


@pytest.fixture
def read(linked) -> Sync:
    return Sync.objects.create(linked_account=linked, finished_at=clock.machine_now())


def step(browser: Client) -> str:
    return browser.get(reverse("start")).headers["Location"]


def test_consent_comes_first(browser):
    assert step(browser) == "/start/consent/"


def test_then_the_link(browser, agreed):
    assert step(browser) == "/start/link/"


def test_then_the_reading(browser, linked):
    assert step(browser) == "/start/sync/"


def test_then_the_result(browser, read):
    assert step(browser) == "/start/result/"


def test_a_consent_taken_back_begins_again(browser, read, agreed):
    agreed.withdrawn_at = clock.machine_now()
    agreed.save(update_fields=["withdrawn_at"])

    assert step(browser) == "/start/consent/"


def test_the_box_is_not_ticked_beforehand(browser):
    page = browser.get(reverse("start_consent")).content.decode()

    assert 'type="checkbox"' in page
    assert "checked" not in page


def test_without_the_tick_nothing_is_agreed(browser, student):
    page = browser.post(reverse("start_consent"), {})

    assert page.status_code == 422
    assert "Tick the box to go on." in page.content.decode()
    assert not Consent.objects.filter(user=student.user).exists()


def test_with_the_tick_it_is_agreed_once(browser, student):
    for _ in range(2):
        assert browser.post(reverse("start_consent"), {"collect": "on"}).headers["Location"] == "/start/link/"

    assert Consent.objects.standing(student.user, "collect").count() == 1


def test_the_text_can_be_kept(browser):
    file = browser.get(reverse("start_consent_text"))

    assert file.headers["Content-Disposition"] == 'attachment; filename="consent-1-en.txt"'
    assert "Private code, private repositories, private messages" in file.content.decode()


def test_no_link_is_offered_before_consent(browser):
    assert browser.get(reverse("start_link")).headers["Location"] == "/start/consent/"


def test_links_are_offered_for_the_forges_that_the_university_has(browser, agreed, settings):
    settings.GITHUB_CLIENT_ID = settings.GITHUB_CLIENT_SECRET = "x"
    settings.GITEE_CLIENT_ID = ""

    page = browser.get(reverse("start_link")).content.decode()

    assert 'action="/accounts/github/login/?process=connect"' in page
    assert "/accounts/gitee/login/" not in page
    assert "Linking is not switched on at this university." in page


def test_a_messengers_browser_is_warned_of(browser, agreed):
    page = browser.get(reverse("start_link"), headers={"user-agent": "Mozilla/5.0 MicroMessenger/8.0"}).content.decode()

    assert "You are in the browser of a messenger" in page


def test_the_result_takes_the_best_apart_and_shows_one_that_brings_nothing(browser, student, linked, read):
    policy_in_force(TermFactory())
    repository = RepositoryFactory(name="lanternfs/lantern")
    stored(linked, repository, external_id="1", title="Keep watching", worked_at=moment("2026-10-08"))
    stored(linked, repository, external_id="2", title="Smaller", changes={"source": (12, 0)}, worked_at=moment("2026-09-08"))
    stored(linked, repository, external_id="3", title="Only the lock file", changes={"lockfile": (900, 2)})
    assess(term=TermFactory())

    page = browser.get(reverse("start_result")).content.decode()

    assert "Keep watching" in page
    assert "16.000" in page
    assert "Smaller" not in page
    assert "Only the lock file" in page
    assert "no lines that count" in page.lower()


def test_before_everything_is_read_and_assessed_the_result_leads_back(browser, linked, read):
    policy_in_force(TermFactory())
    repository = RepositoryFactory()
    stored(linked, repository, external_id="1")
    assess(term=TermFactory())
    stored(linked, repository, external_id="2")

    before = browser.get(reverse("start_result"))
    assess(term=TermFactory())

    assert before.headers["Location"] == "/start/sync/"
    assert browser.get(reverse("start_result")).status_code == 200


def test_work_of_a_term_without_a_policy_does_not_keep_the_result_waiting(browser, linked, read):
    TermFactory(title={"en": "Autumn 2026"})
    stored(linked, RepositoryFactory(), title="Keep watching")

    page = browser.get(reverse("start_result")).content.decode()

    assert "1 contribution was found. It has no points yet, and this is why:" in page
    assert "For Autumn 2026 no policy is published yet" in page


def test_work_that_cools_off_is_said_to(browser, linked, read):
    policy_in_force(TermFactory())
    stored(linked, RepositoryFactory(), counted_at=moment("2026-11-20"), closed_at=moment("2026-11-20"))
    assess(term=TermFactory())

    page = browser.get(reverse("start_result")).content.decode()

    assert "cooling-off" in page
    assert "Counts from" in page


def test_the_sync_page_says_when_nothing_is_fetched_any_more(browser, linked):
    being_read = browser.get(reverse("start_sync"), headers={"hx-request": "true"}).content.decode()
    Sync.objects.create(linked_account=linked, finished_at=clock.machine_now())
    ended = browser.get(reverse("start_sync"), headers={"hx-request": "true"}).content.decode()

    assert "Your contributions are being fetched." in being_read
    assert "Your contributions are being fetched." not in ended
    assert "Everything is read." in ended


def test_somebody_without_any_work_finishes_too_and_is_shown_where_to_begin(browser, read):
    RepositoryLabel.objects.create(
        forge="github", name="lanternfs/first-steps", label="beginner", starts_at=moment("2026-01-01"), reason="kind to newcomers"
    )

    page = browser.get(reverse("start_result")).content.decode()

    assert "Nothing was found with your accounts." in page
    assert "lanternfs/first-steps" in page


def test_finishing_leads_to_the_own_page_from_then_on(browser, student, read):
    assert browser.post(reverse("start_result")).headers["Location"] == "/me/"

    student.refresh_from_db()
    assert student.started_at is not None
    assert browser.get(reverse("home")).headers["Location"] == "/me/"


def test_before_that_signing_in_leads_to_the_first_steps(browser):
    assert browser.get(reverse("home")).headers["Location"] == "/start/"


@pytest.mark.parametrize("name", ["start", "start_consent", "start_link", "start_sync", "start_result", "contributions"])
def test_students_pages_are_not_there_for_staff(client, db, name):
    client.force_login(StaffFactory().user)

    assert client.get(reverse(name)).status_code == 404


def test_a_visitor_signs_in_first_and_comes_back(client, db):
    assert client.get(reverse("start_link")).headers["Location"] == "/login/?next=/start/link/"


def test_a_link_that_broke_is_said_and_linked_again_from_there(browser, linked, settings):
    settings.GITHUB_CLIENT_ID = settings.GITHUB_CLIENT_SECRET = "a-client"
    linked.broken_at = clock.machine_now()
    linked.save()

    page = browser.get(reverse("start_link")).content.decode()

    assert "The link does not work any more" in page
    assert page.count("Reconnect") == 1
