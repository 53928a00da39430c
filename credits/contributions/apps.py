from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContributionsConfig(AppConfig):
    """What happened: facts, repositories and how far collection is."""

    name = "credits.contributions"
    label = "contributions"
    verbose_name = _("contributions")

    def ready(self) -> None:
        from credits.contributions import subscriptions

        subscriptions.subscribe()
