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


@pytest.mark.parametrize(
    "column", ["at", "verb", "by_kind", "by_id", "about_kind", "about_id", "reason", "details", "previous_hash"]
)
def test_whatever_is_changed_of_a_row_is_found(column):
    with transaction.atomic():
        audit.add("account_linked")
        changed = audit.add("account_linked")
    value = {"at": "2020-01-01 00:00:00+00:00", "details": '{"login": "b"}'}.get(column, "rewritten")

    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE journal_auditrow SET {column} = %s WHERE id = %s", [value, changed.pk])

    assert audit.first_broken().pk == changed.pk


def test_a_row_written_anew_with_its_hash_does_not_fit_those_after_it():
    with transaction.atomic():
        anew, following = audit.add("account_linked"), audit.add("account_linked")
    anew.reason = "rewritten"

    with connection.cursor() as cursor:
        told = [anew.reason, audit.hash_of(anew), anew.pk]
        cursor.execute("UPDATE journal_auditrow SET reason = %s, hash = %s WHERE id = %s", told)
        cursor.execute("UPDATE journal_auditrow SET previous_hash = %s WHERE id = %s", [audit.hash_of(anew), following.pk])

    assert audit.first_broken().pk == following.pk


def test_a_row_after_one_that_was_taken_out_is_named():
    with transaction.atomic():
        _, taken, following = (audit.add("account_linked", login=login) for login in "abc")

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_auditrow WHERE id = %s", [taken.pk])

    assert audit.first_broken().pk == following.pk


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
