"""What can go wrong with people and their linked accounts; each says what happened and what to do next.

AccountsError
├── LinkError               no request with this link may leave
│   ├── NoConsent           consent was not given, or was withdrawn
│   ├── Unlinked            the account is not linked any more
│   ├── LinkBroken          the forge refused the token; its holder links again
│   └── HeldBySomebodyElse  the forge account is linked to another person
├── ForgeError              while talking to a forge
│   ├── ForgeUnavailable    no answer, or a broken one: try again later
│   └── ForgeRefused        the forge refused a code or a token
├── SignInError             nobody was signed in
│   ├── WrongNameOrPassword
│   └── LockedOut           too many tries; `until` says when the next one is taken
├── PasswordLinkOver        a one-time link that was used or is too old
├── NotAnOperator           a student's address cannot become an operator's
├── IsOtherStaff            an address of staff who are no operators does not become one's
└── RosterRefused           the file as a whole cannot be read
"""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal.sentences import joined


class AccountsError(Exception):
    """`what` happened and the `next_step`, in the reader's language."""

    what: str | Promise = ""
    next_step: str | Promise = ""

    @property
    def said(self) -> str:
        """Both, for people; `str()` is what a log gets to know."""
        return joined(self.what, self.next_step)


class LinkError(AccountsError):
    """No request with this linked account's token may leave."""


class NoConsent(LinkError):
    what = _("You have not agreed to the reading of your public contributions.")
    next_step = _("Read and give your consent first; then link the account.")


class Unlinked(LinkError):
    what = _("This account is not linked any more.")
    next_step = _("Link it again if its work should count.")


class LinkBroken(LinkError):
    what = _("The link to this account does not work any more.")
    next_step = _("Link it again. Everything that was read stays.")


class HeldBySomebodyElse(LinkError):
    what = _("This account is already linked to another person of the university.")
    next_step = _(
        "If it is yours: sign in at the forge and check who uses it, change its password there, and ask the academic affairs office "
        "to settle it. They see that you tried. Nothing was changed."
    )


class ForgeError(AccountsError):
    """Talking to a forge gave no result."""


class ForgeUnavailable(ForgeError):
    what = _("The forge did not answer.")
    next_step = _("Nothing was changed. Try again in a few minutes.")


class ForgeRefused(ForgeError):
    what = _("The forge did not accept the authorisation: it was already used, or it took too long.")
    next_step = _("Nothing was changed. Start linking again.")


class PasswordLinkOver(AccountsError):
    what = _("This link was already used, or it is too old.")
    next_step = _("Ask for a new one with your e-mail address or number.")


class SignInError(AccountsError):
    """Nobody was signed in."""


class WrongNameOrPassword(SignInError):
    what = _("Number or e-mail and password do not fit together.")
    next_step = _("Check both and try again, or set a new password.")


class LockedOut(SignInError):
    """Too many tries; `until`, aware in UTC, is when the next one is taken."""

    what = _("Too many tries with this name or from this network.")
    next_step = _("Wait until the time shown, then try again.")

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class RosterRefused(AccountsError):
    """The file as a whole cannot be read; `what` says why."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class NotAnOperator(AccountsError):
    what = _("This address is a student's.")
    next_step = _("Use another one for an operator.")


class IsOtherStaff(AccountsError):
    what = _("This address belongs to a member of staff who is no operator. Nothing was changed.")
    next_step = _("Roles are given by the roster: write 运维 or operator into the column roles of their line and import it.")
