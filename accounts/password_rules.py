"""The rule of a password's length, in the reader's language."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django's, whose refusal its own Chinese catalogue lacks (5.2)."""

    def get_error_message(self) -> str:
        """Said where a password is too short."""
        return ngettext(
            "This password is too short. It must have at least %(count)d character.",
            "This password is too short. It must have at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}
