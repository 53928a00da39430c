"""The address that people and forges see, and whether links and callbacks made of it lead here."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.linking import endpoints
from config.doctor.findings import Finding, good, note, trouble
from config.doctor.forges import NAMES

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def examine() -> Iterator[Finding]:
    """PUBLIC_URL, then what each forge must have as callback."""
    yield _public_url()
    yield from _callbacks()


def _public_url() -> Finding:
    part, address = "PUBLIC_URL", settings.PUBLIC_URL
    at = urlsplit(address)
    if at.scheme not in {"http", "https"} or not at.hostname or at.path or at.query or at.username:
        return trouble(part, address, _("Scheme and host, and nothing behind: https://credits.example.edu"))
    if at.scheme == "http" and at.hostname not in _LOOPBACK:
        return trouble(
            part, _("%(address)s is not encrypted.") % {"address": address}, _("Put a TLS proxy in front and use https.")
        )
    if not validate_host(at.hostname, settings.ALLOWED_HOSTS):
        said = _("%(host)s is not among ALLOWED_HOSTS, so every page answers 400.") % {"host": at.hostname}
        return trouble(part, said, _("Add it there, or leave ALLOWED_HOSTS out."))
    if f"{at.scheme}://{at.netloc}" not in settings.CSRF_TRUSTED_ORIGINS:
        said = _("%(address)s is not among CSRF_TRUSTED_ORIGINS, so every form answers 403.") % {"address": address}
        return trouble(part, said, _("Add it there, or leave CSRF_TRUSTED_ORIGINS out."))
    if at.hostname in _LOOPBACK and not settings.DEMO:
        return note(
            part,
            _("%(address)s is seen on this machine only.") % {"address": address},
            _("Set it to the address that people type."),
        )
    return good(part, address)


def _callbacks() -> Iterator[Finding]:
    on = [forge for forge in NAMES if endpoints.of(forge).is_on]
    for forge, name in NAMES.items():
        if forge in on:
            address = settings.PUBLIC_URL + reverse(f"{forge}_callback")
            yield good(
                _("Linking %(forge)s") % {"forge": name},
                _("the application there must have the callback %(address)s") % {"address": address},
            )
        else:
            mend = _("Set %(prefix)s_CLIENT_ID and %(prefix)s_CLIENT_SECRET.") % {"prefix": forge.upper()}
            tell = note if on else trouble
            yield tell(_("Linking %(forge)s") % {"forge": name}, _("is off: there is no application."), mend)
