"""What has no points yet says what it waits for: a policy for its term, or a term at all."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Department
from credits.contributions.models import Contribution, Sync
from credits.portal.reading.listing import latest
from credits.portal.reading.unassessed import Unassessed
from journal import clock
from tests.credits.portal.conftest import October
from tests.factories import LinkedAccountFactory, RepositoryFactory, StudentFactory, TermFactory, moment, policy_in_force, stored


@pytest.fixture
def of_spring(october: October) -> Contribution:
    """Work of a term for which nothing is published."""
    TermFactory(
        name="2025-2026-2",
        title={"en": "Spring 2026"},
        starts_at=moment("2026-03-01T00:00:00+08:00"),
        ends_at=moment("2026-09-01T00:00:00+08:00"),
    )
    return stored(
        october.linked, RepositoryFactory(), external_id="9", worked_at=moment("2026-04-01"), counted_at=moment("2026-04-03")
    )


@pytest.fixture
def of_no_term(october: October) -> Contribution:
    return stored(
        october.linked, RepositoryFactory(), external_id="8", worked_at=moment("2019-04-01"), counted_at=moment("2019-04-03")
    )


def test_work_of_a_term_without_a_policy_says_so_in_the_list(signed_in: Client, of_spring):
    page = signed_in.get(reverse("contributions"), {"state": "unassessed"}).content.decode()

    assert "no policy is published for its term yet" in page
    assert "0.000" not in page


def test_its_page_names_the_term_and_who_publishes_and_that_nothing_is_lost(signed_in: Client, of_spring):
    page = signed_in.get(reverse("contribution", args=[of_spring.pk])).content.decode()

    assert "For Spring 2026 no policy is published yet" in page
    assert "Nothing is lost" in page
    assert "A policy owner and a second person publishing a policy for that term" in page
    assert "usually within a minute" not in page


def test_work_of_no_term_says_so(signed_in: Client, of_no_term):
    page = signed_in.get(reverse("contribution", args=[of_no_term.pk])).content.decode()

    assert "in no term of the university" in page


def test_what_was_read_a_moment_ago_is_computed_by_itself(signed_in: Client, october: October):
    fresh = stored(october.linked, RepositoryFactory(), external_id="7")

    assert "usually within a minute" in signed_in.get(reverse("contribution", args=[fresh.pk])).content.decode()


def test_the_own_page_says_why_there_are_no_credits(client: Client, db, settings):
    settings.OPENCREDITS_NOW = "2026-11-25T12:00:00+08:00"
    TermFactory(title={"en": "Autumn 2026"})
    linked = LinkedAccountFactory(user=StudentFactory(consenting=True).user)
    Sync.objects.create(linked_account=linked, finished_at=clock.machine_now())
    client.force_login(linked.user)

    page = client.get(reverse("me"), {"lang": "en"}).content.decode()

    assert "For Autumn 2026 no policy is published yet" in page


def test_another_departments_policy_is_none(db, settings):
    settings.OPENCREDITS_NOW = "2026-11-25T12:00:00+08:00"
    policy_in_force(TermFactory(), department=Department.objects.create(name="Elsewhere"))

    assert Unassessed(StudentFactory()).why_of(TermFactory()) is not None


def test_many_without_points_ask_as_often_as_few(october: October, of_spring):
    with CaptureQueriesContext(connection) as few:
        assert len(latest(october.student, 40)) == 4
    for number in range(30, 60):
        stored(october.linked, of_spring.repository, external_id=str(number), counted_at=moment("2026-04-03"))

    with CaptureQueriesContext(connection) as many:
        assert len(latest(october.student, 40)) == 34
    assert len(many) == len(few)
