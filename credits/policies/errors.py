"""What can be wrong with policies, terms and publications.

PolicyError
├── BadFile          a file that cannot be taken, with line and key
├── AlreadyPublished the version exists with other content
├── NotFound         no such version, term, department or person
├── NotAllowed       the person has no role for it
├── SamePerson       two people publish, not one twice
├── NotValid         rules are not valid for the term
└── NothingInForce   no policy is published for the term
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class PolicyError(Exception):
    """Something that a person can mend: `what` went wrong and the `next_step`."""

    what: "str | StrPromise" = ""
    next_step: "str | StrPromise" = ""

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.what, *self.args, self.next_step) if part)


class BadFile(PolicyError):
    """`FILE:LINE: what is wrong`, FILE as given."""

    def __init__(self, name: str, line: int, message: str) -> None:
        super().__init__(f"{name}:{line}: {message}")
        self.line = line


class AlreadyPublished(PolicyError):
    what = _("This version exists with other content.")
    next_step = _("A published version never changes: raise its version number.")


class NotFound(PolicyError):
    what = _("Not found:")


class NotAllowed(PolicyError):
    what = _("This person may not publish:")
    next_step = _("A policy owner publishes; the second person is another policy owner or a registrar.")


class SamePerson(PolicyError):
    what = _("One person cannot publish alone.")
    next_step = _("Name another policy owner or a registrar as the second.")


class NotValid(PolicyError):
    what = _("These rules are not valid on all days of the term:")
    next_step = _("Publish a version whose valid_from and valid_to take in the whole term.")


class NothingInForce(PolicyError):
    what = _("No scoring policy is published for this term:")
    next_step = _("Load one with load_policy and publish it with publish.")
