"""A roster that is imported while people work."""

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import Staff, Student
from journal import audit
from tests.accounts.factories import StaffFactory, StudentFactory
from tests.meeting import at_once, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_roster_waits_for_whoever_has_one_of_its_students_in_hand(tmp_path):
    """Guards that audit rows of roles come last: else each waits for the other, over the student and the audit log's end."""
    student, staff = StudentFactory(), StaffFactory()
    lines = (
        "学号,姓名,学院,专业,班级,年级,角色",
        f"{staff.number},{staff.name},计算机学院,,,,审核人",
        f"{student.number},林夏,计算机学院,,,,",
    )
    (tmp_path / "roster.csv").write_text("\n".join(lines))

    with transaction.atomic():
        Student.objects.lock([student.pk])
        thread, raised = at_once(lambda: call_command("import_roster", str(tmp_path / "roster.csv")))
        wait_for(thread)
        audit.add("claim_looked_at", about=student)
    thread.join(30)

    assert not raised
    assert Student.objects.get().name == "林夏"
    assert Staff.objects.get(pk=staff.pk).roles.get().role == "reviewer"
