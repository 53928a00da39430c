"""What can be wrong with a claim or a decision; each says what happened and what to do next.

ClaimError
├── NotReady          the student has something to add before it can be sent; `missing` lists it
├── NotEnrolled       the student is not here on this day
├── NoRound           no round is open for this student and term
├── TooLate           the deadline has passed
├── InReview          a reviewer has opened it, so it is not withdrawn any more
├── SavedElsewhere    another window saved a later text
├── CannotChoose      a contribution that this claim may not rest on
├── AlreadyDecided    somebody was faster; `by` and `state` say who and what
├── NotAllowed        the person's roles do not cover it
├── Conflict          the person must not decide on this claim: `why`
│   └── SamePerson    decided at another stage of it
├── OpenFlags         flags that nobody has answered yet
├── NoReason          a decision that reduces, returns or rejects says why
├── TooMuch           an adjustment beyond what the policy allows
├── NothingLeft       the caps, or the reductions, leave no credit
├── TooManyReturns    it was returned as often as the rules allow
├── CannotUndo        the time is over, or something followed
├── NothingToShow     no approved claim waits for a notice
├── NoticeIsOver      all claims of the notice are awarded
└── NotDue            the period of the notice is not over
"""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal.sentences import joined


class ClaimError(Exception):
    """`what` happened and the `next_step`, in the reader's language."""

    what: str | Promise = ""
    next_step: str | Promise = ""

    def __str__(self) -> str:
        return joined(self.what, self.next_step)


class NotReady(ClaimError):
    what = _("Something is still missing, so the claim was not sent.")
    next_step = _("Add what is listed; everything that you wrote is saved.")

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__()
        self.missing = tuple(missing)


class NotEnrolled(ClaimError):
    what = _("The roster says that you are not enrolled today, and only enrolled students claim credit.")
    next_step = _("Ask the academic affairs office if the dates on the roster are wrong.")


class NoRound(ClaimError):
    what = _("No round is open in which you can claim credit for this term.")
    next_step = _("Your draft is kept. The page of claims says when the next round opens.")


class TooLate(ClaimError):
    what = _("The deadline has passed.")
    next_step = _("Ask the academic affairs office if something kept you from sending it in time.")


class InReview(ClaimError):
    what = _("A reviewer has opened this claim, so it can no longer be withdrawn.")
    next_step = _("Wait for the decision; if the claim is returned to you, you can change it.")


class SavedElsewhere(ClaimError):
    what = _("This claim was changed in another window after you opened this one.")
    next_step = _("Compare both texts below and save the one that should stand.")


class CannotChoose(ClaimError):
    what = _("One of the contributions cannot be chosen for this claim.")
    next_step = _("Choose from the list again: it says at each one why it can or cannot be chosen.")


class AlreadyDecided(ClaimError):
    what = _("Somebody has decided on this claim already.")
    next_step = _("Their decision stands; what you wrote is still in the form below.")

    def __init__(self, *, state: str, by: str = "") -> None:
        super().__init__()
        self.state, self.by = state, by


class NotAllowed(ClaimError):
    what = _("Your roles do not cover this decision.")
    next_step = _("A reviewer of the department decides first, then a registrar.")


class Conflict(ClaimError):
    what = _("You must not decide on this claim.")
    next_step = _("Hand it on with the button “I must not decide this”; a colleague takes it.")

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self.why = why


class SamePerson(Conflict):
    what = _("You decided on this claim at the other stage, so you cannot decide at this one.")
    next_step = _("Ask a colleague to take it.")


class OpenFlags(ClaimError):
    what = _("There are flags that nobody has looked at yet.")
    next_step = _("Answer each flag with an outcome and a reason; then recommend.")


class NoReason(ClaimError):
    what = _("This needs a reason that the student can read.")
    next_step = _("Write what is missing or wrong, and at each reduced contribution why.")


class TooMuch(ClaimError):
    what = _("The adjustment is larger than the policy allows.")
    next_step = _("Stay within the limit that stands beside the field.")


class NothingLeft(ClaimError):
    what = _("Nothing is left that could be awarded: no step of credit is reached, or a cap is used up.")
    next_step = _("Reject the claim with a reason, or return it for other contributions.")


class TooManyReturns(ClaimError):
    what = _("This claim was returned as often as the rules allow.")
    next_step = _("Recommend it, in part if need be, or reject it with a reason.")


class CannotUndo(ClaimError):
    what = _("This decision can no longer be taken back.")
    next_step = _("A later change is a new decision with a reason of its own.")


class NothingToShow(ClaimError):
    what = _("No approved claim waits for a notice.")
    next_step = _("A claim comes here when the office has approved it and the time to take that back is over.")


class NoticeIsOver(ClaimError):
    what = _("The notice is over, and its claims are awarded.")
    next_step = _("A change after an award is a decision of its own with a new ledger entry.")


class NotDue(ClaimError):
    what = _("The public notice is not over yet.")
    next_step = _("Run the award again when its period has ended.")
