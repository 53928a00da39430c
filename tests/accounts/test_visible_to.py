"""Which students a member of staff may see."""

import pytest

from accounts.models import Student
from tests.accounts.factories import DepartmentFactory, StaffFactory, StudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def students():
    return {name: StudentFactory(department=DepartmentFactory(name=name)) for name in ("计算机学院", "外国语学院")}


def seen_by(staff):
    return {student.department.name for student in Student.objects.visible_to(staff)}


def test_a_reviewer_sees_the_departments_covered(students):
    reviewer = StaffFactory(role="reviewer", role__department=students["计算机学院"].department)

    assert seen_by(reviewer) == {"计算机学院"}


@pytest.mark.parametrize("role", ["registrar", "auditor"])
def test_an_office_of_the_whole_university_sees_all(students, role):
    assert seen_by(StaffFactory(role=role)) == {"计算机学院", "外国语学院"}


@pytest.mark.parametrize("role", ["operator", "policy_owner", None])
def test_who_looks_after_machines_or_rules_sees_nobody(students, role):
    assert seen_by(StaffFactory(role=role)) == set()


def test_an_advisor_sees_whom_they_advise(students):
    advisor = StaffFactory(role="advisor", role__department=students["计算机学院"].department)
    Student.objects.filter(pk=students["外国语学院"].pk).update(advisor=advisor)

    assert seen_by(advisor) == {"外国语学院"}


def test_who_is_no_advisor_any_more_sees_nobody(students):
    former = StaffFactory()
    Student.objects.update(advisor=former)

    assert seen_by(former) == set()
