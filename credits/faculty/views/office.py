"""Claims before the office: where the department proposes another amount than is computed, first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Staff, StaffRole
from credits.faculty.reading.desk import tabs
from credits.faculty.reading.queue import Asked, Queue
from credits.faculty.reading.toast import toast_of
from credits.faculty.views.doors import staff_page

DESK = (StaffRole.Role.REGISTRAR, StaffRole.Role.AUDITOR)


@require_GET
@staff_page(*DESK)
def listing(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Fifty a page; each is decided on its own page, by another person than the reviewer."""
    asked = Asked(view="office", after=request.GET.get("after", ""))
    context = {
        "tabs": tabs(staff, "registrar"),
        "page": Queue(staff, asked).page(),
        "query": asked.address(),
        "toast": toast_of(request, staff),
    }
    return render(request, "faculty/office.html", context)
