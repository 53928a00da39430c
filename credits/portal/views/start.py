"""First steps: consent, link, first reading, first result; leaving and coming back resumes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.linking import endpoints
from accounts.models import CONSENT_VERSION, Consent, Forge, LinkedAccount, Student
from accounts.services import give_consent
from credits.portal.consent import CONSENT_TEXT
from credits.portal.reading.first_result import first_result
from credits.portal.reading.sync import progress
from credits.portal.views.doors import student_page
from journal import clock

STEPS = ("consent", "link", "sync", "result")


@require_GET
@student_page
def resume(request: HttpRequest, student: Student) -> HttpResponse:  # noqa: ARG001 (only whose steps they are)
    """To the first step that is not done."""
    return redirect(f"start_{next_step(student)}")


def next_step(student: Student) -> str:
    """The first step that is not done."""
    if not _consents(student):
        return "consent"
    if not LinkedAccount.objects.live().of(student.user).exists():
        return "link"
    return "result" if progress(student).has_ended else "sync"


@require_http_methods(["GET", "POST"])
@student_page
def consent(request: HttpRequest, student: Student) -> HttpResponse:
    """Step 1. The box is not ticked beforehand, and without it nothing is read."""
    missing = False
    if request.method == "POST":
        if request.POST.get("collect"):
            give_consent(user=student.user, kind=Consent.Kind.COLLECT)
            return redirect("start_link")
        missing = True
    given = Consent.objects.standing(student.user, Consent.Kind.COLLECT).first()
    context = {"version": CONSENT_VERSION, "consent_text": CONSENT_TEXT, "given": given, "missing": missing}
    return _step(request, "consent", context, status=422 if missing else 200)


@require_GET
def consent_text(request: HttpRequest) -> HttpResponse:
    """The text that is agreed to, to keep."""
    text = render_to_string("portal/start/consent.txt", {"version": CONSENT_VERSION, "consent_text": CONSENT_TEXT}, request)
    name = f"consent-{CONSENT_VERSION}-{request.LANGUAGE_CODE}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_GET
@student_page
def link(request: HttpRequest, student: Student) -> HttpResponse:
    """Step 2. What is asked for is said before leaving; the way back ends here whatever happens there."""
    if not _consents(student):
        messages.info(request, _("Please read and agree first; then you can link your accounts."))
        return redirect("start_consent")
    held = {account.forge: account for account in LinkedAccount.objects.live().of(student.user).order_by("pk")}
    broken = {account.forge for account in held.values() if account.state == "broken"}
    forges = [
        {
            "code": forge.value,
            "name": forge.label,
            "account": held.get(forge.value),
            "is_broken": forge.value in broken,
            "is_on": endpoints.of(forge.value).is_on,
        }
        for forge in Forge
    ]
    return _step(request, "link", {"forges": forges, "has_any": bool(held), "in_messenger": _in_messenger(request)})


@require_GET
@student_page
def sync(request: HttpRequest, student: Student) -> HttpResponse:
    """Step 3. Asked by the page itself, it answers with the progress alone."""
    if not LinkedAccount.objects.live().of(student.user).exists():
        return redirect("start_link")
    context = {"progress": progress(student), "asked_at": clock.machine_now()}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "portal/start/progress.html", context)
    return _step(request, "sync", context)


@require_http_methods(["GET", "POST"])
@student_page
def result(request: HttpRequest, student: Student) -> HttpResponse:
    """Step 4: the best contribution taken apart, and one that brings nothing; then the student's own page."""
    if request.method == "POST":
        if student.started_at is None:
            Student.objects.filter(pk=student.pk, started_at=None).update(started_at=clock.machine_now())
        return redirect("me")
    step = next_step(student)
    if step != "result":
        # Before all is read and assessed, the page would tell half of it.
        return redirect(f"start_{step}")
    return _step(request, "result", {"result": first_result(student)})


def _step(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    at = STEPS.index(name)
    steps = [{"is_done": number < at, "is_here": number == at} for number in range(len(STEPS))]
    return render(request, f"portal/start/{name}.html", {**context, "step": at + 1, "steps": steps}, status=status)


def _consents(student: Student) -> bool:
    return Consent.objects.standing(student.user, Consent.Kind.COLLECT).exists()


def _in_messenger(request: HttpRequest) -> bool:
    """Whether this is the browser inside a campus messenger, in which other sites' sign-in often fails."""
    agent = request.headers.get("User-Agent", "")
    return any(name in agent for name in ("MicroMessenger", "wxwork", "DingTalk", "Lark", "Feishu"))
