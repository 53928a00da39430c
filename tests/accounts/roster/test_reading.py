"""A roster's bytes as lines and problems."""

import re
from datetime import date

import pytest

from accounts import roster
from accounts.errors import RosterRefused

pytestmark = pytest.mark.usefixtures("_in_english")

HEAD = "学号,姓名,学院,专业,班级,年级"
ROW = "2024001,林知夏,计算机学院,软件工程,软工2401,2024"


def said(content: str) -> list[str]:
    return [str(problem) for problem in roster.read(content.encode()).problems]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with mark"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without mark"),
        ("utf-16-be", "UTF-16 without mark"),
    ],
)
def test_the_encoding_is_found_out_and_said(codec, name):
    read = roster.read(f"{HEAD}\n{ROW}\n".encode(codec))

    assert read.encoding == name
    assert [line.name for line in read.lines] == ["林知夏"]


def test_bytes_that_are_no_text_are_refused_with_their_line():
    with pytest.raises(RosterRefused, match="line 2 is not text in UTF-8 or GB18030"):
        roster.read(HEAD.encode() + b"\n2024001,\xff\xff\xff\n")


@pytest.mark.parametrize(("sign", "name"), [(",", "comma"), ("\t", "tab"), (";", "semicolon"), ("，", "full-width comma")])
def test_the_separator_is_found_out_and_said(sign, name):
    read = roster.read(f"{HEAD}\n{ROW}\n".replace(",", sign).encode())

    assert (read.delimiter, len(read.lines)) == (name, 1)


def test_tabs_after_values_are_no_part_of_them():
    [line] = roster.read(f"{HEAD}\n".encode() + "2024001\t,林知夏\t,计算机学院\t,软件工程\t,软工2401\t,2024\t\n".encode()).lines

    assert (line.number, line.name, line.cohort) == ("2024001", "林知夏", "2024")


@pytest.mark.parametrize("written", ["２０２４００１", "2024001\u200b", '="2024001"', " 2024001 "])
def test_a_number_is_the_same_however_a_spreadsheet_wrote_it(written):
    escaped = '"' + written.replace('"', '""') + '"'

    [line] = roster.read(f"{HEAD}\n{ROW.replace('2024001', escaped)}\n".encode()).lines

    assert line.number == "2024001"


def test_leading_zeros_stay():
    [line] = roster.read(f"{HEAD}\n{ROW.replace('2024001', '0042')}\n".encode()).lines

    assert line.number == "0042"


def test_english_headings_do_as_well_in_any_order():
    head = "Name,student_number,cohort,class,programme,department,enrolled_from,enrolled_to,email"

    [line] = roster.read(f"{head}\nLin Zhixia,2024001,2024,c1,SE,CS,2024-09-01,2028-06-30,Lin@Demo.Example\n".encode()).lines

    assert (line.name, line.number, line.department, line.class_name) == ("Lin Zhixia", "2024001", "CS", "c1")
    assert (line.enrolled_from, line.enrolled_to) == (date(2024, 9, 1), date(2028, 6, 30))
    assert line.email == "lin@demo.example"


@pytest.mark.parametrize("written", ["2024-09-01", "2024/9/1", "20240901", "2024年9月1日", "２０２４-０９-０１"])
def test_a_date_is_read_as_rosters_write_it(written):
    [line] = roster.read(f"{HEAD},入学日期\n{ROW},{written}\n".encode()).lines

    assert line.enrolled_from == date(2024, 9, 1)


@pytest.mark.parametrize("written", ["2024-13-01", "2025-02-29", "1.9.2024", "2024091", "soon"])
def test_what_is_no_date_is_named(written):
    [problem] = said(f"{HEAD},入学日期\n{ROW},{written}\n")

    assert problem.startswith(f"line 2, 入学日期 enrolled_from: “{written}” is ")


def test_roles_are_words_of_either_language():
    head, row = f"{HEAD},角色,管辖学院", "T1,审核示例,计算机学院,,,"

    [line] = roster.read(f"{head}\n{row},导师;reviewer；规则管理员;Policy Owner,计算机学院；数据科学学院\n".encode()).lines

    assert line.roles == ("advisor", "reviewer", "policy_owner")
    assert line.covers == ("计算机学院", "数据科学学院")


def test_missing_columns_are_named():
    with pytest.raises(RosterRefused, match=re.escape("lacks 专业 programme, 班级 class (it has: 学号, 姓名, 学院, 年级)")):
        roster.read("学号,姓名,学院,年级\n2024001,林知夏,计算机学院,2024\n".encode())


def test_unknown_columns_are_named():
    assert said(f"{HEAD},初始密码\n{ROW},secret\n") == ["line 1, 初始密码: is no column of a roster"]


def test_a_column_that_stands_twice_is_refused():
    with pytest.raises(RosterRefused, match="twice: 学号 student_number"):
        roster.read(f"{HEAD},student_number\n{ROW},2024002\n".encode())


def test_a_number_that_stands_twice_is_reported_at_its_second_line():
    read = roster.read(f"{HEAD}\n{ROW}\n{ROW.replace('2024001', '２０２４００１')}\n".encode())

    assert [str(problem) for problem in read.problems] == ["line 3, 学号 student_number: “2024001” stands in line 2 already"]
    assert [line.line for line in read.lines] == [2]


def test_every_bad_line_is_reported_with_its_number_in_the_file():
    lines = [f"{HEAD},邮箱", ROW.replace("林知夏", '"林\n知夏"') + ",", "", "2024002,,计算机学院,,,,", "2024003,陈,,,,,nobody"]

    assert said("\n".join(lines)) == [
        "line 5, 姓名 name: is empty",
        "line 6, 学院 department: is empty",
        "line 6, 邮箱 email: “nobody” is no e-mail address",
    ]


def test_a_number_in_look_alike_letters_is_refused():
    [problem] = said(f"{HEAD}\n{ROW.replace('2024001', 'А2024001')}\n")

    assert "is no number" in problem


def test_direction_marks_in_a_name_are_left_out():
    row = ROW.replace("林知夏", "林\u202e知\u200b夏")

    [line] = roster.read(f"{HEAD}\n{row}\n".encode()).lines

    assert line.name == "林知夏"


@pytest.mark.parametrize(("length", "problems"), [(100, 0), (101, 1)])
def test_a_name_has_at_most_a_hundred_characters(length, problems):
    assert len(said(f"{HEAD}\n{ROW.replace('林知夏', '林' * length)}\n")) == problems


def test_more_values_than_headings_are_a_shifted_line():
    assert said(f"{HEAD}\n{ROW},x\n") == [
        "line 2: has 7 values under 6 headings; a separator inside a value stands in quotation marks"
    ]


def test_a_quote_that_never_ends_is_reported():
    [problem] = said(f'{HEAD}\n{ROW}\n"2024002,陈\n')

    assert problem.startswith("line 3: is no CSV, nothing after it was read")


def test_leaving_before_coming_is_reported():
    assert said(f"{HEAD},入学日期,离校日期\n{ROW},2024-09-01,2024-08-31\n") == [
        "line 2, 离校日期 enrolled_to: 2024-08-31 is before 2024-09-01"
    ]


def test_an_empty_file_is_refused():
    with pytest.raises(RosterRefused, match="empty"):
        roster.read(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("row", "column", "values"),
    [("2024001,林知夏,计算机学院,软件工程,软工2401", "年级 cohort", 5), ("2024001,林知夏", "学院 department", 2)],
)
def test_a_row_that_ends_too_early_names_the_first_column_that_is_missing(row, column, values):
    assert said(f"{HEAD}\n{row}\n") == [
        f"line 2, {column}: is missing: {values} values under 6 headings; an empty cell needs its separator too"
    ]


@pytest.mark.parametrize(("written", "cohort"), [("2024", "2024"), ("2024级", "2024"), ("２０２４", "2024"), ("", "")])
def test_a_cohort_is_the_year_of_entry(written, cohort):
    [line] = roster.read(f"{HEAD}\n2024001,林知夏,计算机学院,软件工程,软工2401,{written}\n".encode()).lines

    assert line.cohort == cohort


@pytest.mark.parametrize("written", ["abcd", "24", "20245", "3024", "2024-09"])
def test_what_is_no_year_is_no_cohort(written):
    assert said(f"{HEAD}\n2024001,林知夏,计算机学院,软件工程,软工2401,{written}\n") == [
        f"line 2, 年级 cohort: “{written}” is no cohort; write the year of entry, like 2024"
    ]


def test_all_that_is_wrong_in_a_line_is_reported():
    head, row = f"{HEAD},邮箱,入学日期,离校日期", "2024001,,计算机学院,软件工程,软工2401,abcd,nobody,2024-09-01,2024-08-31"

    assert [problem.partition(":")[0] for problem in said(f"{head}\n{ROW},,,\n{row}\n")] == [
        "line 3, 姓名 name",
        "line 3, 年级 cohort",
        "line 3, 邮箱 email",
        "line 3, 离校日期 enrolled_to",
        "line 3, 学号 student_number",
    ]


def test_a_bad_role_is_one_fault_and_not_three():
    assert [
        problem.partition(":")[0] for problem in said(f"{HEAD},角色,管辖学院\nT1,审核示例,计算机学院,,,,校长,计算机学院\n")
    ] == ["line 2, 角色 roles"]
