"""The text that a student agrees to before anything is read; a new text needs a new `CONSENT_VERSION`."""

from django.utils.translation import gettext_lazy as _

CONSENT_TEXT = (
    (
        _("What is read"),
        _(
            "Your public contributions at the accounts you link: pull requests, reviews, issues and releases, with their titles, times, "
            "sizes, and who accepted them. Of other people only their account number and role."
        ),
    ),
    (
        _("What is not read"),
        _(
            "Private code, private repositories, private messages, your e-mail, your followers. We ask the sites for no right to change anything."
        ),
    ),
    (
        _("Who sees it"),
        _(
            "You. Once you claim credit: the reviewers of your department and the academic affairs office; auditors may look. "
            "Each look is recorded. Nobody else, and no employer unless you show it yourself."
        ),
    ),
    (
        _("How long it is kept"),
        _(
            "Until one year after you leave the university. What credit was awarded for is kept as long as academic records must be."
        ),
    ),
    (
        _("How to stop"),
        _(
            "Withdraw this consent or unlink an account under “Linked accounts” at any time: from that moment nothing is read with it any more."
        ),
    ),
)
