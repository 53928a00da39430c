"""What a claim may rest on, and why other work of the term cannot be chosen."""

import pytest

from credits.claims import choices
from credits.claims.models import Claim
from credits.claims.services import return_claim
from credits.contributions.models import Contribution
from credits.policies.models import FlagCase, Term
from credits.policies.services import answer_flag, open_cases
from journal import clock
from tests.claiming import a_reviewer, a_sent_claim, a_student_with, add_work
from tests.factories import StaffFactory, moment


def why_not(student, term, **options) -> dict[str, str]:
    """Number of the pull request → why it cannot be chosen."""
    return {choice.contribution.number: choice.why_not for choice in choices.of(student, term, **options)}


def test_what_counts_is_free_and_what_does_not_says_so(term):
    student = a_student_with({}, {"merged_by": None}, {"merged_by": "github:3000000900", "approved_by": ("github:900",)})

    assert why_not(student, term) == {"1": "", "2": "state", "3": ""}


def test_what_a_claim_holds_is_free_for_that_claim_alone(term):
    claim = a_sent_claim(term)
    return_claim(claim_id=claim.pk, by=a_reviewer(), reason="请补充。")

    assert why_not(claim.student, term) == {"1": "claimed"}
    assert why_not(claim.student, term, besides=claim) == {"1": ""}


@pytest.mark.parametrize(("outcome", "why"), [("excluded", "removed"), ("warned", ""), ("explained", "")])
def test_a_finding_that_excludes_keeps_work_out_of_claims(term, outcome, why):
    student = a_student_with({})
    open_cases([(Contribution.objects.get(), "churn", "a" * 64)])
    case, reviewer = FlagCase.objects.get(), a_reviewer()

    told = {"reason": "合并者与作者是同一人。", "department_id": reviewer.department_id, "is_conflicted": False}
    answer_flag(case_id=case.pk, outcome=outcome, by=reviewer, **told)

    assert why_not(student, term) == {"1": why}


@pytest.mark.parametrize(("state", "why"), [("department_review", "same_work"), ("awarded", "same_work"), ("rejected", "")])
def test_the_same_work_stands_in_the_claims_of_one_term_only(term, state, why):
    student = a_student_with({})
    days = {"worked_at": moment("2026-05-01"), "counted_at": moment("2026-06-01")}
    mirror = add_work(student.user.linked_accounts.get(), **days)
    Contribution.objects.filter(number="1").update(same_work_as=mirror)
    decided = {"department_decision_by": StaffFactory(), "office_decision_by": StaffFactory(), "approved": 50}
    spring = Term.objects.get(name="2025-2026-2")
    claim = Claim.objects.create(student=student, term=spring, state=state, submitted_at=clock.now(), **decided)
    claim.items.create(contribution=mirror, holds=state != "rejected")

    assert why_not(student, term) == {"1": why}
