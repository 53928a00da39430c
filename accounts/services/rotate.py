"""Put all stored tokens under the newest key."""

from django.db import transaction

from accounts.models import LinkedAccount
from accounts.tokens import Unreadable, resealed
from journal import audit


def rotate_tokens() -> int:
    """How many accounts' tokens were put under the first of `TOKEN_KEYS`; run again, it does the same again.

    Raises Unreadable when no key fits one of them; those before it stay rotated, and both keys still read all.
    """
    rotated = sum(_rotate(pk) for pk in LinkedAccount.objects.live().values_list("pk", flat=True).iterator())
    with transaction.atomic():
        audit.add("tokens_rotated", accounts=rotated)
    return rotated


@transaction.atomic
def _rotate(pk: int) -> bool:
    # Locked, so that a token refreshed meanwhile is not overwritten by the one it replaced.
    linked = LinkedAccount.objects.select_for_update().get(pk=pk)
    if not linked.access_token:
        return False
    try:
        linked.access_token = resealed(linked.access_token)
        linked.refresh_token = resealed(linked.refresh_token) if linked.refresh_token else ""
    except Unreadable as error:
        raise Unreadable(f"{linked.account}: {error}") from None
    linked.save(update_fields=["access_token", "refresh_token"])
    return True
