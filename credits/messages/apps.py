from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    """What people are told by mail: one mail an event and person."""

    name = "credits.messages"
    # Django's own messages, which stand on the next page, have the short label.
    label = "credits_messages"
    verbose_name = _("messages")

    def ready(self) -> None:
        from credits.messages import subscriptions

        subscriptions.subscribe()
