"""The amount of a claim: from frozen evidence, policy, rules and what stands (WORKFLOW.md section 2a)."""

import subprocess
import sys

import pytest

from credits import scoring
from credits.claims.amount import Caps, Standing, amount
from credits.claims.models import Claim
from credits.claims.services import Reduction, approve, book_award, locked, recommend
from credits.policies.services import assess
from tests.claiming import (
    a_claim_in_notice,
    a_registrar,
    a_reviewer,
    a_sent_claim,
    a_student_with,
    add_work,
    after_the_notice,
    publish,
    settle,
)
from tests.factories import POLICY

POLICY_READ = scoring.read_policy(POLICY.read_bytes(), "policy.yaml")
NOTHING = Standing(of_term=0, of_degree=0, of_category=0)
NO_CAPS = Caps(degree=None, category=None)


def lines(*sizes: int) -> list[dict]:
    """One pull request a size, in lines of source, in the one month."""
    told = [
        {"type": "student", "student": "s", "accounts": ["github:1"]},
        {"type": "repository", "repository": "github:100", "external_contributors": 12},
    ]
    for number, size in enumerate(sizes):
        told.append(
            {
                "type": "contribution", "contribution": f"c{number}", "student": "s", "account": "github:1", "repository": "github:100",
                "kind": "pull_request", "worked_at": "2026-10-08T02:00:00Z", "counted_at": "2026-10-12T02:00:00Z", "state": "accepted",
                "merged_by": "github:900", "approved_by": [], "authors": ["github:1"], "changes": {"source": [size, 0]},
            }
        )  # fmt: skip
    return told


@pytest.mark.parametrize(
    ("size", "standing", "caps", "hundredths", "cut_by"),
    [
        (64, NOTHING, NO_CAPS, 50, ""),  # 16 points
        (1000, NOTHING, NO_CAPS, 100, ""),  # 40 points
        (1000, Standing(of_term=50, of_degree=50, of_category=50), NO_CAPS, 50, ""),
        (64, Standing(of_term=50, of_degree=50, of_category=50), NO_CAPS, 0, ""),
        (64, Standing(of_term=100, of_degree=100, of_category=100), NO_CAPS, 0, ""),
        (1000, Standing(of_term=0, of_degree=330, of_category=0), Caps(degree=400, category=None), 70, "degree"),
        (1000, Standing(of_term=0, of_degree=400, of_category=0), Caps(degree=400, category=None), 0, "degree"),
        (1000, Standing(of_term=0, of_degree=0, of_category=150), Caps(degree=400, category=200), 50, "category"),
        (1000, Standing(of_term=0, of_degree=380, of_category=150), Caps(degree=400, category=200), 20, "degree"),
    ],
)
def test_what_stands_and_what_the_caps_leave(size, standing, caps, hundredths, cut_by):
    found = amount(POLICY_READ, lines(size), student="s", standing=standing, caps=caps)

    assert (found.hundredths, found.cut_by) == (hundredths, cut_by)


def test_what_is_excluded_is_scored_as_if_it_were_not_there():
    found = amount(POLICY_READ, lines(64, 936), student="s", standing=NOTHING, caps=NO_CAPS, excluded={"c1"})

    assert (found.milli_points, found.hundredths) == (16000, 50)


def test_an_adjustment_holds_only_for_what_counts():
    told = [*lines(64, 64)]
    told[-1]["merged_by"] = "github:1"

    found = amount(POLICY_READ, told, student="s", standing=NOTHING, caps=NO_CAPS, adjustments={"c0": -2000, "c1": 5000})

    assert (found.milli_points, found.hundredths) == (14000, 0)


def test_points_never_fall_below_nothing():
    found = amount(POLICY_READ, lines(1), student="s", standing=NOTHING, caps=NO_CAPS, adjustments={"c0": -10000})

    assert found.milli_points == 0


def test_the_scoring_command_on_the_frozen_facts_gives_the_amount_asked(term, tmp_path):
    claim = a_sent_claim(term, a_student_with({"changes": {"source": (400, 0)}}, {"changes": {"source": (600, 0)}}))
    (tmp_path / "FACTS.jsonl").write_text(claim.evidence.get().facts)

    printed = subprocess.run(
        [sys.executable, "-m", "credits.scoring", str(POLICY), str(tmp_path / "FACTS.jsonl")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert f'"credit_hundredths":{claim.asked}' in printed
    assert '"milli_points":40000' in printed


def test_a_later_claim_pays_the_difference(term, settings):
    """40 points make 1.0 credit; half a credit of it stands."""
    claim = a_claim_in_notice(term)
    after_the_notice(settings, claim)
    book_award(claim=locked(claim.pk, among=Claim.objects.all()), by=a_registrar(), award="A1")
    add_work(claim.student.user.linked_accounts.get(), changes={"source": (936, 0)})

    second = a_sent_claim(term, again(claim.student, term))

    assert (second.asked, second.items.count()) == (50, 1)


def test_an_adjustment_that_was_awarded_counts_in_a_later_claim_too(term, settings):
    """448 lines more make 32 points of the month's 512; with the 9 that were added to the first, 41: 1.0 credit."""
    claim = a_sent_claim(term)
    plus = Reduction(item_id=claim.items.get().pk, adjustment=9000, reason="设计文档也是本人所写。")
    settle(recommend(claim_id=claim.pk, by=a_reviewer(), reductions=[plus]))
    settle(approve(claim_id=claim.pk, by=a_registrar()))
    publish(term)
    after_the_notice(settings, claim)
    book_award(claim=locked(claim.pk, among=Claim.objects.all()), by=a_registrar(), award="A1")
    add_work(claim.student.user.linked_accounts.get(), changes={"source": (448, 0)})

    assert a_sent_claim(term, again(claim.student, term)).asked == 50


def again(student, term):
    """Assessed once more."""
    assess(term=term, student=student)
    return student
