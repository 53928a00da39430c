"""What the running product may do with the tables, where migrations are run by another role that owns them (PostgreSQL).

Triggers hold against everybody but the owner, who could switch them off: so the product's role is not the owner (DESIGN.md decision 5).
"""

from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from credits.ledger.triggers import TABLES


def after_migrating(*, using: str, **_: Any) -> None:
    """Once all tables are there: the product's role gets what it needs, and of the ledger to read and to add."""
    from django.db import connections

    if settings.DATABASE_PRODUCT_ROLE:
        give(connections[using], role=settings.DATABASE_PRODUCT_ROLE)


def give(connection: BaseDatabaseWrapper, *, role: str) -> None:
    """Grant `role` its rights in the schema of the tables; the connection is the owner's. Run again, it gives the same."""
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        ledger = ", ".join(f"{schema}.{table}" for table in TABLES)
        for statement in (
            f"GRANT USAGE ON SCHEMA {schema} TO {quoted}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {quoted}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {quoted}",
            f"REVOKE ALL ON {ledger} FROM {quoted}, PUBLIC",
            f"GRANT SELECT, INSERT ON {ledger} TO {quoted}",
        ):
            cursor.execute(statement)
