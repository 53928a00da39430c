"""The review queue, the same rows as a file, and the way to the first claim."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Staff, StaffRole
from credits.faculty.reading.overview import overview
from credits.faculty.reading.queue import Asked, Queue, Row, heads, review_url, rows_of
from credits.faculty.reading.toast import toast_of
from credits.faculty.views.doors import READERS, staff_page
from credits.tables import Cell, Table, download
from journal import clock
from journal.moments import local_day

_CHUNK = 500


@require_GET
@staff_page(*READERS)
def listing(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What waits for the department, or what the address asks for, fifty a page."""
    asked = _asked(request)
    queue = Queue(staff, asked)
    reviewers = _colleagues(staff)
    context = {
        "queue": queue,
        "page": queue.page(),
        "asked": asked,
        "address": asked.address(),
        "left_out": asked.left_out(request.GET.dict()),
        "overview": overview(staff),
        "reviewers": reviewers,
        "may_assign": bool(reviewers),
        "toast": toast_of(request, staff),
    }
    return render(request, "faculty/queue.html", context)


@require_GET
@staff_page(*READERS)
def start(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The first claim of the list; the list where there is none."""
    asked = _asked(request)
    first = Queue(staff, asked).found.first()
    return redirect(review_url(first.pk, asked.address()) if first else f"{reverse('reviews')}?{asked.address()}")


@require_GET
@staff_page(*READERS)
def export(request: HttpRequest, staff: Staff, form: str) -> HttpResponse:
    """The filtered rows with the shown columns, as CSV or XLSX."""
    table = Table(name=f"reviews-{clock.today():%Y-%m-%d}", heads=heads(), rows=map(_cells, _rows(staff, _asked(request))))
    return download(table, form)


def _asked(request: HttpRequest) -> Asked:
    asked = Asked.of(request.GET.dict())
    return asked if asked.view != "office" else Asked()


def _rows(staff: Staff, asked: Asked) -> Iterator[Row]:
    claims = Queue(staff, asked).found.iterator(_CHUNK)
    while some := list(islice(claims, _CHUNK)):
        yield from rows_of(some, asked)


def _cells(row: Row) -> list[Cell]:
    claim = row.claim
    return [
        claim.student.name,
        claim.student.number,
        claim.department.name if claim.department else "",
        claim.number or "",
        Decimal(claim.asked or 0).scaleb(-2),
        None if row.milli_points is None else Decimal(row.milli_points).scaleb(-3),
        _(", ").join(map(str, row.flags)),
        row.days,
        local_day(claim.deadline_at) if claim.deadline_at else None,
        claim.reviewer.name if claim.reviewer else "",
        row.word.word,
    ]


def _colleagues(staff: Staff) -> list[Staff]:
    """Those to whom a claim may be given: the reviewers of the person's departments, themselves first; none for who is no reviewer."""
    own = staff.roles.filter(role=StaffRole.Role.REVIEWER)
    if not own.exists():
        return []
    roles = StaffRole.objects.filter(role=StaffRole.Role.REVIEWER, staff__user__is_active=True)
    if not own.filter(department=None).exists():
        departments = own.values("department")
        roles = roles.filter(department__in=departments) | roles.filter(department=None)
    others = Staff.objects.filter(pk__in=roles.values("staff")).exclude(pk=staff.pk)
    return [staff, *others]
