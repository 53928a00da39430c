"""Put all stored tokens, and what else is sealed, under the newest key."""

from django.apps import apps
from django.db import models, transaction

from accounts.models import LinkedAccount
from accounts.tokens import SecretField, Unreadable, resealed
from journal import audit


def rotate_tokens() -> int:
    """How many accounts' tokens were put under the first of `TOKEN_KEYS`; run again, it does the same again.

    Raises Unreadable when no key fits one of them; those before it stay rotated, and both keys still read all.
    """
    rotated = sum(_rotate(pk) for pk in LinkedAccount.objects.live().values_list("pk", flat=True).iterator())
    # Later rooms seal things too (the ledger keeps a key for each student): whatever is sealed must outlive the old key.
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, SecretField)]  # noqa: SLF001
        if names and model is not LinkedAccount:
            for pk in model._default_manager.values_list("pk", flat=True).iterator():  # noqa: SLF001
                _reseal(model, pk, names)
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


@transaction.atomic
def _reseal(model: type[models.Model], pk: int, names: list[str]) -> None:
    row = model._default_manager.select_for_update().get(pk=pk)  # noqa: SLF001
    try:
        for name in names:
            setattr(row, name, resealed(getattr(row, name)))
    except Unreadable as error:
        raise Unreadable(f"{row}: {error}") from None
    row.save(update_fields=names)
