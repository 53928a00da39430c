from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who: people, roles, departments, sign-in, consent, linked forge accounts."""

    name = "accounts"
    verbose_name = _("people")
