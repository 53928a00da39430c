"""Two people answer one flag at once: one answer stands, and the other reads whose."""

import pytest

from credits.policies.errors import AlreadyAnswered
from credits.policies.models import FlagCase
from credits.policies.services import answer_flag, open_cases
from journal.models import AuditRow
from tests.factories import LinkedAccountFactory, RepositoryFactory, StaffFactory, stored
from tests.meeting import meet

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_at_once_the_second_reads_who_was_first():
    """Guards the lock on the case: without it both would find it open, and the later answer would stand."""
    open_cases([(stored(LinkedAccountFactory(), RepositoryFactory()), "churn", "a" * 64)])
    case, first, second = FlagCase.objects.get(), StaffFactory(role="reviewer"), StaffFactory(role="registrar")
    told = {"case_id": case.pk, "reason": "Looked at.", "department_id": None, "is_conflicted": False}

    (refused,) = meet(
        lambda: answer_flag(outcome="explained", by=first, **told), lambda: answer_flag(outcome="excluded", by=second, **told)
    )

    assert isinstance(refused, AlreadyAnswered)
    assert refused.case.ended_by == first
    assert FlagCase.objects.get().state == "explained"
    assert AuditRow.objects.filter(verb="flag_answered").count() == 1
