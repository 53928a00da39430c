"""What states, reasons, marks and flags are called, and what would change them (PAGES.md section 2).

Every code of the result's schema stands here once; a test compares the two.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


@dataclass(frozen=True, slots=True)
class StateWord:
    """A state: a shape, a word and (by the code) a colour."""

    code: str
    icon: str
    word: Text


@dataclass(frozen=True, slots=True)
class Word:
    """A name, a sentence that says what it means, and one that says what would change it."""

    name: Text
    meaning: Text
    change: Text


UNASSESSED = StateWord("unassessed", "ring", _("Not yet computed"))
STATES = {
    "counted": StateWord("counted", "check", _("Counted")),
    "not_counted": StateWord("not_counted", "dash", _("Not counted")),
    "waiting": StateWord("waiting", "clock", _("Waiting")),
    "incomplete": StateWord("incomplete", "dots", _("To be read")),
}

KINDS = {
    "pull_request": pgettext_lazy("kind", "PR"),
    "review": pgettext_lazy("kind", "Review"),
    "issue": pgettext_lazy("kind", "Issue"),
    "release": pgettext_lazy("kind", "Release"),
}
FORGES = {"github": "GitHub", "gitee": "Gitee"}

_NEXT_READING = _("The next reading, which comes by itself; you can also have it read again now.")
_NOTHING = _("Nothing.")
_OPEN = _("It is still open at the forge; we look every day.")

REASONS = {
    "bot": Word(
        _("bot account"),
        _("The account is marked as a bot at the forge or on the university's list; what programs do does not count."),
        _("Nothing; if a person works with this account, report the mistake to your department."),
    ),
    "not_linked": Word(
        _("account not linked"),
        _("Somebody else has proved since to hold the account that did this, so it no longer counts as yours."),
        _("Linking it again, once the other person no longer has it linked. The academic affairs office settles whose work it is."),
    ),
    "private": Word(
        _("private repository"),
        _("Only public work counts, because anyone must be able to check it."),
        _("The repository becoming public."),
    ),
    "excluded_project": Word(
        _("repository does not count (list, coursework or its maintainers' wish)"),
        _("The university's lists say that work in this repository does not count."),
        _("A change of the university's lists."),
    ),
    "small_project": Word(
        _("too few contributors from outside"),
        _("Too few people outside the university have had a change merged in this project in the last 24 months."),
        _("More people from outside contributing, or a label of the university for the project."),
    ),
    "not_enrolled": Word(
        _("not enrolled at that time"),
        _("By the roster you were not enrolled when you did this."),
        _("Nothing; if a date is wrong, the registrar can correct it."),
    ),
    "not_accepted": Word(
        _("not accepted"),
        _("It was closed without being accepted."),
        _("Being reopened and accepted."),
    ),
    "outside_period": Word(
        _("not in this term"),
        _("It was accepted outside this term."),
        _("Nothing; it counts in the term in which it was accepted."),
    ),
    "spam": Word(
        _("labelled spam by the project"),
        _("The project put its spam label on it."),
        _("The project taking the label off."),
    ),
    "reverted": Word(
        _("reverted later"),
        _("A later change took it out again."),
        _("The revert being reverted."),
    ),
    "reverts_own": Word(
        _("reverts your own change"),
        _("It only takes back a change of your own."),
        _NOTHING,
    ),
    "nothing_written": Word(
        _("no lines that count"),
        _("Only lines that people write count; generated files, lock files, data and copies of other projects do not."),
        _("Nothing; if a file is in the wrong class, report the mistake to your department."),
    ),
    "not_independent": Word(
        _("nobody independent accepted it"),
        _("Nobody who is independent of you accepted it: merging your own work, or having a bot do it, is not enough."),
        _("Somebody else who may write to the repository approving it."),
    ),
    "not_substantive": Word(
        _("review without substance"),
        _("A review needs an inline comment or a longer text, and its pull request must be closed."),
        _("An inline comment or a longer text, and the pull request being closed."),
    ),
    "not_completed": Word(
        _("issue not completed"),
        _("The issue was closed, but not as completed."),
        _("The project closing it as completed."),
    ),
    "not_released": Word(
        _("draft or pre-release"),
        _("Drafts and pre-releases do not count."),
        _("A full release."),
    ),
    "same_work": Word(
        _("same work counted already"),
        _("The same change stands in another contribution of yours; the better of the two counts."),
        _("Nothing; the better one counts."),
    ),
    "not_accepted_yet": Word(
        _("not merged yet"),
        _OPEN,
        _("Being merged; an issue: being closed as completed; a review: its pull request being closed; a release: being released."),
    ),
    "maturing": Word(
        _("cooling-off"),
        _("After acceptance there is time for reverts and complaints; then it counts by itself."),
        _("Time: it counts by itself on the day named, unless it is reverted."),
    ),
    "unknown_project": Word(
        _("to be read: project"),
        _("How many people from outside contribute to the project is not known yet."),
        _NEXT_READING,
    ),
    "unknown_time": Word(
        _("to be read: time of acceptance"),
        _("The forge has not told when it was accepted."),
        _NEXT_READING,
    ),
    "unknown_authors": Word(
        _("to be read: co-authors"),
        _("The forge has not told who else wrote it."),
        _NEXT_READING,
    ),
    "unknown_acceptance": Word(
        _("to be read: who merged or approved it"),
        _("The forge has not told who merged or approved it."),
        _NEXT_READING,
    ),
    "unknown_author": Word(
        _("to be read: the pull request's author"),
        _("The forge has not told whose pull request was reviewed."),
        _NEXT_READING,
    ),
    "unknown_closer": Word(
        _("to be read: who closed it"),
        _("The forge has not told who closed the issue."),
        _NEXT_READING,
    ),
    "unknown_substance": Word(
        _("to be read: substance"),
        _("The forge has not told enough of its content."),
        _NEXT_READING,
    ),
}

# Where a reason is called otherwise for a kind: nobody merges an issue.
_REASONS_OF_KINDS = {
    ("not_accepted_yet", "pull_request"): Word(_("not merged yet"), _OPEN, _("Being merged.")),
    ("not_accepted_yet", "issue"): Word(_("not completed yet"), _OPEN, _("The project closing it as completed.")),
    ("not_accepted_yet", "review"): Word(
        _("pull request not closed yet"),
        _("The pull request that you reviewed is still open at the forge; we look every day."),
        _("The pull request being merged or closed."),
    ),
    ("not_accepted_yet", "release"): Word(_("not released yet"), _OPEN, _("A full release.")),
}

# Why something that counts brings 0 points all the same.
ZEROS = {
    "pool": Word(
        _("small-work pool full"),
        _("Small work, and work in projects with little reach, shares one pool a term; it was used up before."),
        _("More lines that count in one repository and month, in a project that others use."),
    ),
    "cap": Word(
        _("limit of its kind for the term reached"),
        _("Each kind but pull requests brings only so many points a term, and they were reached before."),
        _("Nothing this term; pull requests have no such limit."),
    ),
    "share": Word(
        _("share too small"),
        _("Its share of the month's points is less than a thousandth."),
        _("More lines that count in the same month."),
    ),
}

MARKS = {
    "small": Word(
        _("small work"),
        _("Your changes to this repository in the month are small together, so the small-work pool pays them."),
        _("More lines that count in the same repository and month."),
    ),
    "weak_project": Word(
        _("project with little reach"),
        _("Few people from outside contribute to the project and no list of the university names it; the small-work pool pays."),
        _("More contributors from outside, or a label of the university for the project."),
    ),
    "size_unknown": Word(
        _("size to be read"),
        _("The forge has not told the lines yet; until then it counts as the smallest change."),
        _NEXT_READING,
    ),
    "project_unknown": Word(
        _("project's reach to be read"),
        _("How many people from outside contribute is not known yet; until then it counts as nobody."),
        _NEXT_READING,
    ),
}

_LOOKED_AT = _("A person looks at it; you are heard before anything is decided. Points do not change.")

FLAGS = {
    "peer_approval": Word(
        _("Accepted by fellow students"), _("Everybody who merged or approved it studies at this university."), _LOOKED_AT
    ),
    "quick_merge": Word(
        _("Quick merge"), _("A larger change was merged very soon after it was opened, without an approval."), _LOOKED_AT
    ),
    "large_change": Word(_("Large change"), _("It has more lines than one contribution can count."), _LOOKED_AT),
    "young_project": Word(_("Young project"), _("The repository was still new when you did this."), _LOOKED_AT),
    "undeclared_ai": Word(
        _("Undeclared AI"), _("Its commits name an AI tool, and you have not declared the use of one."), _LOOKED_AT
    ),
    "churn": Word(_("Moved lines"), _("About as many lines were added as deleted: moved or reformatted, perhaps."), _LOOKED_AT),
    "many_small": Word(_("Many small changes"), _("It is one of many small pull requests in the month."), _LOOKED_AT),
    "same_circle": Word(_("Same circle"), _("One account merged several of your pull requests in a small project."), _LOOKED_AT),
    "mass_title": Word(_("Same titles"), _("You have pull requests with the same title in several repositories."), _LOOKED_AT),
    "drive_by": Word(_("Scattered changes"), _("It is one of small changes in many repositories."), _LOOKED_AT),
}

CLASSES = {
    "source": pgettext_lazy("class of files", "Source code"),
    "test": pgettext_lazy("class of files", "Tests"),
    "docs": pgettext_lazy("class of files", "Documentation"),
    "translation": pgettext_lazy("class of files", "Translations"),
    "config": pgettext_lazy("class of files", "Configuration"),
    "data": pgettext_lazy("class of files", "Data"),
    "generated": pgettext_lazy("class of files", "Generated"),
    "lockfile": pgettext_lazy("class of files", "Lock files"),
    "vendored": pgettext_lazy("class of files", "Copies of other projects"),
    "binary": pgettext_lazy("class of files", "Binary files"),
    "other": pgettext_lazy("class of files", "Other"),
}

LABELS = {
    "foundation": pgettext_lazy("label of a project", "project of a foundation"),
    "admitted": pgettext_lazy("label of a project", "admitted project"),
    "ai": pgettext_lazy("label of a project", "AI project"),
    "campus": pgettext_lazy("label of a project", "campus project"),
    "coursework": pgettext_lazy("label of a project", "coursework"),
    "farm": pgettext_lazy("label of a project", "points farm"),
    "excluded": pgettext_lazy("label of a project", "excluded"),
}


def within(word: Text) -> str:
    """A word as it stands inside a sentence: Review is review, PR stays PR."""
    text = str(word)
    return text if text.isupper() else f"{text[:1].lower()}{text[1:]}"


def reason_of(code: str, kind: str) -> Word:
    """Why something of this kind does not count, or not yet."""
    return _REASONS_OF_KINDS.get((code, kind), REASONS[code])


def state_of(code: str | None) -> StateWord:
    """The word of a state; None: not assessed yet."""
    return STATES[code] if code else UNASSESSED
