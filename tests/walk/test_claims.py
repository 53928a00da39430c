"""A student's claim from the dashboard to the transcript in a real browser: it saves itself, its estimate follows, and every page is whole."""

import pytest

from accounts.models import Student
from credits.claims import services
from credits.claims.models import Claim, Notice, State
from credits.ledger.services import award_run
from credits.policies.models import Term
from credits.policies.services import assess
from tests.claiming import DURING_THE_ROUND, STATEMENT, a_registrar, a_reviewer, add_work, after_the_notice, publish, settle
from tests.factories import LinkedAccountFactory, StudentFactory, moment, rules_in_force

LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def claimant(portal, settings) -> Student:
    """A student in the open round: three pull requests of October, one of September, one refused."""
    settings.OPENCREDITS_NOW = DURING_THE_ROUND
    term = Term.objects.get(name="2026-2027-1")
    rules_in_force(term)
    held = StudentFactory(
        consenting=True, user__email="student@demo.example", user__with_password=True, started_at=moment("2026-11-01")
    )
    linked = LinkedAccountFactory(user=held.user)
    for title, lines in (
        ("重命名目录后监听丢失", 24),
        ("Write-ahead log: no flush on a segment switch", 64),
        ("导出 Markdown 时保留任务列表的勾选状态", 8),
    ):
        add_work(linked, title=title, changes={"source": (lines, 0)})
    add_work(
        linked,
        title="支持自定义分词词典的热加载",
        worked_at=moment("2026-09-09T02:00:00"),
        counted_at=moment("2026-09-12T02:00:00"),
    )
    add_work(linked, title="chore: update the lock file", state="refused", counted_at=None, merged_by=None)
    assess(term=term, student=held)
    return held


def until(page, holds) -> None:
    """Wait for what the page does by itself."""
    for _ in range(50):
        if holds():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not come")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_is_written_sent_and_followed_to_the_transcript(claimant, visit, settings, language):  # noqa: PLR0915 (one walk)
    visitor, faults = visit(language=language), []
    page = visitor.sign_in("student@demo.example")

    def look(name: str) -> None:
        faults.extend(visitor.look(f"claim-{name}"))

    def reached() -> str:
        return page.inner_text("#estimate .sum .number >> nth=0")

    visitor.go("/me/claims/")
    look("none")
    visitor.go("/me/transcript/")
    look("transcript-empty")
    visitor.go("/me/contributions/")
    look("contributions")
    visitor.go("/me/")
    look("dashboard")
    visitor.press(".credit-action button")
    page.wait_for_url("**/edit/")
    look("editor-begun")

    # Pressed too early it lists what is missing; nothing is lost.
    visitor.press("button[value=submit] >> nth=-1")
    look("editor-missing")
    visitor.press("button[value=ai_no]")

    # It saves itself, and the estimate follows a tick.
    before = reached()
    page.uncheck("[name=chosen] >> nth=0")
    until(page, lambda: reached() != before)
    page.check("[name=chosen] >> nth=0")
    until(page, lambda: reached() == before)
    page.fill("#statement", STATEMENT)
    page.fill("#own_part", "独立完成；设计由维护者在 PR 里评审。")
    page.check("[name=is_honest]")
    page.wait_for_selector("#checks:not(:has(.is-not))", timeout=5_000)
    claim = Claim.objects.get()
    assert (claim.statement, claim.is_honest, claim.items.count()) == (STATEMENT, True, 4)
    look("editor")

    visitor.press("button[value=submit] >> nth=-1")
    page.wait_for_url("**/summary/")
    look("summary")
    visitor.press("main form button")
    page.wait_for_url("**/receipt/")
    look("receipt")
    visitor.press("a.primary")
    look("sent")
    visitor.press("a[href$='/withdraw/']")
    look("withdraw")

    # Returned, edited and sent again.
    claim.refresh_from_db()
    services.return_claim(
        claim_id=claim.pk,
        by=a_reviewer(claim.department),
        reason="请补充你在 #889 设计讨论中的作用。",
        items=[claim.items.first().pk],
    )
    settle(claim)
    visitor.go("/me/")
    look("dashboard-returned")
    visitor.press(".todo a")
    look("editor-returned")
    visitor.go(f"/me/claims/{claim.pk}/")
    look("returned")
    services.submit(claim_id=claim.pk, student=claimant)

    # Recommended in part, approved, in notice, awarded.
    item = claim.items.last()
    cut = services.Reduction(item_id=item.pk, is_excluded=True, reason_code="coursework", reason="该 PR 是课程大作业的一部分。")
    settle(services.recommend(claim_id=claim.pk, by=a_reviewer(claim.department), reductions=[cut]))
    visitor.go(f"/me/claims/{claim.pk}/")
    look("office")
    settle(services.approve(claim_id=claim.pk, by=a_registrar()))
    notice: Notice = publish(claim.term)
    visitor.go("/notices/")
    look("notices")
    visitor.go(f"/notices/{notice.pk}/")
    look("notice")
    visitor.go("/me/claims/")
    look("in-notice")
    after_the_notice(settings, claim)
    award_run(term=claim.term, by=a_registrar())
    visitor.go(f"/me/claims/{claim.pk}/")
    look("awarded")
    visitor.go("/me/transcript/")
    look("transcript")
    visitor.go("/me/")
    look("dashboard-awarded")
    visitor.go(f"/notices/{notice.pk}/")
    visitor.said = [said for said in visitor.said if "410" not in said]  # The browser itself reports it.
    look("notice-over")

    assert Claim.objects.get().state == State.AWARDED
    assert not faults, "\n".join(faults)


def test_of_two_windows_the_second_sees_both_texts(claimant, visit):
    claim = services.open_draft(student=claimant, term=Term.objects.get(name="2026-2027-1"))
    first, second, faults = visit(), visit(), []
    for window in (first, second):
        window.sign_in("student@demo.example")
        window.go(f"/me/claims/{claim.pk}/edit/")

    first.page.fill("#statement", "第一个窗口写的内容")
    first.page.wait_for_selector("#edition[value='2']", state="attached", timeout=5_000)
    second.page.fill("#statement", "第二个窗口写的内容")
    second.page.wait_for_selector("#saved .state-alert", timeout=5_000)
    second.press("button[value=save] >> nth=-1")

    assert "第一个窗口写的内容" in second.page.inner_text(".other-window")
    assert second.page.input_value("#statement") == "第二个窗口写的内容"
    second.said.clear()  # The browser reports the answer 409.
    faults += second.look("claim-two-windows")
    assert not faults, "\n".join(faults)


def test_what_cannot_be_saved_is_tried_again_and_stays(claimant, visit):
    claim = services.open_draft(student=claimant, term=Term.objects.get(name="2026-2027-1"))
    visitor = visit()
    visitor.sign_in("student@demo.example")
    page = visitor.go(f"/me/claims/{claim.pk}/edit/")

    page.route("**/save/", lambda route: route.abort())
    page.fill("#statement", "网络断开时写的内容")
    page.wait_for_selector("#saved:has-text('未保存')", timeout=5_000)
    page.unroute("**/save/")
    page.wait_for_selector("#edition[value='2']", state="attached", timeout=15_000)

    assert Claim.objects.get().statement == "网络断开时写的内容"
