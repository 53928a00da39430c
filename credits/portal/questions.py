"""The questions of the help page, in the students' words, each with the page where it is solved."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its answer, and the name of the page that solves it."""

    anchor: str
    question: Text
    answer: Text
    page: str
    link: Text


QUESTIONS = (
    Question(
        "zero",
        _("Why does my pull request have 0 points?"),
        _("Its page names the reason first, the fact behind it, and what would change it. The list can be filtered by reason."),
        "contributions",
        _("Contributions"),
    ),
    Question(
        "waiting",
        _("It is merged, but has no points yet. Why?"),
        _(
            "After acceptance there is a cooling-off time for reverts and complaints. The contribution's page names the day on which it counts by itself."
        ),
        "contributions",
        _("Contributions"),
    ),
    Question(
        "fall",
        _("Why do the points of a contribution become fewer when I do more?"),
        _(
            "What you do in one month is one piece of work, and its points are shared by lines. One share becomes smaller when others "
            "come, but the month's sum never falls."
        ),
        "policy",
        _("Policy"),
    ),
    Question(
        "email",
        _("My commits carry another e-mail address. What now?"),
        _(
            "Add the address to your account at the forge; then the forge knows that the commits are yours. Have your accounts read again after that."
        ),
        "me",
        _("My page"),
    ),
    Question(
        "missing",
        _("Something I did does not appear."),
        _(
            "Only public work at linked accounts is read, once a night and when you ask for it. Look whether the account is linked and was read."
        ),
        "accounts",
        _("Linked accounts"),
    ),
    Question(
        "private",
        _("Does the product see my private code?"),
        _("No. It asks GitHub for no right at all and Gitee for your profile only, and reads nothing that is not public."),
        "start_consent",
        _("Consent"),
    ),
    Question(
        "broken",
        _("It says that an authorisation is not valid any more."),
        _(
            "The site has taken the permission back, because you removed it there or it ended. Authorise again; what was read stays."
        ),
        "accounts",
        _("Linked accounts"),
    ),
    Question(
        "held",
        _("My account is linked to somebody else."),
        _("Check at the forge who can sign in with it and change its password; then ask the academic affairs office to settle it."),
        "accounts",
        _("Linked accounts"),
    ),
    Question(
        "ai",
        _("May I use AI tools?"),
        _(
            "By the rules of the project you work on. Points do not change; what your commits say about such tools, you should say too when you claim."
        ),
        "policy",
        _("Policy"),
    ),
)
