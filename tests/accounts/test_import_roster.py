"""`manage.py import_roster`: the database says what the file says."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Department, Staff, StaffRole, Student, User
from journal.models import AuditRow, OutboxMessage
from tests.accounts.factories import StaffFactory, StudentFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]

HEAD = "学号,姓名,学院,专业,班级,年级,邮箱,导师工号,角色,管辖学院,状态,入学日期"
STUDENT = "2024001,林知夏,计算机学院,软件工程,软工2401,2024,lin@demo.example,T1,,,在读,2024-09-01"
ADVISOR = "T1,导师示例,计算机学院,,,,advisor@demo.example,,导师;审核人,计算机学院;数据科学学院,,"
REGISTRAR = "T2,教务示例,教务处,,,,registrar@demo.example,,教务,,,"


@pytest.fixture
def load(tmp_path):
    """Imports lines and gives what the command says as JSON."""

    def load(*lines, head=HEAD, **options):
        file, out = tmp_path / "roster.csv", io.StringIO()
        file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        call_command("import_roster", str(file), json=True, stdout=out, stderr=io.StringIO(), **options)
        return json.loads(out.getvalue())

    return load


def test_students_staff_and_departments_come_from_the_file(load):
    told = load(STUDENT, ADVISOR, REGISTRAR)

    student = Student.objects.get(number="2024001")
    assert (student.name, student.department.name, student.status) == ("林知夏", "计算机学院", "在读")
    assert (student.user.email, student.advisor.number) == ("lin@demo.example", "T1")
    assert not student.user.has_usable_password()
    assert told["students"] == {"new": 1, "changed": 0, "same": 0}
    assert told["staff"] == {"new": 2, "changed": 0, "same": 0}
    assert set(Department.objects.values_list("name", flat=True)) == {"计算机学院", "数据科学学院", "教务处"}


def test_roles_cover_the_departments_named_or_for_the_offices_all(load):
    load(ADVISOR, REGISTRAR)

    roles = {(one.staff.number, one.role, one.department.name if one.department else None) for one in StaffRole.objects.all()}
    assert roles == {
        ("T1", "advisor", "计算机学院"),
        ("T1", "advisor", "数据科学学院"),
        ("T1", "reviewer", "计算机学院"),
        ("T1", "reviewer", "数据科学学院"),
        ("T2", "registrar", None),
    }


def test_a_reviewer_without_departments_covers_their_own(load):
    load("T3,审核示例,计算机学院,,,,,,审核人,,,")

    assert StaffRole.objects.get().department.name == "计算机学院"


def test_the_same_file_again_changes_nothing(load):
    load(STUDENT, ADVISOR, REGISTRAR)
    rows = AuditRow.objects.count()

    told = load(STUDENT, ADVISOR, REGISTRAR)

    assert told["students"] == {"new": 0, "changed": 0, "same": 1}
    assert told["staff"] == {"new": 0, "changed": 0, "same": 2}
    assert AuditRow.objects.count() == rows


def test_what_changed_is_changed_and_who_is_not_named_stays(load):
    load(STUDENT, "2024002,陈一,计算机学院,,,2024,,,,,,", ADVISOR)

    told = load(STUDENT.replace("在读", "休学").replace("软工2401", "软工2402"))

    assert told["students"] == {"new": 0, "changed": 1, "same": 0}
    student = Student.objects.get(number="2024001")
    assert (student.status, student.class_name) == ("休学", "软工2402")
    assert Student.objects.filter(number="2024002").exists()


def test_a_column_that_the_file_does_not_have_says_nothing(load):
    load(STUDENT, ADVISOR)

    load("2024001,林知夏,计算机学院,软件工程,软工2401,2024", head="学号,姓名,学院,专业,班级,年级")

    student = Student.objects.get(number="2024001")
    assert (student.user.email, student.status, student.advisor.number) == ("lin@demo.example", "在读", "T1")


def test_one_bad_line_stops_the_whole_file(load):
    with pytest.raises(CommandError, match="1 bad lines, so nothing was changed"):
        load(ADVISOR, STUDENT, "2024002,,计算机学院,,,,,,,,,")

    assert not Student.objects.exists()
    assert not Staff.objects.exists()


def test_bad_lines_are_left_out_when_that_is_asked_for(load):
    told = load(ADVISOR, STUDENT, "2024002,,计算机学院,,,,,,,,,", skip_bad=True)

    assert told["bad"] == [{"line": 4, "column": "姓名 name", "what": "is empty"}]
    assert [student.number for student in Student.objects.all()] == ["2024001"]


def test_a_dry_run_says_all_and_changes_nothing(load):
    told = load(STUDENT, ADVISOR, dry_run=True)

    assert (told["students"]["new"], told["staff"]["new"], told["written"]) == (1, 1, False)
    assert not User.objects.exists()
    assert not Department.objects.exists()
    assert not AuditRow.objects.exists()


def test_an_unknown_advisor_is_reported(load):
    told = load(STUDENT, skip_bad=True)

    assert told["bad"] == [{"line": 2, "column": "导师工号 advisor", "what": "“T1” is no member of staff, here or in the file"}]


def test_an_advisor_whose_own_line_is_bad_is_no_advisor(load):
    UserFactory(email="advisor@demo.example")

    told = load(STUDENT, ADVISOR, skip_bad=True)

    assert [bad["line"] for bad in told["bad"]] == [2, 3]
    assert not Student.objects.exists()


def test_an_address_of_somebody_else_never_merges_two_people(load):
    other = StudentFactory(user__email="lin@demo.example")

    told = load(STUDENT.replace(",T1,", ",,"), skip_bad=True)

    assert told["bad"] == [{"line": 2, "column": "邮箱 email", "what": "“lin@demo.example” belongs to somebody else"}]
    other.user.refresh_from_db()
    assert other.user.email == "lin@demo.example"


def test_two_people_may_exchange_their_addresses(load):
    one, two = "2024001,林,计算机学院,,,,a@demo.example,,,,,", "2024002,陈,计算机学院,,,,b@demo.example,,,,,"
    load(one, two)

    load(one.replace("a@demo", "b@demo"), two.replace("b@demo", "a@demo"))

    assert Student.objects.get(number="2024001").user.email == "b@demo.example"
    assert Student.objects.get(number="2024002").user.email == "a@demo.example"


def test_a_student_does_not_become_staff_by_a_role_in_the_file(load):
    load(STUDENT.replace(",T1,", ",,"))

    told = load("2024001,林知夏,计算机学院,,,,,,教务,,,", skip_bad=True)

    assert told["bad"][0]["what"] == "“2024001” is a student's number"
    assert not StaffRole.objects.exists()


def test_roles_taken_away_end_the_sessions_and_leave_an_audit_row(load, client):
    load(ADVISOR)
    staff = Staff.objects.get(number="T1")
    client.force_login(staff.user)

    load(ADVISOR.replace("导师;审核人", "导师"))

    assert {one.role for one in staff.roles.all()} == {"advisor"}
    assert "_auth_user_id" not in client.get("/login/").wsgi_request.session
    row = AuditRow.objects.filter(verb="roles_changed").last()
    assert [role for role, _ in row.details["before"]] == ["advisor", "advisor", "reviewer", "reviewer"]
    assert [role for role, _ in row.details["after"]] == ["advisor", "advisor"]


def test_a_number_in_another_case_is_the_same_person(load):
    StaffFactory(number="t1", name="Old")

    told = load(ADVISOR)

    assert told["staff"]["changed"] == 1
    assert Staff.objects.get().name == "导师示例"


def test_the_operator_of_the_first_hour_gets_the_number_of_the_roster(load):
    call_command("create_operator", "ops@demo.example", stdout=io.StringIO(), stderr=io.StringIO())

    load("T9,运维示例,信息中心,,,,ops@demo.example,,运维,,,")

    staff = Staff.objects.get()
    assert (staff.number, staff.name, staff.user.email) == ("T9", "运维示例", "ops@demo.example")
    assert [one.role for one in staff.roles.all()] == ["operator"]


def test_asking_as_often_for_many_lines_as_for_few(load, django_assert_max_num_queries):
    lines = [f"2024{n:05},学生{n},计算机学院,,,2024,s{n}@demo.example,T1,,,," for n in range(400)]
    load(ADVISOR)

    with django_assert_max_num_queries(40):
        load(*lines)

    assert Student.objects.count() == 400


def test_without_json_the_encoding_and_every_bad_line_are_said(tmp_path):
    file, out, err = tmp_path / "roster.csv", io.StringIO(), io.StringIO()
    file.write_bytes(f"{HEAD}\n{ADVISOR}\n2024002,,计算机学院,,,,,,,,,\n".encode("gb18030"))

    with pytest.raises(CommandError):
        call_command("import_roster", str(file), stdout=out, stderr=err)

    assert "GB18030, separated by comma" in out.getvalue()
    assert "line 3, 姓名 name: is empty" in err.getvalue()


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(CommandError, match="there is no such file"):
        call_command("import_roster", str(tmp_path / "none.csv"))


def test_students_whose_enrolment_or_department_changed_are_told_of(load):
    load(STUDENT, STUDENT.replace("2024001", "2024002").replace("lin@", "chen@"), ADVISOR)

    load(STUDENT.replace("2024-09-01", "2024-09-02"), STUDENT.replace("2024001", "2024002").replace("lin@", "wu@"), ADVISOR)

    told = OutboxMessage.objects.get(topic="roster_changed").payload
    assert told == {"students": [Student.objects.get(number="2024001").pk]}


def test_what_is_only_tried_tells_nobody(load):
    load(STUDENT, ADVISOR)

    load(STUDENT.replace("2024-09-01", "2024-09-02"), ADVISOR, dry_run=True)

    assert not OutboxMessage.objects.exists()


def test_what_is_wrong_beside_the_database_is_reported_with_what_is_wrong_by_itself(load):
    told = load(STUDENT.replace("2024-09-01", "soon"), skip_bad=True)

    assert [(bad["line"], bad["column"]) for bad in told["bad"]] == [(2, "入学日期 enrolled_from"), (2, "导师工号 advisor")]


def test_a_line_without_a_number_is_nobodys(load):
    call_command("create_operator", "ops@demo.example", stdout=io.StringIO(), stderr=io.StringIO())

    told = load(",林知夏,计算机学院,软件工程,软工2401,2024,ops@demo.example,,,,,", skip_bad=True)

    assert told["bad"] == [{"line": 2, "column": "学号 student_number", "what": "is empty"}]
