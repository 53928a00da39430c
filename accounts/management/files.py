"""Why a file that a command was given cannot be read."""

from django.utils.translation import gettext as _


def why(error: OSError) -> str:
    """In the language of the run; what is rare stays in the system's own words."""
    for kind, words in (
        (FileNotFoundError, _("there is no such file")),
        (IsADirectoryError, _("it is a folder")),
        (PermissionError, _("this user may not open it")),
    ):
        if isinstance(error, kind):
            return words
    return error.strerror or str(error)
