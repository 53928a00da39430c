"""The list of a student's contributions, and the same rows as a file."""

import csv
import io

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Student
from credits.portal import numbers
from credits.portal.reading.listing import PAGE_SIZE, Asked, Listing, Row, rows_of
from credits.portal.reading.sync import readings_of
from credits.portal.views.doors import student_page
from journal import clock, moments

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_GET
@student_page
def listing(request: HttpRequest, student: Student) -> HttpResponse:
    """All, or what the address asks for, fifty a page."""
    found = Listing(student, Asked.of(request.GET.dict()))
    page = Paginator(found.found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "listing": found,
        "page": page,
        "rows": rows_of(found.found[max(page.start_index() - 1, 0) : page.end_index()]),
        "address": found.asked.address(),
        "troubles": [reading for reading in readings_of(student) if not reading.is_healthy],
    }
    return render(request, "portal/contributions.html", shown)


@require_GET
@student_page
def export(request: HttpRequest, student: Student) -> HttpResponse:
    """The filtered rows with the shown columns, as CSV that spreadsheets open with correct Chinese."""
    found = Listing(student, Asked.of(request.GET.dict()))
    response = HttpResponse(_text(rows_of(found.found)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="contributions-{clock.today():%Y-%m-%d}.csv"'
    return response


def _text(rows: list[Row]) -> str:
    file = io.StringIO()
    file.write("\ufeff")  # by which Excel knows UTF-8
    writer = csv.writer(file)
    writer.writerow(
        [_("Date"), _("Title"), _("Kind"), _("Repository"), _("Forge"), _("State"), _("Reason"), _("Points"), _("Address")]
    )
    writer.writerows([harmless(str(cell)) for cell in _cells(row)] for row in rows)
    return file.getvalue()


def _cells(row: Row) -> list[object]:
    return [
        moments.local_day(row.worked_at),
        row.contribution.title,
        row.kind,
        row.place,
        row.forge,
        row.state.word,
        row.reason,
        "" if row.milli_points is None else numbers.exact(row.milli_points),
        row.contribution.url,
    ]


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
