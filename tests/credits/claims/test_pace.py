"""The usual time at a stage is the median of those that left it lately."""

from datetime import timedelta

from credits.claims.pace import usual_time
from credits.claims.services import recommend
from tests.claiming import a_reviewer, a_sent_claim, a_student_with


def test_of_fewer_than_five_nothing_is_said(term):
    recommend(claim_id=a_sent_claim(term).pk, by=a_reviewer())

    assert usual_time("department_review") is None


def test_the_middle_of_five_is_told(term, settings):
    claims = [a_sent_claim(term, a_student_with({})) for _ in range(5)]
    reviewer = a_reviewer()

    for claim, day in zip(claims, (11, 12, 14, 20, 30), strict=True):
        settings.OPENCREDITS_NOW = f"2026-12-{day}T10:00:00+08:00"
        recommend(claim_id=claim.pk, by=reviewer)

    assert usual_time("department_review") == timedelta(days=4)
