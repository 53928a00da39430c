"""From the one-time link to the first explained point, by what is on the pages alone, in Chinese and in English."""

import re

import pytest

from accounts.models import LinkedAccount
from accounts.services import invite
from credits.contributions.models import Contribution
from tests.factories import StudentFactory
from tests.walk.conftest import STORY

PASSWORD = "maple-lantern-2026"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_somebody_who_knows_only_the_address_gets_to_the_first_explained_point(  # noqa: PLR0915 (one walk, told in order)
    portal, forges, workers, visit, language
):
    somebody = StudentFactory(number=STORY, user__email="student@demo.example")
    letter = next(one for one in invite(again=False) if one.user == somebody.user)
    visitor, faults = visit(language=language), []

    def look(name: str) -> None:
        faults.extend(visitor.look(name))

    # The password, by the link of the letter.
    page = visitor.go(letter.url.removeprefix(portal))
    look("password")
    page.fill("main input[name=password]", PASSWORD)
    page.fill("main input[name=password_again]", PASSWORD)
    visitor.press("main form button")

    # The front door, the rules, and in.
    visitor.go("/")
    look("landing")
    visitor.press("footer a[href='/help/']")
    look("help")
    visitor.press("footer a[href='/policy/']")
    look("policy")
    visitor.press("a.brand")
    visitor.press("main a[href^='/login/'], main a[href='/home/']")
    look("login")
    page.fill("main input[name=name]", STORY)
    page.fill("main input[name=password]", PASSWORD)
    visitor.press("main form button")

    # Consent: nothing goes on without the tick.
    page.wait_for_url("**/start/consent/")
    look("consent")
    visitor.press("main form button")
    assert page.locator("[role=alert]").is_visible()
    visitor.said.clear()  # The browser reports the answer 422.
    look("consent-missing")
    page.check("#collect")
    visitor.press("main form button")

    # Both forges, each on its own page.
    page.wait_for_url("**/start/link/")
    look("link")
    for forge in ("github", "gitee"):
        if f"/{forge}/" not in page.url:
            page.goto(f"{portal}/start/link/")
        visitor.press(f"form[action*='/accounts/{forge}/'] button")
        page.wait_for_url(f"{forges.base}/**")
        login = {"github": "lin-zhixia", "gitee": "lin_zhixia"}[forge]
        visitor.press(f"form:has([name=login][value={login}]) [value=authorize]")
        page.wait_for_url(f"{portal}/**")
    assert LinkedAccount.objects.live().count() == 2
    visitor.said.clear()  # What the forges' pages say is theirs.

    # The first reading: the open page follows what workers do, without being loaded again.
    page.goto(f"{portal}/start/sync/")
    look("sync")
    page.evaluate("window.isTheSamePage = true")
    workers()
    page.wait_for_selector("[data-ended=yes]", timeout=30_000)
    assert page.evaluate("window.isTheSamePage")
    assert page.inner_text(".big-count") == str(Contribution.objects.count()) == "26"
    look("sync-ended")
    visitor.press("a.primary")

    # The first explained point, and one that brings nothing.
    page.wait_for_url("**/start/result/")
    assert page.locator(".waterfall").count() >= 1
    look("result")
    visitor.press("main form button")
    page.wait_for_url("**/me/")
    look("me")

    # And what is behind it.
    visitor.press("nav a[href='/me/contributions/']")
    look("contributions")
    visitor.press("main tbody th a")
    assert re.search(r"/me/contributions/\d+/", page.url)
    look("contribution")
    visitor.press("nav a[href='/me/accounts/']")
    look("accounts")

    assert not faults, "\n".join(faults)
