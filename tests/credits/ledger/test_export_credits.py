"""export_credits: the school's columns, each award in one batch, the same bytes again."""

import csv
import hashlib
import io
import json
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from credits.ledger.models import Award, ExportBatch
from credits.ledger.services import award_run
from tests.claiming import a_registrar

pytestmark = pytest.mark.django_db


@pytest.fixture
def awarded(term, due):
    """Two students with 0.5 credits each."""
    due(2)
    award_run(term=term, by=a_registrar())
    return list(Award.objects.order_by("entry"))


@pytest.fixture
def exported(tmp_path, capsys):
    """The bytes that the command writes to a file."""

    def run(form="json", **options) -> bytes:
        call_command("export_credits", term="2026-2027-1", format=form, out=tmp_path / "file", **options)
        return (tmp_path / "file").read_bytes()

    return run


def test_json_has_the_columns_in_english(awarded, exported):
    first = json.loads(exported())[0]

    award = awarded[0]
    assert first["student_number"] == award.student.number
    assert {key: first[key] for key in ("batch", "name", "department", "class", "academic_year", "term", "credit_hundredths")} == {
        "batch": "",
        "name": "林知夏",
        "department": "计算机学院",
        "class": "软工 2401",
        "academic_year": "2026-2027",
        "term": "2026-2027-1",
        "credit_hundredths": 50,
    }
    assert {key: first[key] for key in ("course_code", "grade", "use", "decision_date", "document_number", "policy_version")} == {
        "course_code": "CX9001",
        "grade": "pass",
        "use": "credit",
        "decision_date": "2026-12-15",
        "document_number": "2026-2027-1-R01-0001",
        "policy_version": "default@2",
    }
    assert (first["application_number"], first["award"]) == (award.claim.number, award.code)


def test_csv_has_the_byte_order_mark_and_chinese_heads(awarded, exported):
    content = exported("csv")

    assert content.startswith(b"\xef\xbb\xbf")
    first = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert first["学号"] == awarded[0].student.number
    assert {key: first[key] for key in ("学院", "学年", "学期", "课程代码", "课程名称", "课程性质", "学分", "成绩", "用途")} == {
        "学院": "计算机学院",
        "学年": "2026-2027",
        "学期": "2026-2027-1",
        "课程代码": "CX9001",
        "课程名称": "开源贡献实践",
        "课程性质": "创新创业实践",
        "学分": "0.50",
        "成绩": "合格",
        "用途": "学分",
    }


def test_a_name_that_begins_like_a_formula_is_harmless(awarded, exported):
    student = awarded[0].student
    student.name = "=HYPERLINK(1)"
    student.save(update_fields=["name"])

    assert ",'=HYPERLINK(1)," in exported("csv").decode()


def test_xlsx_is_a_workbook_with_the_same_lines(awarded, exported):
    sheet = ZipFile(io.BytesIO(exported("xlsx"))).read("xl/worksheets/sheet1.xml").decode()

    assert sheet.count("<row ") == 3
    assert awarded[1].student.number in sheet


def test_without_a_batch_it_only_reads(awarded, exported):
    exported()

    assert not ExportBatch.objects.exists()
    assert {award.state for award in Award.objects.all()} == {"waiting"}


def test_a_batch_takes_each_waiting_award_once(awarded, exported):
    first = json.loads(exported(batch="new"))

    assert [line["line"] for line in first] == ["2026-2027-1-B01-00001", "2026-2027-1-B01-00002"]
    assert {award.state for award in Award.objects.all()} == {"exported"}
    with pytest.raises(CommandError):
        exported(batch="new")
    assert [line["batch"] for line in json.loads(exported())] == ["2026-2027-1-B01", "2026-2027-1-B01"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_batch_prints_the_same_bytes_again_whatever_has_changed_since(awarded, exported, form):
    first = exported(form, batch="new")
    student = awarded[0].student
    student.name, student.class_name = "另名", "软工 2402"
    student.save(update_fields=["name", "class_name"])

    assert exported(form, batch="2026-2027-1-B01") == first


def test_awards_that_come_later_go_into_the_next_batch(awarded, exported, term, due):
    exported(batch="new")
    due()
    award_run(term=term, by=a_registrar())

    assert [line["line"] for line in json.loads(exported(batch="new"))] == ["2026-2027-1-B02-00001"]


@pytest.mark.parametrize("options", [{"batch": "2026-2027-1-B77"}, {"batch": "new", "term": "2020-2021-1"}])
def test_what_is_not_there_is_one_line_and_writes_nothing(awarded, tmp_path, options):
    with pytest.raises(CommandError, match=r"^[^\n]+$"):
        call_command("export_credits", **{"term": "2026-2027-1", "format": "csv", "out": tmp_path / "file"} | options)

    assert not (tmp_path / "file").exists()


def test_a_batch_whose_file_could_not_be_written_is_not_lost(awarded, exported, tmp_path):
    with pytest.raises(CommandError, match="--batch 2026-2027-1-B01"):
        call_command("export_credits", term="2026-2027-1", format="json", batch="new", out=tmp_path / "nowhere" / "file")

    assert len(json.loads(exported(batch="2026-2027-1-B01"))) == 2


def test_the_totals_stand_beside_the_file_by_department(awarded, capsys, tmp_path):
    call_command("export_credits", term="2026-2027-1", format="csv", out=tmp_path / "file")

    assert capsys.readouterr().err == "2026-2027-1：2 笔认定，共 1.00 学分\n  计算机学院：1.00\n"


def test_the_checksum_of_a_line_is_over_its_other_columns(awarded, exported):
    line = json.loads(exported(batch="new"))[0]

    checksum = line.pop("checksum")
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == checksum
