"""The words for states, reasons, marks and flags, by the codes of scoring: the same on every page (PAGES.md section 2)."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


class StateWord(NamedTuple):
    """A state: its icon of the sprite and its word."""

    icon: str
    word: Words


class ReasonWord(NamedTuple):
    """Why something does not count, or not yet."""

    word: Words
    change: Words  # a sentence: what would change it


class FlagWord(NamedTuple):
    """Something for a person to look at; students read its name and sentence, never its thresholds."""

    word: Words
    sentence: Words


STATES: Mapping[str, StateWord] = {
    "counted": StateWord("check", _("counted")),
    "not_counted": StateWord("dash", _("not counted")),
    "waiting": StateWord("clock", _("waiting")),
    "incomplete": StateWord("dots", _("to be read")),
    # Not a state of scoring: what was read since the last assessment.
    "unassessed": StateWord("ring", _("not yet computed")),
}

_NEXT_READING = _("The next reading will tell; it is tried again every night.")

REASONS: Mapping[str, ReasonWord] = {
    "bot": ReasonWord(_("bot account"), _("Nothing changes this. If the account is a person's, ask the academic affairs office.")),
    "not_linked": ReasonWord(_("account not linked"), _("Link the account with which it was made.")),
    "private": ReasonWord(_("private repository"), _("It counts once the repository is public.")),
    "excluded_project": ReasonWord(
        _("repository does not count (list, coursework or its maintainers' wish)"),
        _("A change of the university's lists would change this."),
    ),
    "small_project": ReasonWord(
        _("too few contributors from outside"),
        _("More contributors from outside the university, or a label for the project, would change this."),
    ),
    "not_enrolled": ReasonWord(
        _("not enrolled at that time"), _("Nothing changes this. If a date of your enrolment is wrong, ask the registrar.")
    ),
    "not_accepted": ReasonWord(_("not accepted"), _("It would have to be reopened and accepted.")),
    "outside_period": ReasonWord(_("not in this term"), _("Nothing changes this here: it belongs to another term.")),
    "spam": ReasonWord(_("labelled spam by the project"), _("The project would have to take the label off.")),
    "reverted": ReasonWord(_("reverted later"), _("It counts again once the revert is itself reverted.")),
    "reverts_own": ReasonWord(_("reverts your own change"), _("Nothing changes this: doing and undoing are no work for the project.")),
    "nothing_written": ReasonWord(
        _("no lines that count"),
        _("Nothing changes this: only lines that people write count. If a file was put in the wrong class, ask the academic affairs office."),
    ),
    "not_independent": ReasonWord(
        _("nobody independent accepted it"), _("It counts once somebody else who may write to the repository approves it.")
    ),
    "not_substantive": ReasonWord(
        _("review without substance"),
        _("An inline comment or a longer text would change this, and the pull request has to be closed."),
    ),
    "not_completed": ReasonWord(_("issue not completed"), _("It counts once the project closes the issue as completed.")),
    "not_released": ReasonWord(_("draft or pre-release"), _("It counts once it is a full release.")),
    "same_work": ReasonWord(_("same work counted already"), _("Nothing changes this: of the same work the better one counts.")),
    "not_accepted_yet": ReasonWord(_("not merged yet"), _("It counts once it is merged; we look every night.")),
    "maturing": ReasonWord(pgettext_lazy("state", "cooling-off"), _("Nothing to do: it counts on that date unless it is reverted before.")),
    "unknown_project": ReasonWord(_("to be read: project"), _NEXT_READING),
    "unknown_time": ReasonWord(_("to be read: time of acceptance"), _NEXT_READING),
    "unknown_authors": ReasonWord(_("to be read: co-authors"), _NEXT_READING),
    "unknown_acceptance": ReasonWord(_("to be read: who merged or approved it"), _NEXT_READING),
    "unknown_author": ReasonWord(_("to be read: the pull request's author"), _NEXT_READING),
    "unknown_closer": ReasonWord(_("to be read: who closed it"), _NEXT_READING),
    "unknown_substance": ReasonWord(_("to be read: substance"), _NEXT_READING),
}

# Why something counts and yet brings nothing (PAGES.md section 2).
POOL_FULL = ReasonWord(_("small-work pool full"), _("The pool of the term is used up: larger work, or a project with more reach, is not paid from it."))
CAP_REACHED = ReasonWord(_("limit of its kind for the term reached"), _("Nothing more of this kind brings points in this term."))
SHARE_TOO_SMALL = ReasonWord(_("share too small"), _("Its part of the month's points is less than a thousandth."))

MARKS: Mapping[str, ReasonWord] = {
    "project_unknown": ReasonWord(_("project not read yet"), _("The project's reach could not be read; it is taken as the smallest until then.")),
    "size_unknown": ReasonWord(_("size not known"), _("The forge did not give all files; it counts as the smallest change there is.")),
    "small": ReasonWord(_("small change"), _("Small changes of a month in one repository share the small-work pool; together with larger work there they would not.")),
    "weak_project": ReasonWord(
        _("project without reach"), _("Only the small-work pool pays it, until the project has more contributors from outside or a label.")
    ),
}

FLAGS: Mapping[str, FlagWord] = {
    "peer_approval": FlagWord(_("accepted by fellow students"), _("Everybody who accepted it is a student of this university.")),
    "quick_merge": FlagWord(_("quick merge"), _("It was merged at once and without a review.")),
    "large_change": FlagWord(_("large change"), _("It has more lines than a month may count.")),
    "young_project": FlagWord(_("young project"), _("The repository was young when this was made.")),
    "undeclared_ai": FlagWord(_("undeclared AI"), _("Its commits name an AI tool, and no use of AI is declared.")),
    "churn": FlagWord(_("moved or reformatted lines"), _("About as many lines were deleted as were added.")),
    "many_small": FlagWord(_("many small changes"), _("Many small pull requests were made in this month.")),
    "same_circle": FlagWord(_("same circle"), _("One account of a small project merged several of your pull requests.")),
    "mass_title": FlagWord(_("same title in many places"), _("Pull requests with this title were made in several repositories.")),
    "drive_by": FlagWord(_("many repositories, little in each"), _("Small changes were made in many repositories.")),
}


class KindWord(NamedTuple):
    """A kind of contribution."""

    word: Words
    short: Words


KINDS: Mapping[str, KindWord] = {
    "pull_request": KindWord(_("pull request"), pgettext_lazy("kind", "PR")),
    "review": KindWord(_("review"), pgettext_lazy("kind", "Review")),
    "issue": KindWord(_("issue"), pgettext_lazy("kind", "Issue")),
    "release": KindWord(_("release"), pgettext_lazy("kind", "Release")),
}

CLASSES: Mapping[str, Words] = {
    "source": _("source code"),
    "test": _("tests"),
    "docs": _("documentation"),
    "translation": _("translation"),
    "config": _("configuration"),
    "data": _("data"),
    "generated": _("generated files"),
    "lockfile": _("lock files"),
    "vendored": _("code of others"),
    "binary": _("binary files"),
    "other": _("other files"),
}

LABELS: Mapping[str, Words] = {
    "foundation": _("project of a foundation"),
    "admitted": _("project admitted by the university"),
    "ai": _("AI project"),
    "campus": _("project of the campus"),
    "coursework": _("coursework"),
    "farm": _("repository for collecting contributions"),
}

FORGES: Mapping[str, str] = {"github": "GitHub", "gitee": "Gitee"}
