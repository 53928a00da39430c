"""One-time links with which people set a password: made, mailed, used once."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.errors import LockedOut, PasswordLinkOver
from accounts.models import PasswordLink, User
from accounts.services.mail import send_mail
from accounts.services.sign_in import attempt_of
from accounts.signing_in import find_user
from journal import audit, clock, work

INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class FreshLink:
    """A link in plain, which exists only here and in what is handed to its person."""

    user: User
    url: str = field(repr=False)
    expires_at: datetime


@transaction.atomic
def make_links(users: Iterable[User], *, lasts: timedelta) -> list[FreshLink]:
    """A new link for each; the ones they held before end."""
    people, now = list(users), clock.machine_now()
    for start in range(0, len(people), 500):
        PasswordLink.objects.filter(user__in=people[start : start + 500], used_at=None, expires_at__gt=now).update(expires_at=now)
    tokens = [secrets.token_urlsafe(32) for _ in people]
    rows = [
        PasswordLink(user=user, token_hash=_hash(token), made_at=now, expires_at=now + lasts)
        for user, token in zip(people, tokens, strict=True)
    ]
    PasswordLink.objects.bulk_create(rows, batch_size=200)
    return [
        FreshLink(user, settings.PUBLIC_URL + reverse("set_password", args=[token]), row.expires_at)
        for user, token, row in zip(people, tokens, rows, strict=True)
    ]


def holder_of_link(token: str) -> User:
    """Whose password the link may set. Raises PasswordLinkOver."""
    link = _live(token).select_related("user__student", "user__staff").first()
    if link is None:
        raise PasswordLinkOver
    return link.user


@transaction.atomic
def set_password(*, token: str, password: str) -> User:
    """Spend the link; every session of the person ends, and so do their other links.

    Raises PasswordLinkOver, or Django's ValidationError when the password is too weak (the link stays good then).
    """
    link = _live(token).select_for_update(of=("self",)).select_related("user").first()
    if link is None:
        raise PasswordLinkOver
    validate_password(password, user=link.user)
    now = clock.machine_now()
    # Who comes first is decided here, on both engines.
    if not PasswordLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise PasswordLinkOver
    PasswordLink.objects.filter(user=link.user, used_at=None, expires_at__gt=now).update(expires_at=now)
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    audit.add("password_set", by=link.user, about=link.user)
    return link.user


def ask_for_reset(*, name: str, address: str) -> None:
    """Have a link mailed to whoever this name belongs to. Nothing in the answer or its time tells whether it belongs to anybody."""
    try:
        attempt = attempt_of(name, address, kind="reset")
    except LockedOut:
        # Mail is not repeated at will; the page answers as always.
        return
    user = find_user(name)
    with transaction.atomic():
        work.add(
            "accounts.send_reset", key=attempt.name_hash, queue="notify", payload={"user": user.pk if user is not None else None}
        )


def send_reset(*, user_id: int | None) -> None:
    """Mail a new link to a person who may sign in and has an address."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email=None).first() if user_id is not None else None
    if user is None:
        return
    with transaction.atomic():
        [link] = make_links([user], lasts=RESET_LASTS)
        audit.add("password_reset_sent", about=user)
    send_mail(to=user, template="emails/reset", context={"url": link.url, "expires_at": link.expires_at})


def _live(token: str) -> QuerySet[PasswordLink]:
    return PasswordLink.objects.filter(
        token_hash=_hash(token), used_at=None, expires_at__gt=clock.machine_now(), user__is_active=True
    )


def _hash(token: str) -> str:
    # The token has 256 random bits, so a plain hash cannot be guessed back.
    return hashlib.sha256(token.encode()).hexdigest()
