"""Every page of a student that the first walk does not come by, in both languages and schemes, on a desk and in a hand."""

import pytest

from accounts.models import Student
from credits.policies.models import AssessedContribution

LANGUAGES = ("zh-hans", "en")


def addresses(student: Student) -> dict[str, str]:
    """A name for each page, and one contribution of each reason that the student has."""
    pages = {
        "help-search": "/help/?q=PR", "withdraw": "/me/consent/withdraw/", "password-reset": "/password/reset/",
        "nothing-filtered": "/me/contributions/?state=counted&reason=bot", "not-found": "/me/nothing/",
        "unlink": f"/me/accounts/{student.user.linked_accounts.first().pk}/unlink/",
    }  # fmt: skip
    assessed = AssessedContribution.objects.filter(assessment__is_current=True, contribution__student=student)
    for row in assessed.order_by("-milli_points", "pk"):
        pages.setdefault(f"contribution-{row.reason or row.state}", f"/me/contributions/{row.contribution_id}/")
    return pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_whole(student, visit, language):
    pages, faults = addresses(student), []
    visitor = visit(language=language)
    visitor.sign_in("student@demo.example")

    for name, address in pages.items():
        visitor.go(address)
        # The browser itself reports a page that is not there.
        visitor.said = [said for said in visitor.said if "404" not in said or name != "not-found"]
        faults += visitor.look(name)

    assert sum(name.startswith("contribution") for name in pages) >= 4
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "address", ["/", "/login/", "/start/consent/", "/me/", "/me/contributions/", "/me/accounts/", "/policy/", "/help/"]
)
def test_the_first_stop_of_the_tab_key_is_the_way_to_the_content(student, visit, address):
    visitor = visit()
    if address not in {"/", "/login/"}:
        visitor.sign_in("student@demo.example")
    page = visitor.go(address)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
