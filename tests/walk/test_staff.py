"""Staff at their pages: each is whole in both languages and schemes; a claim goes its whole way by button and by key."""

import pytest

from credits.claims import services
from credits.claims.models import Claim, State
from credits.policies.models import Term
from tests import claiming
from tests.factories import RepositoryFactory, StaffFactory, rules_in_force

LANGUAGES = ("zh-hans", "en")
PASSWORD = {"user__with_password": True}


@pytest.fixture
def term(portal, settings) -> Term:
    settings.OPENCREDITS_NOW = claiming.DURING_THE_ROUND
    term = Term.objects.get(name="2026-2027-1")
    rules_in_force(term)
    return Term.objects.get(pk=term.pk)


@pytest.fixture
def people(term):
    """A reviewer, a registrar and an auditor who sign in."""
    reviewer = claiming.a_reviewer(name="江予安", user__email="reviewer@demo.example", **PASSWORD)
    claiming.a_registrar(name="陈教务", user__email="registrar@demo.example", **PASSWORD)
    StaffFactory(name="周审计", role="auditor", user__email="auditor@demo.example", **PASSWORD)
    return reviewer


@pytest.fixture
def claims(term, people) -> list[Claim]:
    """One with a busy month and a flag, one returned and answered, one before the office, one approved, one in notice."""
    lantern = RepositoryFactory(name="lanternfs/lantern")
    busy = claiming.a_student_with(
        {"title": "批量解码改为零拷贝", "repository": lantern, "changes": {"source": (268, 14), "test": (50, 0)}, "ai_trailers": ("Copilot",)},
        {"title": "文档：补全选项说明", "repository": lantern, "changes": {"docs": (10, 0)}},
        {"title": "增加 shell 补全", "changes": {"source": (44, 0)}},
    )  # fmt: skip
    in_notice = claiming.a_claim_in_notice(term)
    approved = claiming.an_approved_claim(term)
    office = claiming.a_recommended_claim(term)
    answered = claiming.a_sent_claim(term)
    services.return_claim(claim_id=answered.pk, by=people, reason="请补充你负责的部分。")
    services.submit(claim_id=answered.pk, student=answered.student)
    return [claiming.a_sent_claim(term, busy), answered, office, approved, in_notice]


# Eleven pages in two schemes and widths: on a busy machine that takes its time.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_of_staff_is_whole(claims, visit, language):
    visitor, faults = visit(language=language), []
    first, _answered, office, *_rest = claims

    visitor.sign_in("reviewer@demo.example")
    for name, path in {
        "staff": "/staff/", "queue": "/staff/reviews/", "queue-empty": "/staff/reviews/?view=mine&q=nothing",
        "review": f"/staff/reviews/{first.pk}/", "review-read": f"/staff/reviews/{office.pk}/",
    }.items():  # fmt: skip
        visitor.go(path)
        faults += visitor.look(f"staff-{name}")
    visitor.go(f"/staff/reviews/{first.pk}/")
    visitor.page.locator("[name^=handle-][value=exclude]").last.check(force=True)
    visitor.page.locator("[data-key=d]").check(force=True)
    visitor.press("[data-confirm]")
    # The browser itself reports an answer that is none of success.
    visitor.said = [said for said in visitor.said if "422" not in said]
    faults += visitor.look("staff-review-errors")

    visitor.page.context.clear_cookies()
    visitor.sign_in("registrar@demo.example")
    for name, path in {
        "desk": "/staff/registrar/", "office": f"/staff/reviews/{office.pk}/?view=office", "notices": "/staff/registrar/notices/",
        "awards": "/staff/registrar/awards/", "exports": "/staff/registrar/exports/",
    }.items():  # fmt: skip
        visitor.go(path)
        faults += visitor.look(f"staff-{name}")
    assert not faults, "\n".join(faults)


def test_a_claim_is_recommended_by_keys_alone(claims, visit):
    visitor = visit(language="en")
    visitor.sign_in("reviewer@demo.example")
    page = visitor.go("/staff/reviews/?view=answered")

    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("a")
    page.keyboard.type("ad hoc words with a, r and d in them")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    assert Claim.objects.get(pk=claims[1].pk).state == State.RECOMMENDED
    assert page.locator("[data-toast]").is_visible()
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("z")
    assert Claim.objects.get(pk=claims[1].pk).state == State.DEPARTMENT_REVIEW
    assert not visitor.said


def test_keys_that_are_switched_off_do_nothing(claims, visit):
    visitor = visit(language="en")
    visitor.sign_in("reviewer@demo.example")
    page = visitor.go("/staff/reviews/")

    page.locator("[data-keys] summary").click()
    page.locator("[data-keys-switch]").click()
    page.locator("h1").click()
    page.keyboard.press("j")

    assert page.locator(".is-here").count() == 0


def test_what_is_changed_is_computed_again_at_once(claims, visit):
    visitor = visit(language="en")
    visitor.sign_in("reviewer@demo.example")
    page = visitor.go(f"/staff/reviews/{claims[0].pk}/")
    key = claims[0].items.first().pk
    before = page.locator("#sum-after").inner_text()

    page.locator(f"[name=handle-{key}][value=exclude]").check(force=True)
    page.locator(f"#after-{key}", has_text="0.0").wait_for()

    assert page.locator("#sum-after").inner_text() != before
    assert not visitor.said
