"""What can be wrong with policies, terms and publications.

PolicyError
├── BadFile          a file that cannot be taken, with line and key
├── AlreadyPublished the version exists with other content
├── NotFound         what was named is not there
│   ├── NoSuchVersion
│   ├── NoSuchTerm
│   ├── NoSuchDepartment
│   └── NoSuchStudent
├── NotAllowed       the person has no role for it
│   └── MayNotAnswer the flag is for somebody else to answer
├── SamePerson       two people publish, not one twice
├── NotValid         rules are not valid for the term
├── NothingInForce   no policy is published for the term
├── NoOutcome        a flag ends in one of four ways
├── NoReason         no outcome without a reason
└── AlreadyAnswered  somebody was faster; `case` says who
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from journal.sentences import joined

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from credits.policies.models import FlagCase


class PolicyError(Exception):
    """Something that a person can mend: `what` went wrong and the `next_step`."""

    what: "str | StrPromise" = ""
    next_step: "str | StrPromise" = ""

    def __str__(self) -> str:
        return joined(self.what, *self.args, self.next_step)


class BadFile(PolicyError):
    """`FILE:LINE: what is wrong`, FILE as given."""

    def __init__(self, name: str, line: int, message: str) -> None:
        super().__init__(f"{name}:{line}: {message}")
        self.line = line


class AlreadyPublished(PolicyError):
    what = _("This version exists with other content.")
    next_step = _("A published version never changes: raise its version number.")


class NotFound(PolicyError):
    """What was named is not there; which it is, the kinds below say."""


class NoSuchVersion(NotFound):
    what = _("No version is loaded as ID@VERSION:")
    next_step = _("Load it with load_policy or load_rules, which say its name.")


class NoSuchTerm(NotFound):
    what = _("There is no term with the name:")
    next_step = _("Terms come from the file of rules, by load_rules.")


class NoSuchDepartment(NotFound):
    what = _("There is no department with the name:")
    next_step = _("Departments come from the roster; write the name as it stands there.")


class NoSuchStudent(NotFound):
    what = _("No student has the number:")
    next_step = _("Students come from the roster, by import_roster.")


class NotAllowed(PolicyError):
    what = _("This person may not publish:")
    next_step = _("A policy owner publishes; the second person is another policy owner or a registrar.")


class MayNotAnswer(NotAllowed):
    what = _("You may not answer this flag.")
    next_step = _("A reviewer of the student's department or a registrar answers it, who had no part in the work.")


class SamePerson(PolicyError):
    what = _("One person cannot publish alone.")
    next_step = _("Name another policy owner or a registrar as the second.")


class NotValid(PolicyError):
    what = _("These rules are not valid on all days of the term:")
    next_step = _("Publish a version whose valid_from and valid_to take in the whole term.")


class NothingInForce(PolicyError):
    what = _("No scoring policy is published for this term:")
    next_step = _("Load one with load_policy and publish it with publish.")


class NoOutcome(PolicyError):
    what = _("A flag ends explained, warned, excluded or referred.")
    next_step = _("Choose one of them.")


class NoReason(PolicyError):
    what = _("The reason is missing.")
    next_step = _("Write why you decide so: the student reads it.")


class AlreadyAnswered(PolicyError):
    """`case` as it stands: who answered, how and why."""

    what = _("This flag was already answered by:")
    next_step = _("Read that answer; it stands until the evidence changes.")

    def __init__(self, case: "FlagCase") -> None:
        super().__init__(f"{case.ended_by}.")
        self.case = case
