from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """What happened: facts, repositories and how far collection is."""

    name = "credits.contributions"
    label = "contributions"

    def ready(self) -> None:
        from credits.contributions import subscriptions

        subscriptions.subscribe()
