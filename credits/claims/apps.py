from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    """Who agrees: claims, decisions, public notice."""

    name = "credits.claims"
    label = "claims"
    verbose_name = _("claims")
