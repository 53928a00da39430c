"""Public notices: what was decided, masked, for as long as the rules say and no longer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from credits.claims.models import Notice
from credits.portal.reading.notices import notice_view, showing
from credits.portal.views import errors
from journal import clock


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Those that stand now."""
    return render(request, "public/notices.html", {"notices": showing()})


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; afterwards its address says that it is over, without names."""
    notice = Notice.objects.exclude(published_by=None).select_related("term", "department").filter(pk=pk).first()
    if notice is None:
        raise Http404
    if not notice.is_showing(clock.now()):
        return errors.gone(request)
    return render(request, "public/notice.html", {"notice": notice_view(notice)})
