"""Which mails are due and which have left."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journal import clock


class Mail(models.Model):
    """The mail of one event to one person. Its text is made when it leaves; what it is about stands in other rooms."""

    topic = models.CharField(max_length=64)
    key = models.CharField(max_length=64, help_text="which event of the topic")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # Until when the reader may act, as it was when the event happened.
    deadline_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(default=clock.machine_now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["topic", "key", "user"], name="one_mail_an_event_and_person")]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
