"""Mail to a person, as plain text in their language."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User


def send_mail(
    *, to: User, template: str, context: dict[str, Any], connection: BaseEmailBackend | None = None, message_id: str = ""
) -> None:
    """Send `template`.txt, whose first line is the subject. Raises what the mail server refuses (OSError, SMTPException).

    message_id: the same one for what may be sent twice, so that the reader's program shows it once; empty: a new one.
    """
    headers = {"Message-ID": message_id} if message_id else {}
    with translation.override(to.language or settings.LANGUAGE_CODE):
        text = render_to_string(f"{template}.txt", {"person": str(to), "university": settings.UNIVERSITY_NAME, **context})
    subject, _, body = text.strip().partition("\n")
    EmailMessage(subject, body.strip() + "\n", to=[str(to.email)], headers=headers, connection=connection).send()
