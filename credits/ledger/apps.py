from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """What stands: awards in an append-only chain, with signed checkpoints."""

    name = "credits.ledger"
    label = "ledger"
    verbose_name = _("ledger")
