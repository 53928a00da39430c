"""An award as a line for the student information system (WORKFLOW.md section 7): the same columns in every form."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from credits import tables
from credits.ledger.canonical import digest
from credits.ledger.models import Award, ExportBatch
from credits.policies.models import Term
from credits.policies.rules import Course
from credits.policies.services.find import rules_of
from journal import clock

Record = Mapping[str, str | int]

# Key → the head by which the other system knows the column; it speaks Chinese, whatever language we do.
COLUMNS = {
    "batch": "批次号",
    "line": "行号",
    "student_number": "学号",
    "name": "姓名",
    "department": "学院",
    "cohort": "年级",
    "class": "班级",
    "academic_year": "学年",
    "term": "学期",
    "course_code": "课程代码",
    "course_name": "课程名称",
    "course_nature": "课程性质",
    "credit_hundredths": "学分",
    "grade": "成绩",
    "use": "用途",
    "document_number": "认定文号",
    "decision_date": "认定日期",
    "application_number": "申请编号",
    "policy_version": "政策版本",
    "award": "认定编码",
    "checksum": "校验码",
}
_WORDS = {"grade": {"pass": "合格", "none": ""}, "use": {"credit": "学分", "course": "课程"}}
_CHECKSUM = 16
_CHUNK = 500


def record_of(award: Award, *, batch: str = "", line: str = "") -> dict[str, str | int]:
    """The line of an award that came with `in_full`; batch and line are empty as long as no file has taken it."""
    student, claim = award.student, award.claim
    course = rules_of(claim.rules_version).course if claim.rules_version else Course(code="", name="", nature="", grade="none")
    record: dict[str, str | int] = {
        "batch": batch,
        "line": line,
        "student_number": student.number,
        "name": student.name,
        "department": student.department.name,
        "cohort": student.cohort,
        "class": student.class_name,
        "academic_year": _academic_year(award.term),
        "term": award.term.name,
        "course_code": award.course_code or course.code,
        "course_name": course.name,
        "course_nature": course.nature,
        "credit_hundredths": award.hundredths,
        "grade": course.grade,
        "use": award.use,
        "document_number": award.number,
        "decision_date": award.awarded_at.astimezone(clock.campus_zone()).date().isoformat(),
        "application_number": str(claim.number),
        "policy_version": str(claim.policy_version or ""),
        "award": award.code,
    }
    return record | {"checksum": digest(record)[:_CHECKSUM]}


def of_term(term: Term) -> Iterator[Record]:
    """Each award of a term, with the batch that took it last."""
    awards = Award.objects.filter(term=term).in_full().prefetch_related("export_lines__batch").order_by("entry")
    for award in awards.iterator(_CHUNK):
        last = max(award.export_lines.all(), key=lambda line: line.pk, default=None)
        yield record_of(award) if last is None else record_of(award, batch=last.batch.number, line=last.number)


def of_batch(batch: ExportBatch) -> Iterator[Record]:
    """What a batch said, as it said it."""
    for values in batch.lines.order_by("line").values_list("values", flat=True).iterator(_CHUNK):
        # A database may keep the keys in an order of its own.
        yield {key: values[key] for key in COLUMNS}


def as_bytes(records: Iterable[Record], form: str, *, name: str) -> bytes:
    """The file: `json` is a list of objects with a line each, `csv` and `xlsx` have Chinese heads."""
    if form == "json":
        return ("[\n" + ",\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n]\n").encode()
    table = tables.Table(name=name, heads=list(COLUMNS.values()), rows=(_cells(record) for record in records))
    return tables.as_xlsx(table) if form == "xlsx" else tables.as_csv(table)


def _cells(record: Record) -> list[tables.Cell]:
    return [_cell(key, record[key]) for key in COLUMNS]


def _cell(key: str, value: str | int) -> tables.Cell:
    if key == "credit_hundredths":
        return Decimal(value).scaleb(-2)
    if key == "decision_date":
        return date.fromisoformat(str(value))
    return _WORDS.get(key, {}).get(str(value), str(value))


def _academic_year(term: Term) -> str:
    """`2026-2027` of `2026-2027-1`; a term of another name has none."""
    found = re.fullmatch(r"(\d{4}-\d{4})-\d+", term.name)
    return found[1] if found else ""
