"""Where staff begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Staff
from credits.faculty.reading.home import Home
from credits.faculty.views.doors import staff_page


@require_GET
@staff_page()
def show(request: HttpRequest, staff: Staff) -> HttpResponse:
    """By role: what waits, and where the person's pages are."""
    return render(request, "faculty/home.html", {"home": Home(staff), "staff": staff})
