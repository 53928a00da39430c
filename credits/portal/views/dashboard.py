"""A student's own page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Student
from credits.contributions.models import Contribution
from credits.pages.charts.calendar import PARTS
from credits.portal.reading import listing
from credits.portal.reading.dashboard import dashboard
from credits.portal.views.doors import student_page

_EXPLAINED = "explained"
_LATEST_PART = len(PARTS) - 1


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Of the student; staff are sent to the accounts they may link."""
    if request.user.is_authenticated and request.user.student_or_none is None:
        return redirect("accounts")
    return _page(request)


@student_page
def _page(request: HttpRequest, student: Student) -> HttpResponse:
    context = {
        "board": dashboard(student),
        "latest": listing.latest(student),
        "total": Contribution.objects.of(student).count(),
        "part": _part(request.GET.get("weeks", "")),
        "list_url": reverse("contributions"),
        "show_explanation": _EXPLAINED not in request.COOKIES,
    }
    return render(request, "portal/dashboard.html", context)


@require_POST
@student_page
def explained(request: HttpRequest, student: Student) -> HttpResponse:  # noqa: ARG001 (only whose page it is)
    """The first visit's explanation was read; it does not come again in this browser."""
    response = redirect("me")
    response.set_cookie(
        _EXPLAINED,
        "1",
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _part(asked: str) -> int:
    """Which of the calendar's parts a phone shows; the latest unless the address says otherwise."""
    return int(asked) if asked in {str(number) for number in range(len(PARTS))} else _LATEST_PART
