"""The verbs of this room, a module each."""

from accounts.services.consent import give_consent, withdraw_consent
from accounts.services.link import link, unlink
from accounts.services.rotate import rotate_tokens
from accounts.services.tokens import forge_token, mark_broken

__all__ = ["forge_token", "give_consent", "link", "mark_broken", "rotate_tokens", "unlink", "withdraw_consent"]
