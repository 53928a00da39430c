"""The front door, and where a person goes after it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from credits.pages.labels import term_title
from credits.policies.models import Term
from credits.portal.reading.recognition import current_window


@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, in one sentence and three steps, and until when."""
    term = Term.objects.current()
    student = request.user.student_or_none if request.user.is_authenticated else None
    context = {
        "university": settings.UNIVERSITY_NAME,
        "term": term,
        "term_title": term_title(term) if term else "",
        "last_day": term.ends_at - timedelta(days=1) if term else None,
        "window": current_window(student),
    }
    return render(request, "public/landing.html", context)


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Students to their page, by way of the first steps; staff to theirs."""
    student = request.user.student_or_none  # type: ignore[union-attr]
    if student is not None:
        return redirect("me" if student.started_at else "start")
    return redirect("staff" if request.user.staff_or_none is not None else "accounts")  # type: ignore[union-attr]
