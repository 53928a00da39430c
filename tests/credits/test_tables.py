"""Lists as files: what a spreadsheet shows is what stood in the list, and nothing of it runs."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from credits.tables import Table, as_csv, as_xlsx, download, harmless

_CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def a_table(*rows: list) -> Table:
    return Table(name="list-2026-11-25", heads=["学号", "Points"], rows=rows)


def sheet(content: bytes) -> list[list[tuple[str | None, str]]]:
    """Each row's cells: their type (`n` unless written) and text."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [[(cell.get("t", "n"), "".join(cell.itertext())) for cell in row] for row in root.iter(f"{_CELL}row")]


def test_csv_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert as_csv(a_table(["0012", Decimal("15.744")])) == "\ufeff学号,Points\r\n0012,15.744\r\n".encode()


def test_csv_keeps_numbers_of_students_days_and_what_is_not_known():
    _, row = csv.reader(io.StringIO(as_csv(a_table(["0012", date(2026, 11, 5), None, -3])).decode("utf-8-sig")))

    assert row == ["0012", "2026-11-05", "", "-3"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＠x"])
def test_what_a_spreadsheet_would_compute_is_made_text(cell: str):
    assert harmless(cell) == f"'{cell}"


def test_xlsx_has_texts_as_texts_and_figures_as_figures():
    head, row = sheet(as_xlsx(a_table(["0012", Decimal("15.744"), None, '=HYPERLINK("http://x")', 7])))

    assert head == [("inlineStr", "学号"), ("inlineStr", "Points")]
    assert row == [("inlineStr", "0012"), ("n", "15.744"), ("inlineStr", '=HYPERLINK("http://x")'), ("n", "7")]


def test_xlsx_bears_what_no_sheet_may_hold():
    _, row = sheet(as_xlsx(a_table(["a\x00b\x0bc", "x" * 40_000])))

    assert row[0][1] == "a_x0000_b_x000B_c"
    assert len(row[1][1]) == 32_767


def test_the_same_rows_are_the_same_bytes():
    assert as_xlsx(a_table(["0012", 1])) == as_xlsx(a_table(["0012", 1]))


@pytest.mark.parametrize(("form", "name"), [("csv", "list-2026-11-25.csv"), ("xlsx", "list-2026-11-25.xlsx")])
def test_a_browser_keeps_the_file_under_its_name(form: str, name: str):
    assert download(a_table(), form).headers["Content-Disposition"] == f'attachment; filename="{name}"'
