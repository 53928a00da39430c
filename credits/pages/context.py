"""What every page's frame shows: places, person, language, colours."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext

from accounts.models import Staff, StaffRole
from journal import moments

SHEETS = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/component.css",
    "css/chart.css",
    "css/lists.css",
    "css/page.css",
    "css/claims.css",
    "css/utility.css",
)
HTML_LANG = {"zh-hans": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; current: `page`, `true` (something below it) or empty."""

    name: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A language or colour scheme on offer, by an address that keeps the page."""

    name: str
    url: str
    is_current: bool
    html_lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The frame of a page."""

    html_lang: str
    theme: str
    theme_name: str
    themes: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    places: tuple[Place, ...]
    person: str
    zone: str
    is_demo: bool
    sheets: tuple[str, ...] = SHEETS


def page(request: HttpRequest) -> dict[str, Site]:
    """The context processor."""
    user = getattr(request, "user", None)
    return {"site": site_of(request, person=str(user) if user and user.is_authenticated else "", places=_places(request))}


def site_of(request: HttpRequest, *, person: str = "", places: tuple[Place, ...] = ()) -> Site:
    """The frame for a request; without a person it asks no database, so that it stands when that is down."""
    language = get_language() or settings.LANGUAGE_CODE
    theme = getattr(request, "theme", "system")
    names = {
        "light": pgettext("colours", "Light"),
        "dark": pgettext("colours", "Dark"),
        "system": pgettext("colours", "As the device"),
    }
    return Site(
        html_lang=HTML_LANG.get(language, language),
        theme=theme,
        theme_name=names[theme],
        themes=tuple(Choice(names[code], _with(request, "theme", code), code == theme) for code in names),
        languages=tuple(
            Choice(name, _with(request, "lang", code), code == language, HTML_LANG[code]) for code, name in settings.LANGUAGES
        ),
        places=places,
        person=person,
        zone=moments.zone(),
        is_demo=settings.DEMO,
    )


def _places(request: HttpRequest) -> tuple[Place, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    names = [("accounts", gettext("Linked accounts"))]
    if user.student_or_none is not None:
        own = [("me", gettext("My page")), ("contributions", gettext("Contributions")), ("claims", gettext("Claims"))]
        names = [*own, ("transcript", gettext("Transcript")), *names]
    if user.staff_or_none is not None:
        names = [*_staff_places(user.staff_or_none), *names]
    exact = {"me", "staff"}
    return tuple(Place(name, reverse(view), _current(request.path, reverse(view), exact=view in exact)) for view, name in names)


def _staff_places(staff: Staff) -> list[tuple[str, str]]:
    """The pages that a role of the person's opens."""
    roles = set(staff.roles.values_list("role", flat=True))
    names = [("staff", pgettext("staff", "Home"))]
    if roles & {StaffRole.Role.REVIEWER, StaffRole.Role.REGISTRAR, StaffRole.Role.AUDITOR}:
        names.append(("reviews", gettext("Review queue")))
    if roles & {StaffRole.Role.REGISTRAR, StaffRole.Role.AUDITOR}:
        names.append(("registrar", gettext("Registrar desk")))
    return names


def _current(path: str, url: str, *, exact: bool) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) and not exact else ""


def _with(request: HttpRequest, name: str, value: str) -> str:
    """This address with one parameter set, so that a switch keeps page, filters and place."""
    query = request.GET.copy()
    query[name] = value
    return f"?{query.urlencode()}"
