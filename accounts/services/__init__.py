"""The verbs of this room, a module each."""

from accounts.services.consent import give_consent, withdraw_consent
from accounts.services.import_roster import import_roster
from accounts.services.invite import invite
from accounts.services.link import link, unlink
from accounts.services.operator import create_operator
from accounts.services.passwords import ask_for_reset, holder_of_link, send_reset, set_password
from accounts.services.rotate import rotate_tokens
from accounts.services.sign_in import sign_in
from accounts.services.tokens import forge_token, mark_broken, renew_token

__all__ = [
    "ask_for_reset",
    "create_operator",
    "forge_token",
    "give_consent",
    "holder_of_link",
    "import_roster",
    "invite",
    "link",
    "mark_broken",
    "renew_token",
    "rotate_tokens",
    "send_reset",
    "set_password",
    "sign_in",
    "unlink",
    "withdraw_consent",
]
