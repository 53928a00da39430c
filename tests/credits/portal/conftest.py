"""A student with an October as in the drawings: three pull requests of one month, 61 lines, 15.7 points."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import LinkedAccount, Student
from credits.contributions.models import Contribution
from credits.policies.services import assess
from tests.factories import LinkedAccountFactory, RepositoryFactory, StudentFactory, TermFactory, moment, policy_in_force, stored


@dataclass
class October:
    """The student and the three, the first being 24 lines of the 61."""

    student: Student
    linked: LinkedAccount
    first: Contribution
    second: Contribution
    third: Contribution


@pytest.fixture
def _on_25_november(settings):
    settings.OPENCREDITS_NOW = "2026-11-25T12:00:00+08:00"


@pytest.fixture
def october(db, _on_25_november) -> October:
    student = StudentFactory()
    linked = LinkedAccountFactory(user=student.user)
    repository = RepositoryFactory(name="lanternfs/lantern")
    policy_in_force(TermFactory())
    first = stored(
        linked, repository, external_id="1", number="1842", title="Keep watching after a rename",
        changes={"source": (15, 4), "test": (10, 0), "lockfile": (212, 198)},
    )  # fmt: skip
    second = stored(linked, repository, external_id="2", number="907", changes={"source": (21, 0)}, worked_at=moment("2026-10-14"))
    third = stored(linked, repository, external_id="3", number="215", changes={"source": (16, 0)}, worked_at=moment("2026-10-22"))
    assess(term=TermFactory())
    return October(student, linked, first, second, third)


@pytest.fixture
def signed_in(october: October) -> Client:
    """A browser of the student's, in English."""
    client = Client()
    client.force_login(october.student.user)
    client.cookies["django_language"] = "en"
    return client
