"""Give and withdraw consent (DESIGN.md decision 8): before the first call to a forge, by version, taken back at once."""

from django.db import transaction

from accounts.models import CONSENT_VERSION, Consent, LinkedAccount, User
from journal import audit, clock, outbox


@transaction.atomic
def give_consent(*, user: User, kind: str = Consent.Kind.COLLECT, given: str = "on the page") -> Consent:
    """Agree to today's text; run twice, it is given once. given: where, for the audit row."""
    User.objects.select_for_update().get(pk=user.pk)
    standing = Consent.objects.standing(user, kind).first()
    if standing is not None:
        return standing
    consent = Consent.objects.create(user=user, kind=kind, version=CONSENT_VERSION)
    audit.add("consent_given", by=user, about=consent, kind=kind, version=CONSENT_VERSION, given=given)
    outbox.add("consent_given", user=user.pk)
    return consent


@transaction.atomic
def withdraw_consent(*, user: User, kind: str = Consent.Kind.COLLECT) -> None:
    """Take it back at once: the tokens are forgotten with it, so that no request with them leaves from now on.

    The links stay, marked as needing to be connected again, because they are proof of who did what was already read.
    """
    now = clock.machine_now()
    User.objects.select_for_update().get(pk=user.pk)
    if not Consent.objects.filter(user=user, kind=kind, withdrawn_at=None).update(withdrawn_at=now):
        return
    LinkedAccount.objects.live().of(user).update(
        access_token="", refresh_token="", token_expires_at=None, broken_at=now, broken_reason="consent_withdrawn"
    )
    audit.add("consent_withdrawn", by=user, about=user, kind=kind)
    outbox.add("consent_withdrawn", user=user.pk)
