"""Whether the forges can be reached from here, and ten read-only calls of each, by the product's own clients and readers."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import ForgeUnavailable
from accounts.linking import endpoints
from accounts.linking.http import ForgeSession
from accounts.models import Forge
from config.doctor.findings import Finding, good, note, trouble
from credits.forges import gitee, github, trial
from credits.forges.errors import BadAnswer, ForgeError, RateLimited, TokenRefused, Unavailable
from credits.forges.gitee import trial as gitee_trial
from credits.forges.github import trial as github_trial
from journal import clock

NAMES: dict[str, str] = dict(Forge.choices)
_SECONDS = 20


@dataclass(slots=True)
class Reached:
    """What came of reaching for a forge. clocks: moments there, each with ours."""

    forge: str
    findings: list[Finding] = field(default_factory=list)
    clocks: list[tuple[datetime, datetime]] = field(default_factory=list)


def reach(forge: str) -> Reached:
    """Whether interface and web pages answer, whatever they say: without a token they need not say yes."""
    done, at = Reached(forge), endpoints.of(forge)
    with ForgeSession() as session:
        for url in (at.user_url, at.authorize_url):
            try:
                answer = session.head(url)
            except ForgeUnavailable:
                done.findings.append(_silent(forge, url))
                continue
            # One without a date, or with none that can be read, tells no time.
            with suppress(KeyError, ValueError, TypeError):
                done.clocks.append((parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC), clock.machine_now()))
            done.findings.append(good(NAMES[forge], _("%(url)s answers") % {"url": url}))
    return done


def _silent(forge: str, url: str) -> Finding:
    mend = (
        _("Look at the proxy in FORGE_PROXY.")
        if settings.FORGE_PROXY
        else _("Open the way through the firewall, or set FORGE_PROXY to a proxy that has one.")
    )
    return trouble(NAMES[forge], _("%(url)s does not answer.") % {"url": url}, mend)


def calls(forge: str, token: str | None) -> Iterator[Finding]:
    """The ten calls with a token; without one, a word on how to have them."""
    if token is None:
        yield note(NAMES[forge], _("the ten calls were left out."), _("Give a token with --token-file."))
        return
    for tried in trial.make(_calls(forge, token)):
        yield _finding(forge, tried)


def _calls(forge: str, token: str) -> Iterator[trial.Call]:
    shared: dict[str, Any] = {"token": token, "proxy": settings.FORGE_PROXY or None, "timeout_seconds": _SECONDS}
    if forge == Forge.GITHUB:
        urls = {"api_url": settings.GITHUB_API_URL, "graphql_url": settings.GITHUB_GRAPHQL_URL}
        return github_trial.calls(github.Client(**urls, **shared))
    return gitee_trial.calls(gitee.Client(api_url=settings.GITEE_API_URL, **shared))


def _finding(forge: str, tried: trial.Tried) -> Finding:
    part = f"{NAMES[forge]} {tried.name}"
    if tried.has_nothing:
        return note(part, _("not asked: the token's holder has no such public work."))
    if tried.error is not None:
        return trouble(part, *_words(forge, tried.error))
    if tried.untold:
        said = _("the answer no longer tells %(fields)s.") % {"fields": ", ".join(tried.untold)}
        return trouble(part, said, _update())
    return good(part, _("as expected"))


def _words(forge: str, error: ForgeError) -> tuple[str, str]:
    prefix = forge.upper()
    match error:
        case TokenRefused():
            return _("the token is refused."), _("Make a new token at the forge and put it into the file.")
        case RateLimited():
            seconds = {"seconds": round(error.retry_after_seconds)}
            return _("the token's limit is used up."), _("Wait %(seconds)s s, or use another token.") % seconds
        case Unavailable():
            return _("no answer, or one that says the forge is down."), _(
                "Look at the forge's status page and at FORGE_PROXY; try again."
            )
        case BadAnswer():
            return _("an answer that the readers cannot read (%(error)s).") % {"error": error}, _update()
        case _:
            mend = _("Look whether %(prefix)s_API_URL is the interface's address.") % {"prefix": prefix}
            return _("the address answers that nothing is there."), mend


def _update() -> str:
    return _("Update OpenCredits; if there is no newer version, report it with this line.")
