"""The award run: what it would do, the run, and its receipt."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Staff
from credits.claims.models import UNBOOKED
from credits.faculty.reading.desk import reads_all, runs_the_office, tabs, term_of
from credits.faculty.views.doors import staff_page
from credits.faculty.views.office import DESK
from credits.ledger import services
from credits.ledger.errors import LedgerError
from credits.ledger.models import AwardRun
from credits.pages import labels
from credits.policies.models import Term


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*DESK)
def preview(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Per student the total before and after, what is left out and why; sent, it runs."""
    if request.method == "POST":
        return _run(request, staff)
    terms = list(Term.objects.filter(claims__state__in=UNBOOKED).distinct().order_by("-starts_at"))
    term = term_of(request.GET.get("term", ""), terms) if reads_all(staff) else None
    context = {
        "tabs": tabs(staff, "registrar_awards"),
        "terms": [(one.name, labels.term_title(one), one == term) for one in terms],
        "term": term,
        "term_title": labels.term_title(term) if term else "",
        "preview": services.preview(term=term) if term else None,
        "runs": AwardRun.objects.select_related("term", "by").order_by("-pk")[:20] if reads_all(staff) else (),
        "acts": runs_the_office(staff),
    }
    return render(request, "faculty/awards.html", context)


def _run(request: HttpRequest, staff: Staff) -> HttpResponse:
    term = get_object_or_404(Term, name=request.POST.get("term", ""))
    try:
        run = services.award_run(term=term, by=staff)
    except LedgerError as error:
        messages.error(request, str(error))
        return redirect("registrar_awards")
    messages.success(request, _("The run is done; this is its receipt."))
    return redirect("award_receipt", run.pk)


@require_GET
@staff_page(*DESK)
def receipt(request: HttpRequest, staff: Staff, pk: int) -> HttpResponse:
    """A run by its number, and each award that it made."""
    if not reads_all(staff):
        raise Http404
    run = get_object_or_404(AwardRun.objects.select_related("term", "by"), pk=pk)
    awards = run.awards.select_related("student__department", "claim", "entry").order_by("entry")
    context = {"run": run, "awards": awards, "term_title": labels.term_title(run.term), "tabs": tabs(staff, "registrar_awards")}
    return render(request, "faculty/receipt.html", context)
