from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What students and visitors see: thin pages that hold no rules."""

    name = "credits.portal"
    label = "portal"
    verbose_name = "portal"
