"""A student's claims, and beginning a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Student
from credits.claims import services
from credits.claims.errors import ClaimError
from credits.contributions.models import Contribution
from credits.policies.models import Term
from credits.portal.reading.claims import counted, rows_of
from credits.portal.reading.openings import openings
from credits.portal.views.doors import student_page


@require_GET
@student_page
def listing(request: HttpRequest, student: Student) -> HttpResponse:
    """All claims with their state, and the way to a new one."""
    rows = rows_of(student)
    return render(request, "portal/claims.html", {"rows": rows, "counted": counted(rows), "openings": openings(student)})


@require_http_methods(["GET", "POST"])
@student_page
def new(request: HttpRequest, student: Student) -> HttpResponse:
    """Which term, and a button; the button opens the draft, once however often it is pressed."""
    if request.method == "GET":
        return render(request, "portal/claims/new.html", {"openings": openings(student)})
    term = Term.objects.filter(name=request.POST.get("term", "")).first()
    try:
        if term is None:
            # Ticked in the list of contributions, which says no term.
            keys = [int(key) for key in request.POST.getlist("use") if key.isascii() and key.isdecimal() and len(key) < 19]  # noqa: PLR2004
            claim = services.use_in_draft(student=student, contributions=list(Contribution.objects.of(student).filter(pk__in=keys)))
        else:
            claim = services.open_draft(student=student, term=term)
    except ClaimError as error:
        messages.error(request, str(error))
        return redirect("contributions" if term is None else "claims")
    return redirect("claim_edit", claim.pk)
