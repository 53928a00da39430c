"""Append: one chain without gap or fork, whoever comes at once."""

import hashlib
import json
from threading import Thread

import pytest
from django.db import connection, transaction

from credits.ledger.models import LedgerEntry, LedgerHead
from credits.ledger.services import append
from tests.credits.ledger.factories import a_draft, appended

pytestmark = pytest.mark.django_db(transaction=True)


def test_entries_are_numbered_from_one_and_each_carries_the_hash_of_the_one_before():
    appended(2)
    appended(1)

    first, second, third = LedgerEntry.objects.all()
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.previous_hash == "0" * 64
    assert [second.previous_hash, third.previous_hash] == [first.hash, second.hash]


def test_the_hash_is_over_just_these_bytes():
    (entry,) = appended(1)

    bytes_hashed = (
        '{"at":"2026-12-01T08:00:00.000000Z","award":"00000000000000000000000000000000","commitment":"' + "c" * 64 + '",'
        '"hundredths":50,"kind":"award","previous_hash":"' + "0" * 64 + '","sequence":1,"term":"2026-2027-1"}'
    )
    assert entry.hash == hashlib.sha256(bytes_hashed.encode()).hexdigest()
    assert json.loads(entry.line()) == json.loads(bytes_hashed) | {"hash": entry.hash}


def test_what_is_read_back_gives_the_same_hash():
    with transaction.atomic():
        append([a_draft(term="二〇二六秋 “A”\n")])

    entry = LedgerEntry.objects.get()
    assert entry.hash == entry.hash_of_content()


def test_an_append_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        append([a_draft()])


def test_what_is_undone_leaves_no_gap():
    with transaction.atomic():
        append([a_draft()])
        transaction.set_rollback(True)

    appended(1)

    assert LedgerEntry.objects.get().sequence == 1


@pytest.mark.parametrize("count", [1, 90])
def test_a_batch_takes_as_many_statements_as_one_entry(count, django_assert_num_queries):
    appended(1)

    with transaction.atomic(), django_assert_num_queries(3):
        append([a_draft() for _ in range(count)])


def test_of_two_at_once_the_second_waits_for_the_first_and_follows_it():
    """Guards the lock on LedgerHead: without it both would read the same end and one would fail."""
    appended(1)
    errors = []

    def second() -> None:
        try:
            appended(1)
        except Exception as error:  # noqa: BLE001 (told to the test below)
            errors.append(error)
        finally:
            connection.close()

    thread = Thread(target=second)
    with transaction.atomic():
        append([a_draft()])
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=20)

    assert not errors
    assert list(LedgerEntry.objects.values_list("sequence", flat=True)) == [1, 2, 3]
    assert LedgerHead.objects.get().hash == LedgerEntry.objects.get(pk=3).hash
