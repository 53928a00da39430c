"""Whose session ended while a form lay before them comes back to that form, with what they had entered.

What they send then meets the sign-in page. The address that it was sent to is often no page (it only takes what is sent), so they
come back to the page that they sent it from. What they entered waits in the new session: sealed, for an hour, for that page and
that person only. A template prints `{{ typed.NAME }}` where a field NAME is filled in, which serves a failed save as well.
docs/decisions/0006-what-was-typed-waits-for-the-sign-in.md says why so.
"""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.urls import is_valid_path, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.tokens import Unreadable, opened, sealed

WAITS = timedelta(hours=1)
# A reviewer may have a page in each of some windows when the session ends.
_MOST_PAGES = 5
_MOST_CHARACTERS = 200_000
_IN_SESSION = "typed"
# Who was signed in here last, so that nobody else is shown what they entered. It goes when the browser is closed.
WHO_COOKIE = "who"


class ReturningMiddleware:
    """Sends people who must sign in first back to the page they were on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            _remember_who(request, response)
            if request.method == "POST" and response.status_code != 403:  # noqa: PLR2004 (a refused form was not taken)
                _drop(request)
        elif request.method not in {"GET", "HEAD"} and _asks_to_sign_in(response):
            page = page_of(request)
            is_kept = keep(request, page=page, person=person_of(request))
            messages.warning(request, _ended(is_kept=is_kept))
            response.headers["Location"] = redirect_to_login(page).url
        return response


def page_of(request: HttpRequest) -> str:
    """The page of ours that a form was sent from, with its query; where the browser does not tell, the page above the address."""
    if not sent_from_here(request):
        return above(request.path)
    page = urlsplit(request.headers["Referer"])
    if page.path == resolve_url(settings.LOGIN_URL) or (page.path == request.path and _only_takes(request)):
        return above(request.path)
    return page._replace(scheme="", netloc="", fragment="").geturl()


def sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this; another site cannot make it say so."""
    ours = {request.get_host(), urlsplit(settings.PUBLIC_URL).netloc}
    return url_has_allowed_host_and_scheme(request.headers.get("Referer", ""), allowed_hosts=ours)


def above(path: str) -> str:
    """The nearest page above an address; a person's own where there is none."""
    while (path := path[: path.rstrip("/").rfind("/") + 1]) not in {"", "/"}:
        if is_valid_path(path):
            return path
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def person_of(request: HttpRequest) -> str:
    """The key of who is signed in, else of who was in this browser before; empty when that was nobody."""
    return str(request.user.pk or request.get_signed_cookie(WHO_COOKIE, default=""))


def keep(request: HttpRequest, *, page: str, person: str) -> bool:
    """Keep what a form held for `person` (their key) until they are on `page` again. Whether there was something that may be kept."""
    entered = request.POST.copy()
    entered.pop("csrfmiddlewaretoken", None)
    text = entered.urlencode()
    is_secret = any("password" in name for name in entered)
    if not person or is_secret or not any(entered.values()) or len(text) > _MOST_CHARACTERS:
        return False
    path = urlsplit(page).path
    pages = {**request.session.get(_IN_SESSION, {}), path: sealed(text, belongs_to=_owner(person, path))}
    request.session[_IN_SESSION] = dict(list(pages.items())[-_MOST_PAGES:])
    return True


def kept(request: HttpRequest, page: str) -> QueryDict:
    """What the signed-in person had entered on a page when their session ended; empty when nothing waits for them."""
    path = urlsplit(page).path
    stored = request.session.get(_IN_SESSION, {}).get(path) if request.user.is_authenticated else None
    try:
        text = opened(stored, belongs_to=_owner(str(request.user.pk), path), within=WAITS) if stored else ""
    except Unreadable:
        text = ""
    return QueryDict(text)


def typed(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `typed`, what stands in a page's form. What was just sent, else what waited for the sign-in."""
    return {"typed": request.POST if request.method == "POST" else SimpleLazyObject(lambda: kept(request, request.path))}


def _drop(request: HttpRequest) -> None:
    """The form was sent anew, so nothing waits for its page any more."""
    pages = request.session.get(_IN_SESSION, {})
    if sent_from_here(request) and pages.pop(urlsplit(request.headers["Referer"]).path, None):
        request.session[_IN_SESSION] = pages


def _remember_who(request: HttpRequest, response: HttpResponse) -> None:
    person = str(request.user.pk)
    if request.get_signed_cookie(WHO_COOKIE, default="") != person:
        response.set_signed_cookie(WHO_COOKIE, person, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def _asks_to_sign_in(response: HttpResponse) -> bool:
    to = urlsplit(response.headers.get("Location", ""))
    return to.path == resolve_url(settings.LOGIN_URL) and "next" in parse_qs(to.query)


def _only_takes(request: HttpRequest) -> bool:
    """Whether the address answers nothing but what is sent to it; it is asked, as reading changes nothing."""
    reading = copy(request)
    reading.method = "GET"
    found = resolve(request.path)
    return bool(found.func(reading, *found.args, **found.kwargs).status_code == 405)  # noqa: PLR2004


def _ended(*, is_kept: bool) -> str:
    if is_kept:
        return _(
            "Your session had ended, so nothing was sent. What you entered is kept and stands in the form again once you logged in."
        )
    return _("Your session had ended, so nothing was done. Log in, then press the button again.")


def _owner(person: str, path: str) -> str:
    return f"{person} {path}"
