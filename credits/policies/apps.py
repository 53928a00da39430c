from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """What it is worth: terms, policy versions, assessments."""

    name = "credits.policies"
    label = "policies"

    def ready(self) -> None:
        from credits.policies import subscriptions

        subscriptions.subscribe()
