"""Files for the student information system: a batch holds each waiting award once, and prints again the same."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Staff
from credits import tables
from credits.faculty.reading.desk import reads_all, runs_the_office, tabs
from credits.faculty.reading.exports import batches, waiting
from credits.faculty.views.doors import staff_page
from credits.faculty.views.office import DESK
from credits.ledger import records, services
from credits.ledger.errors import LedgerError
from credits.ledger.models import ExportBatch
from credits.policies.models import Term

_TYPES = {**tables.TYPES, "json": "application/json"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*DESK)
def listing(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What waits for a file, and the files that were made; sent, it makes one."""
    if request.method == "POST":
        return _make(request, staff)
    may_read = reads_all(staff)
    context = {
        "tabs": tabs(staff, "registrar_exports"),
        "waiting": waiting() if may_read else (),
        "batches": batches() if may_read else (),
        "forms": tuple(form.upper() for form in _TYPES),
        "acts": runs_the_office(staff),
    }
    return render(request, "faculty/exports.html", context)


def _make(request: HttpRequest, staff: Staff) -> HttpResponse:
    if not runs_the_office(staff):
        raise Http404
    term = get_object_or_404(Term, name=request.POST.get("term", ""))
    try:
        batch = services.make_batch(term=term)
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        count = batch.lines.count()
        words = ngettext("%(number)s holds %(count)s award.", "%(number)s holds %(count)s awards.", count)
        messages.success(request, f"{words % {'number': batch.number, 'count': count}} {_('Download it below.')}")
    return redirect("registrar_exports")


@require_GET
@staff_page(*DESK)
def download(request: HttpRequest, staff: Staff, pk: int, form: str) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """A batch as a file, each time the same bytes."""
    if form not in _TYPES or not reads_all(staff):
        raise Http404
    batch = get_object_or_404(ExportBatch, pk=pk)
    content = records.as_bytes(records.of_batch(batch), form, name=batch.number)
    headers = {"Content-Disposition": f'attachment; filename="{batch.number}.{form}"'}
    return HttpResponse(content, content_type=_TYPES[form], headers=headers)
