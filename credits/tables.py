"""A list as a file: CSV that spreadsheets open with correct Chinese, and XLSX. Every page with a list and every export makes its own with it.

Knows no room. Text is text in both: what begins like a formula is none, and numbers of students keep their zeros.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from django.utils.functional import Promise

Text = str | Promise
Cell = Text | int | Decimal | date | None

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

# The wide ones are signs to a spreadsheet that is set to Chinese or Japanese.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_CHARACTERS = 32_767  # in a cell of XLSX
_WIDTH = 18  # of a column, in characters
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 (the format knows no zone; fixed, so that the same rows are the same bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Heads and rows; `name` is the file's, without its ending. Cells: text, whole numbers, decimals, days, None for nothing."""

    name: str
    heads: Sequence[Text]
    rows: Iterable[Sequence[Cell]]


def download(table: Table, form: str) -> HttpResponse:
    """The answer with which a browser keeps it; form: a key of `TYPES`."""
    content = as_xlsx(table) if form == "xlsx" else as_csv(table)
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.{form}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def as_csv(table: Table) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([_written(cell) for cell in row] for row in _all_rows(table))
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """One sheet, its head bold and fixed; rows are written as they come and not held."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        bold = book.add_format({"bold": True})
        day, number = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.000"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.heads) - 1, _WIDTH)
        for at, row in enumerate(_all_rows(table)):
            for column, cell in enumerate(row):
                match cell:
                    case None:
                        pass
                    case date():
                        sheet.write_datetime(at, column, cell, day)
                    case Decimal():
                        sheet.write_number(at, column, cell, number)
                    case int():
                        sheet.write_number(at, column, cell)
                    case _:
                        sheet.write_string(at, column, str(cell)[:_MOST_CHARACTERS], None if at else bold)
    return file.getvalue()


def harmless(text: str) -> str:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _all_rows(table: Table) -> Iterator[Sequence[Cell]]:
    yield table.heads
    yield from table.rows


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, int | Decimal | date) else harmless(str(cell))
