"""The ledger only grows: neither the product, nor SQL typed into the database's own client, changes what stands."""

import os
import shutil
import subprocess

import pytest
from django.contrib import admin
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import RequestFactory

from credits.ledger.models import Checkpoint, LedgerEntry
from credits.ledger.services import checkpoint
from tests.credits.ledger.factories import appended

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ledger():
    """Three entries and the checkpoint over them."""
    appended(3)
    checkpoint()
    return said()


def said() -> list:
    return list(LedgerEntry.objects.values()) + list(Checkpoint.objects.values())


def typed(sql: str) -> subprocess.CompletedProcess:
    """What the database's own client answers; its connection knows nothing of the product."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        client = ["sqlite3", "-bail", settings["NAME"], sql]
    else:
        client = ["psql", "-X", "-v", "ON_ERROR_STOP=1", "-h", settings["HOST"], "-p", str(settings["PORT"] or 5432)]
        client += ["-U", settings["USER"], "-d", settings["NAME"], "-c", sql]
    if shutil.which(client[0]) is None:
        pytest.skip(f"needs {client[0]}")
    environment = os.environ | {"PGPASSWORD": settings["PASSWORD"] or ""}
    return subprocess.run(client, capture_output=True, text=True, check=False, env=environment)


ENTRY = "(sequence, kind, at, hundredths, term, award, commitment, previous_hash, hash)"
VALUES = "'award', '2026-12-01 08:00:00+00:00', 9900, '2026-2027-1', 'a', 'c'"
LAST = "(SELECT hash FROM ledger_ledgerentry WHERE sequence = 3)"


@pytest.mark.parametrize("table", ["ledger_ledgerentry", "ledger_checkpoint"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET at = '2020-01-01'",
        "UPDATE {} SET sequence = 9 WHERE sequence = 3",
        "DELETE FROM {}",
        "DELETE FROM {} WHERE sequence = 3",
    ],
)
def test_what_stands_is_neither_changed_nor_deleted(ledger, table, statement):
    done = typed(statement.format(table))

    assert done.returncode != 0
    assert "the ledger only grows" in done.stderr
    assert said() == ledger


# What each engine alone can say; where it cannot, that it cannot is refused as well.
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE ledger_ledgerentry CASCADE",
        "TRUNCATE ledger_checkpoint",
        f"INSERT OR REPLACE INTO ledger_ledgerentry {ENTRY} VALUES (2, {VALUES}, {LAST}, 'h')",
        f"REPLACE INTO ledger_ledgerentry (rowid, kind, at, hundredths, term, award, commitment, previous_hash, hash) VALUES (3, {VALUES}, {LAST}, 'h')",
        "INSERT OR REPLACE INTO ledger_checkpoint SELECT sequence, 'other', at, public_key, signature FROM ledger_checkpoint",
        "UPDATE OR REPLACE ledger_ledgerentry SET sequence = 1 WHERE sequence = 2",
        f"INSERT INTO ledger_ledgerentry {ENTRY} VALUES (2, {VALUES}, {LAST}, 'h') ON CONFLICT (sequence) DO UPDATE SET hundredths = 9900",
        "SET session_replication_role = replica; DELETE FROM ledger_ledgerentry",
    ],
)
def test_no_dialect_has_a_way_round(ledger, statement):
    done = typed(statement)

    assert done.returncode != 0
    assert said() == ledger


@pytest.mark.parametrize(
    ("sequence", "previous"),
    [("5", LAST), ("3", LAST), ("0", LAST), ("4", "'" + "0" * 64 + "'")],
    ids=["a gap", "a second one", "before the first", "another one before it"],
)
def test_an_entry_that_does_not_follow_the_last_is_refused(ledger, sequence, previous):
    done = typed(f"INSERT INTO ledger_ledgerentry {ENTRY} VALUES ({sequence}, {VALUES}, {previous}, 'h')")

    assert done.returncode != 0
    assert "an entry follows the last one" in done.stderr
    assert said() == ledger


def test_the_product_itself_is_refused_too(ledger):
    entry = LedgerEntry.objects.first()

    for change in (entry.save, entry.delete, LedgerEntry.objects.all().delete, lambda: LedgerEntry.objects.update(hundredths=1)):
        with pytest.raises(TypeError, match="only grows"):
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry._base_manager.filter(pk=1)._raw_delete("default")
    assert said() == ledger


def test_cursors_of_the_product_are_refused_by_the_database(ledger):
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_ledgerentry SET hundredths = 0")

    assert said() == ledger


@pytest.mark.parametrize("model", [LedgerEntry, Checkpoint])
def test_the_admin_only_shows(model):
    table, request = admin.site._registry[model], RequestFactory().get("/admin/")

    assert not table.has_add_permission(request)
    assert not table.has_change_permission(request)
    assert not table.has_delete_permission(request)
