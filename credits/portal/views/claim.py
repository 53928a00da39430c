"""One claim of a student's: where it stands, what was decided, taking it back, and its frozen evidence as a file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Student
from credits.claims import services
from credits.claims.errors import ClaimError
from credits.claims.models import Claim, Evidence, State
from credits.portal.reading.claims import page_of
from credits.portal.views.doors import student_page


@require_GET
@student_page
def show(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The page of one of the student's own claims; a draft's is the editor."""
    page = page_of(student, pk)
    if page is None:
        raise Http404
    if page.state == State.DRAFT:
        return redirect("claim_edit", pk)
    return render(request, "portal/claim.html", {"page": page})


@require_http_methods(["GET", "POST"])
@student_page
def withdraw(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Take it back, after saying what that does."""
    claim = get_object_or_404(Claim.objects.of(student).exclude(submitted_at=None), pk=pk)
    if request.method == "POST":
        try:
            services.withdraw(claim_id=pk, student=student)
        except ClaimError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The claim is withdrawn; its contributions are free again."))
        return redirect("claim", pk)
    if not services.can_withdraw(claim):
        return redirect("claim", pk)
    return render(request, "portal/claims/withdraw.html", {"claim": claim})


@require_GET
@student_page
def facts(request: HttpRequest, student: Student, pk: int, version: int) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """FACTS.jsonl as it was frozen, byte for byte."""
    evidence = get_object_or_404(Evidence.objects.filter(claim__in=Claim.objects.of(student)), claim=pk, version=version)
    name = f"{evidence.claim}-{version}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(evidence.facts, content_type="application/jsonl; charset=utf-8", headers=headers)
