"""The university's clock, and how far the machine's is from the forges'."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from config.doctor.findings import Finding, good, note, trouble
from journal import clock, moments

# More than that, and tokens, limits and OAuth codes are judged wrongly.
_MOST_SECONDS = 60


def examine(seen: Sequence[tuple[datetime, datetime]]) -> Iterator[Finding]:
    """seen: moments at the forges, each with ours when it came."""
    if settings.OPENCREDITS_NOW:
        yield _set_clock()
    yield _drift(seen)


def _set_clock() -> Finding:
    part = _("University's clock")
    try:
        now = clock.now()
    except (OSError, ValueError) as error:
        return trouble(part, str(error), _("OPENCREDITS_NOW is a moment with its offset, or @ and a file with one."))
    return note(part, _("is set to %(moment)s (DEMO)") % {"moment": moments.exactly(now)})


def _drift(seen: Sequence[tuple[datetime, datetime]]) -> Finding:
    part = _("Clock")
    if not seen:
        return note(part, _("could not be compared: no forge answers."))
    # The least of them: a slow answer, or a proxy's old one, is no fault of ours.
    seconds = min((int((ours - theirs).total_seconds()) for theirs, ours in seen), key=abs)
    if abs(seconds) <= _MOST_SECONDS:
        return good(part, _("agrees with the forges'"))
    said = _("is %(seconds)s s ahead of the forges'.") if seconds > 0 else _("is %(seconds)s s behind the forges'.")
    return trouble(part, said % {"seconds": abs(seconds)}, _("Let the machine keep its time by NTP."))
