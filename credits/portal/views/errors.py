"""Error pages in the product's own layout: what happened, what to do, and a number that the operator finds in the logs."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import returning
from credits.pages.context import Site, page, site_of


class NotAllowedMiddleware:
    """Gives the empty answer to a wrong method a page: a button's address was opened, as from the browser's history."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return not_allowed(request, response.headers["Allow"])
        return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """400."""
    return _page(request, 400, _("This request was not understood"), [_("Go back, load the page again and repeat the last step.")])


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """403."""
    return _page(
        request, 403, _("You may not do this"), [_("If you should be able to, ask the academic affairs office to check your role.")]
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """403 for a form that was not made for this visit. What a page of ours held is kept, what another site sends is not."""
    why = _("It was made for another visit: you logged in or out meanwhile, or cookies are switched off.")
    if not returning.sent_from_here(request):
        again = _("Go back, load the page again and send the form once more.")
        return _page(request, 403, _("This form is out of date"), [why, again])
    form = returning.page_of(request)
    is_kept = returning.keep(request, page=form, person=returning.person_of(request))
    again = (
        _("What you entered is kept and stands in the form again.")
        if is_kept
        else _("Nothing was done. Press the button again there.")
    )
    return _page(request, 403, _("This form is out of date"), [why, again], way_on=(form, _("Back to the form")))


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


def not_allowed(request: HttpRequest, allow: str) -> HttpResponse:
    """405. allow: the methods that the address takes."""
    response = _page(
        request,
        405,
        _("Nothing was done"),
        [
            _("This address belongs to a button and is no page of its own."),
            _("Go to the page that has the button and press it there."),
        ],
        way_on=(returning.above(request.path), _("To the page with the button")),
    )
    response.headers["Allow"] = allow
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """410 for a public notice that is over; nobody is named on it."""
    return _page(
        request,
        410,
        _("This public notice is over"),
        [
            _("What it showed was public for its period only, so nothing of it can be read here any more."),
            _("Whose credit it was finds it in the transcript; questions go to the academic affairs office."),
        ],
        way_on=(reverse("notices"), _("To the notices that stand now")),
    )


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


def _page(
    request: HttpRequest, status: int, title: str, sentences: list[str], *, way_on: tuple[str, str] | None = None
) -> HttpResponse:
    context = {
        "site": _site(request, status),
        "status": status,
        "error_title": title,
        "sentences": sentences,
        "way_on": way_on,
        "reference": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    return HttpResponse(render_to_string("errors/error.html", context), status=status)


def _site(request: HttpRequest, status: int) -> Site:
    # What broke may be the database, and that page must stand without it; the others know whose page it is.
    return site_of(request) if status == 500 else page(request)["site"]  # noqa: PLR2004
