"""What staff read where the student's own wording speaks to the student."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credits.pages.words import Text

FLAGS: Mapping[str, Text] = {
    "peer_approval": _("Everybody who merged or approved it studies at this university."),
    "quick_merge": _("A larger change was merged very soon after it was opened, without an approval."),
    "large_change": _("It has more lines than one contribution can count."),
    "young_project": _("The repository was still new when this was done."),
    "undeclared_ai": _("Its commits name an AI tool, and the student has not declared the use of one."),
    "churn": _("About as many lines were added as deleted: moved or reformatted, perhaps."),
    "many_small": _("It is one of many small pull requests in the month."),
    "same_circle": _("One account merged several of the student's pull requests in a small project."),
    "mass_title": _("The student has pull requests with the same title in several repositories."),
    "drive_by": _("It is one of small changes in many repositories."),
}

OUTCOMES: Mapping[str, Text] = {
    "open": pgettext_lazy("flag", "open"),
    "explained": pgettext_lazy("flag", "explained"),
    "warned": pgettext_lazy("flag", "warned"),
    "excluded": pgettext_lazy("flag", "excluded"),
    "referred": pgettext_lazy("flag", "referred"),
}

CONFLICTS: Mapping[str, Text] = {
    "own": _("It is your own claim."),
    "advisor": _("You are the student's advisor."),
    "recused": _("You said that you must not decide on it."),
    "took_part": _("One of your forge accounts stands in the evidence: you merged, approved or wrote some of this work."),
}

ROLES: Mapping[str, Text] = {
    "advisor": pgettext_lazy("role", "advisor"),
    "reviewer": pgettext_lazy("role", "reviewer"),
    "registrar": pgettext_lazy("role", "registrar"),
    "policy_owner": pgettext_lazy("role", "policy owner"),
    "auditor": pgettext_lazy("role", "auditor"),
    "operator": pgettext_lazy("role", "operator"),
}

CHECKS: Mapping[str, Text] = {
    "own_work": _("The contributor is the student"),
    "statement": _("The statement fits the changes"),
    "coursework": _("Checked against coursework"),
    "flags": _("All flags looked at"),
}

# Names of facts, for what changed since the submission.
FACTS: Mapping[str, Text] = {
    "additions": _("lines added"),
    "approved_by": _("approved by"),
    "authors": _("authors"),
    "ai_trailers": _("AI tools in its commits"),
    "body_characters": _("characters of the text"),
    "changes": _("changed lines"),
    "closed_by": _("closed by"),
    "comments": _("inline comments"),
    "completed": _("completed"),
    "counted_at": _("accepted at"),
    "draft": _("draft"),
    "merged_by": _("merged by"),
    "prerelease": _("pre-release"),
    "pull_request_author": _("author of the pull request"),
    "pull_request_closed": _("pull request closed"),
    "reverted_at": _("reverted at"),
    "reverts_own": _("reverts an own change"),
    "same_work_as": _("same work as"),
    "spam": _("labelled spam"),
    "state": pgettext_lazy("fact", "state"),
    "worked_at": _("made at"),
}
