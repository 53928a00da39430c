from django.apps import AppConfig


class JournalConfig(AppConfig):
    """What was done, what must still be done, and what time it is."""

    name = "journal"
    verbose_name = "journal"
