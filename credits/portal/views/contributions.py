"""The list of a student's contributions, and the same rows as a file."""

from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Student
from credits.portal.reading.listing import PAGE_SIZE, Asked, Listing, Row, rows_of
from credits.portal.reading.openings import openings
from credits.portal.reading.sync import readings_of
from credits.portal.views.doors import student_page
from credits.tables import Cell, Table, download
from journal import clock
from journal.moments import local_day


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
        "left_out": found.asked.left_out(request.GET.dict()),
        "can_claim": any(one.live is None for one in openings(student)),
        "troubles": [reading for reading in readings_of(student) if not reading.is_healthy],
    }
    return render(request, "portal/contributions.html", shown)


@require_GET
@student_page
def export(request: HttpRequest, student: Student, form: str) -> HttpResponse:
    """The filtered rows with the shown columns, as CSV or XLSX."""
    found = Listing(student, Asked.of(request.GET.dict()))
    heads = [
        _("Date"), _("Title"), _("Kind"), _("Repository"), _("Forge"), _("State"), _("Reason"), _("Points"), _("Claim"), _("Address"),
    ]  # fmt: skip
    name = f"contributions-{clock.today():%Y-%m-%d}"
    return download(Table(name=name, heads=heads, rows=map(_cells, rows_of(found.found))), form)


def _cells(row: Row) -> list[Cell]:
    return [
        local_day(row.worked_at),
        row.contribution.title,
        row.kind,
        row.place,
        row.forge,
        row.state.word,
        row.reason,
        None if row.milli_points is None else Decimal(row.milli_points).scaleb(-3),
        str(row.claim or ""),
        row.contribution.url,
    ]
