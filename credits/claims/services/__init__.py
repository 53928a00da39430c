"""The verbs of this room."""

from credits.claims.services.answering import answer_flag
from credits.claims.services.assigning import assign
from credits.claims.services.booking import book_award
from credits.claims.services.deciding import REASONS, Reduction, approve, open_flags, recommend, reject, return_claim
from credits.claims.services.drafting import Written, open_draft, round_of, save_draft, use_in_draft
from credits.claims.services.falling_due import fall_due
from credits.claims.services.looking import add_note, opened, recuse
from credits.claims.services.moving import UNDO_SECONDS, locked
from credits.claims.services.noticing import notice_ends, prepare_notice, publish_notice, waiting, withdraw_notice
from credits.claims.services.submitting import STATEMENT_LEAST, STATEMENT_MOST, missing, submit
from credits.claims.services.undoing import undo
from credits.claims.services.withdrawing import can_withdraw, withdraw

__all__ = [
    "REASONS",
    "STATEMENT_LEAST",
    "STATEMENT_MOST",
    "UNDO_SECONDS",
    "Reduction",
    "Written",
    "add_note",
    "answer_flag",
    "approve",
    "assign",
    "book_award",
    "can_withdraw",
    "fall_due",
    "locked",
    "missing",
    "notice_ends",
    "open_draft",
    "open_flags",
    "opened",
    "prepare_notice",
    "publish_notice",
    "recommend",
    "recuse",
    "reject",
    "return_claim",
    "round_of",
    "save_draft",
    "submit",
    "undo",
    "use_in_draft",
    "waiting",
    "withdraw",
    "withdraw_notice",
]
