"""Link and unlink a forge account that its holder has proved."""

from django.db import transaction

from accounts.errors import HeldBySomebodyElse, NoConsent
from accounts.linking.grant import Grant
from accounts.linking.proof import Holder
from accounts.models import Consent, LinkedAccount, User
from journal import audit, clock, outbox


def link(*, user: User, forge: str, holder: Holder, grant: Grant) -> LinkedAccount:
    """Make the account the person's own, or connect it again; what a student links is collected from then on.

    Raises NoConsent, and HeldBySomebodyElse with an audit row when somebody else holds it.
    """
    try:
        return _linked(user, forge, holder, grant)
    except HeldBySomebodyElse:
        with transaction.atomic():
            held = LinkedAccount.objects.live().filter(forge=forge, external_id=holder.external_id).first()
            audit.add("link_refused", by=user, about=held, account=f"{forge}:{holder.external_id}")
        raise


@transaction.atomic
def _linked(user: User, forge: str, holder: Holder, grant: Grant) -> LinkedAccount:
    # The person's lock first: a withdrawal that comes at the same moment is either seen here or forgets these tokens too.
    user = User.objects.select_for_update().get(pk=user.pk)
    student = user.student_or_none
    if student is not None and not Consent.objects.standing(user, Consent.Kind.COLLECT).exists():
        raise NoConsent
    linked, is_new = _row(user, forge, holder)
    linked.login, linked.url = holder.login, holder.url
    linked.broken_at, linked.broken_reason = None, ""
    if student is not None:
        linked.keep_tokens(access=grant.access, refresh=grant.refresh, expires_at=grant.expires_at)
    else:
        # Nothing is collected for staff: that they hold the account is all there is to know.
        linked.drop_tokens()
    linked.save()
    audit.add("account_linked" if is_new else "account_connected_again", by=user, about=linked, account=linked.account)
    # A student's, or one that was: whoever has it now, other people's work may count otherwise.
    if LinkedAccount.objects.filter(forge=forge, external_id=holder.external_id, user__student__isnull=False).exists():
        outbox.add("account_linked", linked_account=linked.pk)
    return linked


def _row(user: User, forge: str, holder: Holder) -> tuple[LinkedAccount, bool]:
    """The person's live row, made if there is none; the constraint decides who came first."""
    held, is_new = LinkedAccount.objects.select_for_update().get_or_create(
        forge=forge, external_id=holder.external_id, unlinked_at=None, defaults={"user": user, "login": holder.login}
    )
    if held.user_id != user.pk:
        raise HeldBySomebodyElse
    return held, is_new


@transaction.atomic
def unlink(*, linked_account_id: int, by: User) -> None:
    """End a link of one's own; the row stays as history, the tokens are forgotten.

    Raises LinkedAccount.DoesNotExist for anybody else's or one that has ended.
    """
    linked = LinkedAccount.objects.live().of(by).select_for_update().get(pk=linked_account_id)
    linked.unlinked_at = clock.machine_now()
    linked.drop_tokens()
    linked.save(update_fields=["unlinked_at", "access_token", "refresh_token", "token_expires_at"])
    audit.add("account_unlinked", by=by, about=linked, account=linked.account)
    if by.student_or_none is not None:
        outbox.add("account_unlinked", linked_account=linked.pk)
