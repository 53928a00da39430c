"""The verbs of this room: put a mail down, and send it."""

from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Never
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language

from accounts.services.mail import send_mail
from credits.messages.events import EVENTS, deadline_of, step_of
from credits.messages.models import Mail
from credits.policies.models import Term
from journal import clock, moments, work

_TRY_AGAIN_SECONDS = 300
_REFUSED = 500  # RFC 5321: the same again will not help


def write(topic: str, payload: dict[str, Any]) -> None:
    """Put down the mail of an event, once; it leaves through `notify`. In the transaction of the outbox's message."""
    step = step_of(topic, payload["step"])
    if step is None:
        return
    claim = step.claim
    mail, is_new = Mail.objects.get_or_create(
        topic=topic, key=str(step.pk), user=claim.student.user, defaults={"deadline_at": deadline_of(topic, claim)}
    )
    if is_new:
        work.add("credits.messages.send", key=str(mail.pk), queue="notify", payload={"mail": mail.pk})


def send(work_id: int) -> None:
    """Send a mail that was put down, unless it has left, or its event was taken back.

    Whoever is killed after the server took the mail and before `sent_at` is stored leaves it to be sent again. Nothing stands
    between the two but one UPDATE, the lease lets nobody else in meanwhile, and both mails carry one Message-ID, by which mail
    servers and programs know the second for the first.
    """
    with work.lease(work_id) as held:
        if held is not None:
            _send(held)


def _send(held: work.Lease) -> None:
    mail = Mail.objects.select_related("user").get(pk=held.work.payload["mail"])
    step = step_of(mail.topic, mail.key)
    if mail.sent_at is not None or step is None or not mail.user.is_active or not mail.user.email:
        return
    event, claim = EVENTS[mail.topic], step.claim
    context = {
        "claim": claim.number,
        "term": _in_readers_language(_title, claim.term),
        "deadline": _in_readers_language(moments.deadline, mail.deadline_at) if mail.deadline_at else None,
        "zone": _in_readers_language(moments.zone),
        "url": settings.PUBLIC_URL + event.page.format(claim=claim.pk),
    }
    try:
        send_mail(to=mail.user, template=f"emails/claims/{event.template}", context=context, message_id=_message_id(mail))
    except OSError as error:
        _try_again(held, error)
    Mail.objects.filter(pk=mail.pk).update(sent_at=clock.machine_now())


def _in_readers_language(words: Callable[..., str], *args: Any) -> Any:
    """What `words` says once the template is filled."""
    return lazy(words, str)(*args)


def _title(term: Term) -> str:
    return str(term.title.get(get_language() or "") or term.name)


def _message_id(mail: Mail) -> str:
    """The same for every try."""
    return f"<{mail.topic}.{mail.key}.{mail.user_id}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def _try_again(held: work.Lease, error: OSError) -> Never:
    """A server that is away is waited for as long as it takes; one that says no is asked a few times, then the row tells."""
    # Without the server's words: they repeat the address.
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    else:
        codes = [error.smtp_code] if isinstance(error, SMTPResponseException) else []
    reason = f"{type(error).__name__} {codes}"
    if codes and min(codes) >= _REFUSED:
        held.retry(reason)
    held.later(_TRY_AGAIN_SECONDS, reason)
