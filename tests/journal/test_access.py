"""Each look by staff at a student's evidence is logged; once an hour is enough."""

from datetime import timedelta

import pytest

from journal import access, clock
from journal.models import AccessRow
from tests.factories import StaffFactory, StudentFactory


@pytest.fixture
def look(db):
    staff, student = StaffFactory(), StudentFactory()
    return {"by": staff, "role": "reviewer", "whose": student, "what": student}


def test_a_look_says_who_in_which_role_and_whose(look):
    access.seen(**look)

    row = access.looks_at(look["what"]).get()
    assert (row.by_id, row.role, row.whose_id) == (str(look["by"].pk), "reviewer", str(look["whose"].pk))


def test_looking_again_within_the_hour_is_one_look_and_later_another(look):
    access.seen(**look)
    access.seen(**look)
    assert AccessRow.objects.count() == 1

    AccessRow.objects.update(hour=clock.machine_now() - timedelta(hours=2))
    access.seen(**look)
    assert AccessRow.objects.count() == 2


def test_another_persons_look_is_another_row(look):
    access.seen(**look)
    access.seen(**{**look, "by": StaffFactory()})

    assert access.looks_at(look["what"]).count() == 2
