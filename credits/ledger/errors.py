"""What can be wrong with awards and their files; each says what happened and what to do next.

LedgerError
├── NotAllowed     only a registrar of the whole university runs awards
├── NothingDue     no claim of the term has stood in notice for its whole period
├── NothingWaits   no award of the term waits for a file
└── NoSuchBatch    no batch has this number
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journal.sentences import joined


class LedgerError(Exception):
    """`what` happened and the `next_step`, in the reader's language; further arguments say of what."""

    what: str | Promise = ""
    next_step: str | Promise = ""

    def __str__(self) -> str:
        return joined(self.what, *self.args, self.next_step)


class NotAllowed(LedgerError):
    what = _("Your roles do not cover the award run.")
    next_step = _("A registrar of the whole university runs it.")


class NothingDue(LedgerError):
    what = _("No claim of this term has stood in public notice for its whole period.")
    next_step = _("The preview says of each claim that is on its way what it waits for.")


class NothingWaits(LedgerError):
    what = _("No award of this term waits for a file.")
    next_step = _("To print a file again, name its batch.")


class NoSuchBatch(LedgerError):
    what = _("No batch of this term has this number:")
    next_step = _("Without a batch, the export says of each award in which one it is.")
