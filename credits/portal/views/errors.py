"""Error pages in the product's own layout: what happened, what to do, and a number that the operator finds in the logs."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from credits.portal.context import site_of


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """400."""
    return _page(request, 400, _("This request was not understood"), [_("Go back, load the page again and repeat the last step.")])


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """403."""
    return _page(
        request, 403, _("You may not do this"), [_("If you should be able to, ask the academic affairs office to check your role.")]
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """403 for a form that was not made for this visit."""
    return _page(
        request,
        403,
        _("This form is out of date"),
        [
            _("It was made for another visit: you signed in or out meanwhile, or cookies are switched off."),
            _("Go back, load the page again and send the form once more."),
        ],
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """404; the same for what is not there and for what is somebody else's."""
    return _page(
        request,
        404,
        _("There is no such page for you"),
        [
            _("The address may be mistyped, or the page belongs to somebody else."),
            _("Start from your own page, or look for the answer in Help."),
        ],
    )


def too_many(request: HttpRequest, *, until: str = "") -> HttpResponse:
    """429. until: the time from which it works again, as people read it."""
    wait = _("Wait until %(time)s and try again.") % {"time": until} if until else _("Wait a minute and try again.")
    return _page(request, 429, _("Too many requests at once"), [wait])


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(
        request,
        500,
        _("Something broke on our side"),
        [
            _("Nothing you entered was changed. Try again in a minute."),
            _("If it happens again, send the reference number to the operator."),
        ],
    )


def _page(request: HttpRequest, status: int, title: str, sentences: list[str]) -> HttpResponse:
    # No context processors and no database: this page must stand when they do not.
    context = {
        "site": site_of(request),
        "status": status,
        "error_title": title,
        "sentences": sentences,
        "reference": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    return HttpResponse(render_to_string("errors/error.html", context), status=status)
