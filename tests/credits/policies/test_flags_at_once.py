"""Two people answer one flag at once: one answer stands, and the other reads whose."""

from threading import Thread

import pytest
from django.db import connection, transaction

from credits.policies.errors import AlreadyAnswered
from credits.policies.models import FlagCase
from credits.policies.services import answer_flag, open_cases
from journal.models import AuditRow
from tests.factories import LinkedAccountFactory, RepositoryFactory, StaffFactory, stored

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_at_once_the_second_reads_who_was_first():
    """Guards the lock on the case: without it both would find it open, and the later answer would stand."""
    open_cases([(stored(LinkedAccountFactory(), RepositoryFactory()), "churn", "a" * 64)])
    case, first, second = FlagCase.objects.get(), StaffFactory(role="reviewer"), StaffFactory(role="registrar")
    refused = []

    def answer(by, outcome):
        answer_flag(case_id=case.pk, outcome=outcome, reason="Looked at.", by=by, is_conflicted=lambda *_: False)

    def late():
        try:
            answer(second, "excluded")
        except AlreadyAnswered as error:
            refused.append(error.case.ended_by)
        finally:
            connection.close()

    thread = Thread(target=late)
    with transaction.atomic():
        answer(first, "explained")
        thread.start()
        thread.join(1)
    thread.join(30)

    assert refused == [first]
    assert FlagCase.objects.get().state == "explained"
    assert AuditRow.objects.filter(verb="flag_answered").count() == 1
