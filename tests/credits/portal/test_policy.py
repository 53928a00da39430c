"""`/policy/` and the deadline on the front page: what they say of claims is what the rules in force decide by."""

import html
import re

import pytest
from django.test import Client

from tests.factories import RULES, StudentFactory, TermFactory, policy_in_force, rules_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_25_november(settings):
    settings.OPENCREDITS_NOW = "2026-11-25T12:00:00+08:00"


def changed(*changes: tuple[str, str]) -> bytes:
    text = RULES.read_text()
    for was, becomes in changes:
        assert was in text
        text = text.replace(was, becomes)
    return text.encode()


def read(client: Client, address: str = "/policy/", language: str = "en") -> str:
    """The words of a page, one blank between them."""
    page = client.get(address, {"lang": language}).content.decode()
    words = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main")[0])
    return " ".join(html.unescape(words).split())


def test_the_page_says_when_claims_are_taken_who_decides_and_what_is_shown(client):
    policy_in_force(TermFactory())
    rules_in_force()

    page = read(client)

    for said in (
        "Version 2 · Autumn 2026 · as of Nov 25",
        "version 2 · 示例大学教发〔2026〕12号 · 示例大学教务委员会",
        "Autumn 2026, first round Autumn 2026 Tue Dec 1, 00:00 Fri Jan 15, 2027, 17:00",
        "All terms together bring at most 4.0 credits toward the degree.",
        "submitted again within 5 working days; it is returned 2 times at most.",
        "Department review reviewers of your department 10 working days",
        "Office review academic affairs office 5 working days",
        "stands in public notice for 3 working days, until 17:00 on the last of them",
        "林*夏 2024***123",
    ):
        assert said in page


def test_other_rules_give_other_figures(client):
    policy_in_force(TermFactory())
    rules_in_force(
        content=changed(
            ("degree_cap_hundredths: 400", "degree_cap_hundredths: null"), ("open_source: null", "open_source: 150"),
            ("notice_days: 3", "notice_days: 7"), ("notice_unit: working_days", "notice_unit: calendar_days"),
            ("department_review: 10", "department_review: 1"), ('close_time: "17:00"', 'close_time: "12:30"'),
        )
    )  # fmt: skip

    page = read(client)

    assert "There is no limit over all terms together. Open-source work brings at most 1.5 of them." in page
    assert "for 7 calendar days, until 12:30" in page
    assert "reviewers of your department 1 working day " in page


def test_without_published_rules_the_page_says_so_wherever_it_would_need_them(client):
    policy_in_force(TermFactory())

    page = read(client)

    assert page.count("No recognition rules are published for this term yet.") == 3
    assert "working day" not in page


def test_a_version_by_itself_leads_to_the_policy_in_force_for_what_belongs_to_a_term(client):
    version = policy_in_force(TermFactory())
    rules_in_force()

    page = read(client, f"/policy/{version.policy_id}/{version.version}/")

    assert "This follows the recognition rules of a term: the policy in force" in page


def test_a_student_reads_what_the_own_department_decides_by(client):
    student = StudentFactory()
    policy_in_force(TermFactory())
    rules_in_force()
    rules_in_force(
        department=student.department, content=changed(("version: 2", "version: 3"), ("notice_days: 3", "notice_days: 4"))
    )

    visitors = read(client)
    client.force_login(student.user)
    own = read(client)

    assert "public notice for 3 working days" in visitors
    assert student.department.name not in visitors
    assert "public notice for 4 working days" in own
    assert student.department.name in own


def test_rounds_on_other_terms_stand_there_until_they_are_over(client, settings):
    policy_in_force(TermFactory())
    rules_in_force()
    rules_in_force(TermFactory(name="2025-2026-2"))

    assert "Spring 2026, first round" not in read(client)
    settings.OPENCREDITS_NOW = "2026-10-09T16:00:00+08:00"
    assert "Spring 2026, first round Spring 2026 Mon Sep 21, 00:00 Fri Oct 9, 17:00, 1 hour left" in read(client)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-25T12:00:00+08:00", "2026 秋季学期第一轮：12月1日 周二 00:00 至 2027年1月15日 周五 17:00 受理申请。"),
        ("2027-01-12T12:00:00+08:00", "2026 秋季学期第一轮：受理申请至 1月15日 周五 17:00，还剩 3 天。"),
    ],
)
def test_the_front_page_says_the_deadline_of_the_open_or_next_round(client, settings, now, said):
    settings.OPENCREDITS_NOW = now
    rules_in_force()

    assert said in read(client, "/", "zh-hans")


def test_the_front_page_names_no_deadline_that_is_over_or_not_published(client, settings):
    assert "受理申请" not in read(client, "/", "zh-hans")

    rules_in_force()
    settings.OPENCREDITS_NOW = "2027-01-15T17:00:00+08:00"

    assert "受理申请" not in read(client, "/", "zh-hans")
