"""Public notices: a list is prepared, looked at exactly as it will be published, published, or withdrawn with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Department, Staff
from credits.claims import services
from credits.claims.errors import ClaimError, NoReason
from credits.claims.models import Notice
from credits.faculty.reading.desk import runs_the_office, tabs
from credits.faculty.reading.notices import Notices
from credits.faculty.views.doors import staff_page
from credits.faculty.views.office import DESK
from credits.policies.models import Term


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*DESK)
def listing(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What waits, what is prepared, what is up and what was; sent, it prepares a list."""
    if request.method == "POST":
        return _prepare(request, staff)
    return _page(request, staff)


def _prepare(request: HttpRequest, staff: Staff) -> HttpResponse:
    term = get_object_or_404(Term, name=request.POST.get("term", ""))
    named = request.POST.get("department", "")
    department = get_object_or_404(Department, pk=named) if named.isdecimal() else None
    try:
        notice = services.prepare_notice(term=term, by=staff, department=department)
    except ClaimError as error:
        messages.error(request, str(error))
    else:
        told = {"count": notice.entries.count()}
        said = ngettext("A list of %(count)s claim is prepared.", "A list of %(count)s claims is prepared.", told["count"]) % told
        messages.success(request, f"{said} {_('Look it over and publish it.')}")
    return redirect("registrar_notices")


@require_POST
@staff_page(*DESK)
def publish(request: HttpRequest, staff: Staff, pk: int) -> HttpResponse:
    """Put a prepared list up."""
    get_object_or_404(Notice, pk=pk)
    try:
        services.publish_notice(notice_id=pk, by=staff)
    except ClaimError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The list is published."))
    return redirect("registrar_notices")


@require_POST
@staff_page(*DESK)
def withdraw(request: HttpRequest, staff: Staff, pk: int) -> HttpResponse:
    """Take a list down, or drop a prepared one."""
    get_object_or_404(Notice, pk=pk)
    reason = request.POST.get("reason", "")
    try:
        services.withdraw_notice(notice_id=pk, by=staff, reason=reason)
    except NoReason:
        return _page(request, staff, wrong=pk, status=422)
    except ClaimError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The list is withdrawn; its claims are approved as before."))
    return redirect("registrar_notices")


def _page(request: HttpRequest, staff: Staff, *, wrong: int = 0, status: int = 200) -> HttpResponse:
    context = {
        "tabs": tabs(staff, "registrar_notices"),
        "notices": Notices(staff),
        "acts": runs_the_office(staff),
        "wrong": wrong,
    }
    return render(request, "faculty/notices.html", context, status=status)
