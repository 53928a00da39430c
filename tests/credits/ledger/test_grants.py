"""In production the product's role does not own the ledger: even without triggers it may only read and add."""

import pytest
from django.db import DatabaseError, connection, transaction

from credits.ledger import grants, triggers
from credits.ledger.services import checkpoint
from tests.credits.ledger.factories import appended

pytestmark = pytest.mark.django_db
ROLE = "opencredits_test_product"


@pytest.fixture
def as_the_product():
    """Statements as a role that owns nothing and was given its rights as after a migration; the triggers are gone."""
    appended(2)
    triggers.drop(connection)

    def typed(sql: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {ROLE}")
            cursor.execute(sql)
            cursor.execute("RESET ROLE")

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
    grants.give(connection, role=ROLE)
    return typed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_ledgerentry SET hundredths = 0",
        "DELETE FROM ledger_ledgerentry",
        "TRUNCATE ledger_checkpoint",
        "UPDATE ledger_checkpoint SET root = ''",
        "ALTER TABLE ledger_ledgerentry DISABLE TRIGGER ALL",
        "DROP TABLE ledger_checkpoint",
    ],
)
def test_the_products_role_cannot_change_the_ledger(request, statement):
    if connection.vendor != "postgresql":
        # SQLite knows no roles: whoever opens the file owns it, and only the checkpoints tell (docs/ledger.md).
        return
    as_the_product = request.getfixturevalue("as_the_product")

    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        as_the_product(statement)


def test_the_products_role_reads_adds_and_does_its_other_work(request):
    if connection.vendor != "postgresql":
        return
    request.getfixturevalue("as_the_product")

    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    appended(1)
    assert checkpoint().sequence == 3
