"""Let somebody in, and slow down whoever guesses (FAULTS.md W18). Counts stand in the database, so they hold across processes."""

import hmac
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.contrib.auth import authenticate
from django.db.models import QuerySet

from accounts.errors import LockedOut, WrongNameOrPassword
from accounts.folding import folded
from accounts.models import FailedSignIn, User
from journal import clock

log = structlog.get_logger(__name__)

WINDOW = timedelta(minutes=15)
# A whole hall of residence may share an address, so that it may fail more often than a name.
MOST_A_NAME = 10
MOST_AN_ADDRESS = 100
_FORGET_AFTER = timedelta(hours=24)


def sign_in(*, name: str, password: str, address: str) -> User:
    """The person whose name (e-mail or number) and password these are; `login` of Django makes the session.

    Raises WrongNameOrPassword, the same for an unknown name, and LockedOut with the moment at which to try again.
    """
    attempt = attempt_of(name, address)
    user = authenticate(name=name, password=password)
    if not isinstance(user, User):
        raise WrongNameOrPassword
    FailedSignIn.objects.filter(name_hash=attempt.name_hash).delete()
    return user


def attempt_of(name: str, address: str, *, kind: str = "sign-in") -> FailedSignIn:
    """Count an attempt before it is judged, so that a hundred at the same moment are a hundred. Raises LockedOut.

    kind: what is attempted; each kind has its own counts.
    """
    now = clock.machine_now()
    FailedSignIn.objects.filter(at__lt=now - _FORGET_AFTER).delete()
    attempt = FailedSignIn.objects.create(name_hash=_hash(kind, "name", folded(name)), address_hash=_hash(kind, "address", address))
    others = FailedSignIn.objects.filter(at__gt=now - WINDOW).exclude(pk=attempt.pk)
    until = max(
        _full_until(others.filter(name_hash=attempt.name_hash), MOST_A_NAME),
        _full_until(others.filter(address_hash=attempt.address_hash), MOST_AN_ADDRESS),
        key=lambda moment: moment or now,
    )
    if until is not None:
        # What is refused is not counted, or a lock would never end while somebody knocks.
        attempt.delete()
        log.warning("sign_in_locked", kind=kind, until=until.isoformat())
        raise LockedOut(until)
    return attempt


def _full_until(attempts: QuerySet[FailedSignIn], most: int) -> datetime | None:
    """When the window has room again: as soon as the attempt that filled it leaves; None when it has room now."""
    filling = attempts.order_by("-at").values_list("at", flat=True)[most - 1 : most].first()
    return filling + WINDOW if filling is not None else None


def _hash(*parts: str) -> str:
    """Keyed, so that a copy of the table tells no names and no addresses."""
    return hmac.digest(settings.SECRET_KEY.encode(), "\0".join(parts).encode(), "sha256").hex()
