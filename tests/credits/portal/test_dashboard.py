"""A student's own page, with the figures that the assessments stored."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import Consent
from credits.contributions.models import Sync
from credits.policies.services import assess
from credits.portal.reading.dashboard import dashboard
from journal import clock
from tests.credits.portal.conftest import October
from tests.factories import RepositoryFactory, StaffFactory, StudentFactory, TermFactory, moment, policy_in_force, stored


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def text(page: bytes) -> str:
    """The words of a page, blanks made one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.decode()))


def test_points_and_credit_are_those_of_the_assessment(october: October):
    board = dashboard(october.student)

    # 4.0 × the cube root of 61 lines; 15 points are the first step.
    assert board.credits.milli_points == 15_744
    assert board.credits.estimate == 50
    assert board.credits.counted == 3


def test_the_title_says_how_far_the_next_step_is(october: October):
    assert dashboard(october.student).credits.title == "24.3 more points bring another 0.5 credits"


def test_below_the_first_step_no_credit_is_called_another(october: October):
    october.student.assessments.update(milli_points=9_000, credit_hundredths=0, to_next_tier=6_000)

    assert dashboard(october.student).credits.title == "6.0 more points bring 0.5 credits"


def test_the_way_to_the_next_step_is_the_one_that_scoring_stored(october: October):
    october.student.assessments.update(milli_points=9_000, credit_hundredths=0, to_next_tier=31_000)

    assert dashboard(october.student).credits.title == "31.0 more points bring 1.0 credits"


def test_at_the_top_there_is_no_next_step(october: October):
    october.student.assessments.update(milli_points=120_000, credit_hundredths=200, to_next_tier=None)

    board = dashboard(october.student)

    assert board.credits.title == "You have reached this term's highest step"
    assert [name for name, _ in board.credits.marks] == ["Term cap"]


def test_days_are_the_universitys(october: October):
    stored(october.linked, october.first.repository, external_id="9", worked_at=moment("2026-10-31T16:30:00"))
    assess(term=TermFactory())

    days = dashboard(october.student).days

    # 00:30 in Beijing on 1 November.
    assert ("2026-11", 1) in [(month, count) for month, count, _ in days.chart.by_month]
    assert days.title == "4 days with points in the last 12 months, most in October"


def test_points_by_repository_add_up_to_the_term(october: October):
    other = RepositoryFactory(name="tidewater-db/tidewater")
    stored(october.linked, other, external_id="9", worked_at=moment("2026-09-15"), counted_at=moment("2026-09-16"))
    assess(term=TermFactory())

    board = dashboard(october.student)

    assert sum(bar.milli_points for bar in board.places.bars) == board.credits.milli_points == 31_744
    assert board.places.title == "31.7 points this term, mostly from 1 repository"


def test_nothing_to_do_is_said(signed_in, october: October):
    Consent.objects.create(user=october.student.user, kind="collect", version=1)

    assert "Nothing to do at the moment" in text(signed_in.get(reverse("me")).content)


def test_a_missing_consent_and_a_broken_link_come_first(signed_in, october: October):
    october.linked.broken_at = clock.machine_now()
    october.linked.save(update_fields=["broken_at"])
    Sync.objects.create(linked_account=october.linked, finished_at=moment("2026-11-22T19:10:00"))

    page = text(signed_in.get(reverse("me")).content)

    assert "Needs you 2 Your consent is missing" in page
    assert "GitHub authorisation is not valid any more , no new contributions are read Data as of Nov 23, 03:10 Reconnect" in page


def test_before_the_first_reading_there_is_only_the_next_step(client, db, settings):
    settings.OPENCREDITS_NOW = "2026-11-25T12:00:00+08:00"
    policy_in_force(TermFactory())
    client.force_login(StudentFactory().user)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("me")).content.decode()

    assert 'href="/start/"' in page
    assert 'class="credit-bar"' not in page


def test_claiming_says_why_it_cannot_be_done_yet(signed_in, october: October):
    page = signed_in.get(reverse("me")).content.decode()

    assert 'disabled aria-describedby="why-not"' in page
    assert "No round of claims is open yet." in page


def test_the_explanation_of_the_first_visit_goes_for_good(signed_in, october: October):
    assert "Do not show this again" in signed_in.get(reverse("me")).content.decode()

    signed_in.post(reverse("me_explained"))

    assert "Do not show this again" not in signed_in.get(reverse("me")).content.decode()


@pytest.mark.parametrize(("asked", "shown"), [("", 2), ("0", 0), ("1", 1), ("7", 2), ("x", 2)])
def test_a_phone_pages_through_the_calendar(signed_in, october: October, asked: str, shown: int):
    page = signed_in.get(reverse("me"), {"weeks": asked}).content.decode()

    parts = re.findall(r'class="calendar-part weeks-\d+( is-current)?"', page)
    assert [bool(part) for part in parts] == [number == shown for number in range(3)]


def test_it_asks_as_often_for_many_contributions_as_for_one(october: October, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        dashboard(october.student)
    for number in range(10, 40):
        stored(october.linked, october.first.repository, external_id=str(number), worked_at=moment(f"2026-10-{number - 9:02}"))
    assess(term=TermFactory())

    with django_assert_num_queries(len(few)):
        dashboard(october.student)


def test_staff_are_sent_to_the_accounts_that_they_may_link(client, db):
    client.force_login(StaffFactory().user)

    assert client.get(reverse("me")).headers["Location"] == "/me/accounts/"
