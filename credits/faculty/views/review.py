"""One claim: its evidence, and the decision on it. Everything that is sent comes to the same address, so nothing typed is lost."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import returning
from accounts.models import Staff
from credits.claims import services
from credits.claims.errors import AlreadyDecided, ClaimError, NothingLeft, OpenFlags
from credits.claims.models import Claim
from credits.faculty.filled import Problem
from credits.faculty.reading.queue import Asked, Queue, review_url
from credits.faculty.reading.review import Case
from credits.faculty.reading.toast import toast_of
from credits.faculty.views.doors import READERS, staff_page
from credits.faculty.words import CHECKS, OUTCOMES
from credits.pages.claims import REASONS, STATES
from credits.policies.errors import PolicyError
from credits.policies.services.flags import OUTCOMES as FLAG_OUTCOMES
from journal import access

_CONFLICT = 409
_UNFIT = 422


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def show(request: HttpRequest, staff: Staff, pk: int) -> HttpResponse:
    """To look at it; to compute again, note, answer a flag, hand on or decide, whichever button was pressed."""
    claim = _claim(staff, pk)
    if request.method != "POST":
        services.opened(claim_id=pk, by=staff)
        claim = _claim(staff, pk)
        access.seen(by=staff, role=_role(staff), whose=claim.student, what=claim)
        return _page(request, Case(claim, staff, returning.kept(request, request.path)))
    pressed, _sep, about = request.POST.get("do", "recalculate").partition("-")
    return _PRESSED.get(pressed, _recalculate)(request, staff, claim, about)


@require_POST
@staff_page(*READERS)
def undo(request: HttpRequest, staff: Staff, pk: int) -> HttpResponse:
    """Take the last decision back, and be at the claim again."""
    _claim(staff, pk)
    try:
        services.undo(claim_id=pk, by=staff)
    except ClaimError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The decision was taken back; nobody was told of it."))
    return redirect(review_url(pk, Asked.of(request.GET.dict()).address()))


def _recalculate(request: HttpRequest, staff: Staff, claim: Claim, _about: str) -> HttpResponse:
    case = Case(claim, staff, request.POST)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "faculty/review/figures.html", {"case": case})
    return _page(request, case)


def _note(request: HttpRequest, staff: Staff, claim: Claim, _about: str) -> HttpResponse:
    text = request.POST.get("note", "").strip()
    case = Case(claim, staff, request.POST)
    if not text:
        return _page(request, case, problems=[Problem("note", _("Write the note first."))], status=_UNFIT)
    try:
        services.add_note(claim_id=claim.pk, by=staff, text=text)
    except ClaimError as error:
        return _page(request, case, problems=[Problem("note", str(error))], status=_CONFLICT)
    return _page(request, case, typed=_without(request.POST, "note"), said=_("The note is saved. No student reads it."))


def _answer(request: HttpRequest, staff: Staff, claim: Claim, about: str) -> HttpResponse:
    outcome, reason = request.POST.get(f"outcome-{about}", ""), request.POST.get(f"answer-{about}", "")
    case = Case(claim, staff, request.POST)
    if not about.isdecimal() or not any(one.pk == int(about) for one in case.cases):
        return _page(request, case)
    try:
        services.answer_flag(claim_id=claim.pk, case_id=int(about), outcome=outcome, reason=reason, by=staff)
    except (ClaimError, PolicyError) as error:
        field = f"outcome-{about}" if outcome not in FLAG_OUTCOMES else f"answer-{about}"
        return _page(request, case, problems=[Problem(field, str(error))], status=_UNFIT)
    return _page(request, Case(claim, staff, request.POST), said=_("The flag is answered."))


def _recuse(request: HttpRequest, staff: Staff, claim: Claim, _about: str) -> HttpResponse:
    asked = Asked.of(request.GET.dict())
    place = Queue(staff, asked).place_of(claim)
    services.recuse(claim_id=claim.pk, by=staff)
    messages.success(request, _("%(claim)s is handed on: a colleague takes it.") % {"claim": claim.number})
    return redirect(_next(asked, place.after or place.before))


def _decide(request: HttpRequest, staff: Staff, claim: Claim, _about: str) -> HttpResponse:
    case = Case(claim, staff, request.POST)
    if claim.state not in {"department_review", "office_review"}:
        return _too_late(request, case)
    problems = case.filled.problems(stage=case.stage)
    if problems:
        return _page(request, case, problems=problems, status=_UNFIT)
    asked = Asked.of(request.GET.dict())
    place = Queue(staff, asked).place_of(claim)
    try:
        _take(case)
    except AlreadyDecided:
        return _too_late(request, Case(_claim(staff, claim.pk), staff, request.POST))
    except OpenFlags as error:
        flag = case.open_flags[0].pk if case.open_flags else 0
        return _page(request, case, problems=[Problem(f"flag-{flag}", str(error))], status=_CONFLICT)
    except ClaimError as error:
        field = "figures" if isinstance(error, NothingLeft) else "decision"
        return _page(request, case, problems=[Problem(field, str(error))], status=_CONFLICT)
    note = request.POST.get("note", "").strip()
    if note:
        services.add_note(claim_id=claim.pk, by=staff, text=note)
    return redirect(_next(asked, place.after or place.before, decided=claim.pk))


def _take(case: Case) -> None:
    """The decision that was filled in."""
    claim_id, filled, by = case.claim.pk, case.filled, case.staff
    match filled.decision:
        case "recommend":
            services.recommend(claim_id=claim_id, by=by, reductions=filled.reductions, reason=filled.reason)
        case "approve":
            services.approve(claim_id=claim_id, by=by, reason=filled.reason)
        case "return":
            about = [item.pk for item in case.items if filled.typed.get(f"about-{item.pk}")]
            services.return_claim(claim_id=claim_id, by=by, reason=filled.reason, items=about)
        case _:
            services.reject(claim_id=claim_id, by=by, reason=filled.reason, reason_code=filled.reason_code)


_PRESSED: Mapping[str, Callable[[HttpRequest, Staff, Claim, str], HttpResponse]] = {
    "decide": _decide, "note": _note, "flag": _answer, "recuse": _recuse, "recalculate": _recalculate,
}  # fmt: skip


def _claim(staff: Staff, pk: int) -> Claim:
    seen = Claim.objects.visible_to(staff).with_people()
    return get_object_or_404(seen.select_related("policy_version", "rules_version", "student__advisor"), pk=pk)


def _role(staff: Staff) -> str:
    """In which role somebody looks: the one that may do most."""
    held = set(staff.roles.values_list("role", flat=True))
    return next(str(role) for role in READERS if role in held)


def _next(asked: Asked, pk: int, *, decided: int = 0) -> str:
    """The address of the next claim of the list, or of the list when it has no other."""
    to = reverse("registrar" if asked.view == "office" else "reviews")
    query = asked.address()
    address = review_url(pk, query) if pk else f"{to}{f'?{query}' if query and asked.view != 'office' else ''}"
    return f"{address}{'&' if '?' in address else '?'}decided={decided}" if decided else address


def _too_late(request: HttpRequest, case: Case) -> HttpResponse:
    """Somebody else was first: who and what, and both texts side by side."""
    last = next((step for step in case.steps if step.by_staff_id), None)
    first = {"step": last, "word": STATES[case.claim.state], "why": REASONS.get(last.reason_code, "") if last else ""}
    return _page(request, case, first=first, status=_CONFLICT)


def _without(sent: QueryDict, name: str) -> QueryDict:
    rest = sent.copy()
    rest.pop(name, None)
    return rest


def _page(request: HttpRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    asked = Asked.of(request.GET.dict())
    problems: list[Problem] = more.pop("problems", [])
    context = {
        "case": case,
        "claim": case.claim,
        "asked": asked,
        "query": asked.address(),
        "place": Queue(case.staff, asked).place_of(case.claim),
        "problems": problems,
        "wrong": {problem.field: problem.text for problem in problems},
        "reasons": [(code, REASONS[code]) for code in services.REASONS],
        "outcomes": [(code, OUTCOMES[code]) for code in FLAG_OUTCOMES],
        "checks": CHECKS,
        "toast": toast_of(request, case.staff),
        **more,
    }
    return render(request, "faculty/review.html", context, status=status)
