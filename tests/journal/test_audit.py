"""The audit log: part of the change it records, chained, never edited."""

import pytest
from django.db import connection, transaction

from journal import audit
from journal.models import AuditRow

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        audit.add("account_linked")


def test_rows_chain_by_hash():
    with transaction.atomic():
        first = audit.add("account_linked", login="a")
        second = audit.add("account_unlinked", login="a")

    assert first.previous_hash == "0" * 64
    assert second.previous_hash == first.hash
    assert audit.first_broken() is None


def test_a_changed_row_is_named():
    with transaction.atomic():
        audit.add("account_linked", login="a")
        changed = audit.add("account_unlinked", login="b")
        audit.add("account_linked", login="c")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_auditrow SET reason = 'rewritten' WHERE id = %s", [changed.pk])

    assert audit.first_broken().pk == changed.pk


def test_rows_are_neither_changed_nor_deleted_by_the_product():
    with transaction.atomic():
        row = audit.add("account_linked")

    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    with pytest.raises(TypeError):
        AuditRow.objects.update(reason="other")
    with pytest.raises(TypeError):
        AuditRow.objects.all().delete()
