from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """What was done, what must still be done, and what time it is."""

    name = "journal"
    verbose_name = _("journal")
