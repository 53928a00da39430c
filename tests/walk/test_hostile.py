"""What strangers wrote is shown as text: markup, marks that turn the direction of writing, five thousand characters."""

import pytest

from credits.policies.models import Term
from credits.policies.services import assess
from tests.factories import LinkedAccountFactory, RepositoryFactory, StudentFactory, stored

MARKUP = "<img src=x onerror=alert(1)><script id=planted>alert(2)</script><b class=planted>"
TURNED = "\u202etxt.exe\u202c"
LONG = "长" * 2_500 + "w" * 2_500


@pytest.mark.parametrize("text", [MARKUP, TURNED, LONG], ids=["markup", "direction", "length"])
def test_hostile_text_is_text_on_every_page(portal, visit, text):
    held = StudentFactory(consenting=True, user__email="student@demo.example", user__with_password=True)
    account = LinkedAccountFactory(user=held.user, login=text[:100])
    row = stored(account, RepositoryFactory(name=f"{text[:140]}/{text[:140]}"), title=text)
    stored(account, RepositoryFactory(name=f"x/{text[:200]}"), title=text, state="refused", counted_at=None, merged_by=None)
    assess(term=Term.objects.get(name="2026-2027-1"))
    visitor, faults = visit(), []
    visitor.sign_in("student@demo.example")

    for path in (
        "/start/link/", "/start/sync/", "/start/result/", "/me/", "/me/contributions/", f"/me/contributions/{row.pk}/",
        f"/me/contributions/?repository={row.repository_id}", "/me/accounts/", f"/me/accounts/{account.pk}/unlink/",
    ):  # fmt: skip
        page = visitor.go(path)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} {width}: {fault}" for fault in visitor.too_wide()]
        if page.locator("#planted, .planted, img[src=x]").count():
            faults.append(f"{path}: an element out of a title")
        faults += [f"{path}: {said}" for said in visitor.said]
        visitor.said.clear()

    assert text[:40] in visitor.go(f"/me/contributions/{row.pk}/").inner_text("main")
    assert not faults, "\n".join(faults)
