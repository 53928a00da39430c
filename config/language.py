"""What a reader chose: language and colour scheme, by `?lang=` and `?theme=` on any address, remembered in cookies."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.models import User

Handler = Callable[[HttpRequest], HttpResponse]

THEMES = ("light", "dark", "system")
THEME_COOKIE = "theme"


class LanguageMiddleware:
    """Chinese first: the address wins, then the cookie, then the university's language; never the browser's guess."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        asked = request.GET.get("lang", "").lower()
        remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = next((code for code in (asked, remembered) if code in known), settings.LANGUAGE_CODE)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if asked in known and asked != remembered:
            _remember(response, settings.LANGUAGE_COOKIE_NAME, asked)
            self._remember_for_mails(request, asked)
        return response

    def _remember_for_mails(self, request: HttpRequest, language: str) -> None:
        user = getattr(request, "user", None)
        if isinstance(user, User) and user.language != language:
            User.objects.filter(pk=user.pk).update(language=language)


class ThemeMiddleware:
    """Light or dark by choice, for the pages as `request.theme`; without a choice, as the device is set."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("theme", "")
        remembered = request.COOKIES.get(THEME_COOKIE, "")
        theme = next((code for code in (asked, remembered) if code in THEMES), "system")
        request.theme = theme  # type: ignore[attr-defined]
        response = self.get_response(request)
        if asked in THEMES and asked != remembered:
            _remember(response, THEME_COOKIE, asked)
        return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
