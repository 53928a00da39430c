"""The editor of a claim, its saving by itself, and the page before it is sent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import returning
from accounts.models import Student
from credits.claims import services
from credits.claims.errors import AlreadyDecided, CannotChoose, ClaimError, NotReady, SavedElsewhere
from credits.claims.models import Claim, State
from credits.portal.reading.editor import Editor, written_in, written_of
from credits.portal.reading.summary import summary_of
from credits.portal.views.doors import student_page

# Where a button of the form leads back to, on the page that it belongs to.
_PLACES = {"ai_no": "choose", "ai_yes": "choose", "recalculate": "estimate", "save": "saved"}
_FOR_ALL = {"ai_no": "no", "ai_yes": "yes"}


@require_http_methods(["GET", "POST"])
@student_page
def edit(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """A draft, or a claim that was returned; every button saves first."""
    claim = _own(student, pk)
    if request.method == "GET":
        return _shown(request, claim)
    action = request.POST.get("action", "")
    try:
        written = written_in(request.POST, ai_for_all=_FOR_ALL.get(action, ""))
        claim = services.save_draft(claim_id=pk, student=student, edition=_edition(request.POST), written=written)
    except SavedElsewhere as error:
        editor = Editor(claim, written, edition=claim.edition, saved=written_of(claim))
        return _page(request, editor, status=409, error=error)
    except CannotChoose as error:
        return _page(request, Editor(claim, written, edition=_edition(request.POST)), status=409, error=error)
    except AlreadyDecided as error:
        return render(request, "portal/claims/not_saved.html", {"claim": claim, "written": written, "error": error}, status=409)
    if action == "submit":
        return redirect(
            f"{reverse('claim_edit', args=[pk])}?check=1" if services.missing(claim) else reverse("claim_summary", args=[pk])
        )
    return redirect(f"{reverse('claim_edit', args=[pk])}#{_PLACES.get(action, 'saved')}")


@require_POST
@student_page
def autosave(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """What the page sends by itself: saved, and all of the page that follows from it."""
    claim = _own(student, pk)
    written = written_in(request.POST)
    try:
        claim = services.save_draft(claim_id=pk, student=student, edition=_edition(request.POST), written=written)
    except ClaimError as error:
        return render(request, "portal/claims/editor/saved.html", {"error": error, "claim": claim})
    editor = Editor(claim, written, edition=claim.edition)
    return render(request, "portal/claims/editor/changed.html", {"editor": editor, "claim": claim})


@require_http_methods(["GET", "POST"])
@student_page
def summary(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Exactly what the reviewer will see, and the button that sends it."""
    claim = _own(student, pk)
    if request.method == "POST":
        try:
            services.submit(claim_id=pk, student=student)
        except NotReady:
            return redirect(f"{reverse('claim_edit', args=[pk])}?check=1")
        except ClaimError as error:
            return render(request, "portal/claims/summary.html", {"summary": summary_of(claim), "error": error}, status=409)
        return redirect("claim_receipt", pk)
    if not _is_editable(claim):
        return redirect("claim", pk)
    if services.missing(claim):
        return redirect(f"{reverse('claim_edit', args=[pk])}?check=1")
    return render(request, "portal/claims/summary.html", {"summary": summary_of(claim)})


@require_GET
@student_page
def receipt(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """What was sent, when, and what happens next."""
    claim = get_object_or_404(_claims(student).exclude(submitted_at=None), pk=pk)
    return render(request, "portal/claims/receipt.html", {"summary": summary_of(claim)})


def _shown(request: HttpRequest, claim: Claim) -> HttpResponse:
    if not _is_editable(claim):
        return redirect("claim", claim.pk)
    entered = returning.kept(request, request.path)
    if "edition" in entered:
        # The session had ended: what was typed then stands in the form, and is saved from there.
        return _page(request, Editor(claim, written_in(entered), edition=_edition(entered)))
    return _page(request, Editor(claim, written_of(claim), edition=claim.edition))


def _page(request: HttpRequest, editor: Editor, *, status: int = 200, error: ClaimError | None = None) -> HttpResponse:
    context: dict[str, Any] = {"editor": editor, "claim": editor.claim, "error": error, "is_checked": "check" in request.GET}
    return render(request, "portal/claims/editor.html", context, status=status)


def _claims(student: Student) -> Any:
    return Claim.objects.of(student).select_related(
        "student__user", "student__department", "term", "policy_version", "rules_version"
    )


def _own(student: Student, pk: int) -> Claim:
    claim: Claim = get_object_or_404(_claims(student), pk=pk)
    return claim


def _is_editable(claim: Claim) -> bool:
    return claim.state in {State.DRAFT, State.RETURNED}


def _edition(form: Any) -> int:
    value = form.get("edition", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0  # noqa: PLR2004 (fits the column)
