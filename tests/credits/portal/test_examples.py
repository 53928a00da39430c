"""The worked examples: what the default policy makes of them, as anybody can compute by hand."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from credits import scoring
from credits.portal.reading.examples import Example, Examples
from tests.factories import POLICY, TermFactory, policy_in_force


def examples(text: str | None = None) -> dict[str, Example]:
    policy = scoring.read_policy(text or POLICY.read_text(), "policy.yaml")
    with translation.override("en"):
        return {example.anchor: example for example in Examples(policy).all()}


@pytest.mark.parametrize(
    ("anchor", "of_the_month", "own"),
    [
        # 3.5 lines of documentation are small work: 4.0 × ∛3.5 from the pool.
        ("fix", "6.072", "6.072"),
        # 900 + 120 / 2, and 300 tests × 0.7: 1170 lines; 4.0 × ∛1170.
        ("feature", "42.148", "42.148"),
        ("review", "2.000", "2.000"),
        ("lines", "50.396", "50.396"),
        # Eight issues a month bring 3.0: of the third month's, 2.0 are left below 8.0, an eighth of them for each.
        ("limit", "2.000", "0.250"),
    ],
)
def test_each_brings_what_the_policy_says(anchor: str, of_the_month: str, own: str):
    rows = examples()[anchor].piece.rows

    assert next(row.exact for row in rows if row.kind == "total") == of_the_month
    assert rows[-1].exact == own


def test_what_one_merges_oneself_is_the_zero():
    zero = examples()["zero"]

    assert zero.piece is None
    with translation.override("en"):
        assert (str(zero.reason.name), str(zero.clause)) == ("nobody independent accepted it", "§2.2")


def test_another_policy_has_other_figures():
    doubled = examples(POLICY.read_text().replace("review: 2000", "review: 4000"))

    assert doubled["review"].piece.rows[-1].exact == "4.000"


def test_a_policy_without_limits_has_no_such_example():
    text = POLICY.read_text().replace("cap: {review: 20000, issue: 8000, release: 9000}", "cap: {}")

    assert set(examples(text)) == {"fix", "feature", "review", "zero", "lines"}


def test_the_page_shows_them_and_each_can_be_linked(client: Client, db, settings):
    settings.OPENCREDITS_NOW = "2026-11-25T12:00:00+08:00"
    policy_in_force(TermFactory())

    page = client.get(reverse("policy"), {"lang": "en"}).content.decode()

    for anchor in ("c1", "c2-1", "c4-6", "c6", "c7-2", "c8", "c9", "example-fix", "example-zero", "example-limit"):
        assert f'id="{anchor}"' in page
        assert f'href="#{anchor}"' in page
    assert "42.148" in page
