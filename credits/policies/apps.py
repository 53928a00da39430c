from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """What it is worth: terms, policy versions, assessments."""

    name = "credits.policies"
    label = "policies"
    verbose_name = _("policies and assessments")

    def ready(self) -> None:
        from credits.policies import subscriptions

        subscriptions.subscribe()
