"""Invite people of the roster to set their first password."""

from dataclasses import dataclass, field
from smtplib import SMTPException

import structlog
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.mail import get_connection
from django.db import transaction

from accounts.models import PasswordLink, User
from accounts.services.mail import send_mail
from accounts.services.passwords import INVITATION_LASTS, FreshLink, make_links
from journal import audit, clock

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Invited:
    """How the mails fared: to how many they left, who has no address, to whom the server refused one (user keys)."""

    mailed: int = 0
    without_address: int = 0
    refused: list[int] = field(default_factory=list)


@transaction.atomic
def invite(*, again: bool) -> list[FreshLink]:
    """A link for everybody who never set a password; `again`: also for those whose earlier link still holds, which then ends."""
    waiting = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if not again:
        waiting = waiting.exclude(
            pk__in=PasswordLink.objects.filter(used_at=None, expires_at__gt=clock.machine_now()).values("user")
        )
    links = make_links(waiting.select_related("student", "staff").order_by("pk"), lasts=INVITATION_LASTS)
    if links:
        audit.add("invited", people=len(links))
    return links


def mail_invitations(links: list[FreshLink]) -> Invited:
    """Mail each link; one refused address does not keep the others from theirs."""
    done = Invited()
    with get_connection() as connection:
        for link in links:
            if not link.user.email:
                done.without_address += 1
                continue
            try:
                context = {"url": link.url, "expires_at": link.expires_at}
                send_mail(to=link.user, template="emails/invitation", context=context, connection=connection)
                done.mailed += 1
            except (OSError, SMTPException) as error:
                log.warning("invitation_not_mailed", user=link.user.pk, error=type(error).__name__)
                done.refused.append(link.user.pk)
    return done
