from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """What stands: awards in an append-only chain, with signed checkpoints."""

    name = "credits.ledger"
    label = "ledger"
    verbose_name = _("ledger")

    def ready(self) -> None:
        from credits.ledger import grants

        # Sent when the migrations of all apps are done.
        post_migrate.connect(grants.after_migrating, sender=self)
