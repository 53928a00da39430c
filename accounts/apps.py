from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who: people, roles, departments, sign-in, consent, linked forge accounts."""

    name = "accounts"
