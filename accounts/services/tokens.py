"""The one door to a forge token: asked before every request, it answers while consent and link stand."""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.errors import ForgeRefused, ForgeUnavailable, LinkBroken, NoConsent, Unlinked
from accounts.linking import grant
from accounts.models import Consent, LinkedAccount
from journal import audit, clock, outbox

_REFRESH_BEFORE = timedelta(minutes=5)
_HOLD = timedelta(seconds=60)  # above the time limits of one refresh call
_WAIT_SECONDS = 40.0
_LOOK_AGAIN_SECONDS = 0.2


def forge_token(linked_account_id: int) -> str:
    """The access token of a linked account, refreshed when it is due.

    Raises Unlinked, NoConsent, LinkBroken (its holder must link again), ForgeUnavailable (an ended token cannot be refreshed
    now; try later), and tokens.Unreadable when no key fits.
    """
    linked = _usable(linked_account_id)
    return _refreshed(linked) if _is_due(linked) else linked.tokens()[0]


def renew_token(linked_account_id: int, refused: str) -> bool:
    """Replace a token that the forge refused before its named end; whether there is another one now.

    Without a refresh token there is none, and its holder must link again. Raises what `forge_token` raises.
    """
    access, refresh = _usable(linked_account_id).tokens()
    if access == refused and refresh:
        LinkedAccount.objects.filter(pk=linked_account_id).update(token_expires_at=clock.machine_now())
    return forge_token(linked_account_id) != refused


def mark_broken(linked_account_id: int, reason: str) -> None:
    """The forge refused the token: forget it and have its holder asked to link again; run twice, it is told once."""
    with transaction.atomic():
        broken = LinkedAccount.objects.live().filter(pk=linked_account_id, broken_at=None).update(
            broken_at=clock.machine_now(), broken_reason=reason[:200], access_token="", refresh_token="", token_expires_at=None
        )  # fmt: skip
        if not broken:
            return
        linked = LinkedAccount.objects.get(pk=linked_account_id)
        audit.add("account_broken", about=linked, reason=reason, account=linked.account)
        outbox.add("account_broken", linked_account=linked.pk)


def _usable(linked_account_id: int) -> LinkedAccount:
    linked = LinkedAccount.objects.filter(pk=linked_account_id).first()
    if linked is None or linked.unlinked_at is not None:
        raise Unlinked
    if not Consent.objects.standing(linked.user_id, Consent.Kind.COLLECT).exists():
        raise NoConsent
    if linked.broken_at is not None or not linked.access_token:
        raise LinkBroken
    return linked


def _is_due(linked: LinkedAccount) -> bool:
    return linked.token_expires_at is not None and linked.token_expires_at - _REFRESH_BEFORE <= clock.machine_now()


def _refreshed(linked: LinkedAccount) -> str:
    """A fresh access token: one process asks the forge, the others wait for what it gets.

    Gitee replaces both tokens at each refresh, so a second call with the old refresh token would end the link.
    """
    ends = time.monotonic() + _WAIT_SECONDS
    while not _hold(linked):
        if time.monotonic() > ends:
            raise ForgeUnavailable
        time.sleep(_LOOK_AGAIN_SECONDS)
        linked = _usable(linked.pk)
        if not _is_due(linked):
            return linked.tokens()[0]
    try:
        linked = _usable(linked.pk)
        # Somebody may have refreshed it between our look and our hold.
        return _ask(linked) if _is_due(linked) else linked.tokens()[0]
    finally:
        LinkedAccount.objects.filter(pk=linked.pk).update(refresh_held_until=None)


def _hold(linked: LinkedAccount) -> bool:
    now = clock.machine_now()
    free = Q(refresh_held_until=None) | Q(refresh_held_until__lte=now)
    return bool(LinkedAccount.objects.filter(free, pk=linked.pk).update(refresh_held_until=now + _HOLD))


def _ask(linked: LinkedAccount) -> str:
    access, refresh = linked.tokens()
    try:
        if not refresh:
            raise ForgeRefused  # noqa: TRY301 (an ended token without a refresh token is as good as a refused one)
        new = grant.refresh(linked.forge, refresh)
    except ForgeRefused:
        mark_broken(linked.pk, "refresh_refused")
        raise LinkBroken from None
    except ForgeUnavailable:
        # Asked a little early, so that a forge that is down for minutes stops nobody.
        if linked.token_expires_at is not None and linked.token_expires_at > clock.machine_now():
            return access
        raise
    with transaction.atomic():
        LinkedAccount.objects.select_for_update().get(pk=linked.pk)
        # Unlinked or withdrawn while the forge answered: then nothing is kept and nothing is given out.
        kept = _usable(linked.pk)
        kept.keep_tokens(access=new.access, refresh=new.refresh or refresh, expires_at=new.expires_at)
        kept.save(update_fields=["access_token", "refresh_token", "token_expires_at"])
    return new.access
