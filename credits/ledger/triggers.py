"""The database itself keeps the ledger: these triggers refuse what the product would never send.

UPDATE, DELETE and TRUNCATE are refused on entries and checkpoints, and an entry that does not follow the last one. Migration 0002
makes them; on SQLite a migration that alters one of the two tables makes a new one without them, so it must make them again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("ledger_ledgerentry", "ledger_checkpoint")

# SQLite has no TRUNCATE, and fires the trigger for a DELETE without a condition too. What is refused before an INSERT is refused as well
# from INSERT OR REPLACE, which would remove a row without firing its DELETE trigger.
_SQLITE = {
    "entry_never_changed": """BEFORE UPDATE ON ledger_ledgerentry BEGIN
        SELECT RAISE(ABORT, 'UPDATE on ledger_ledgerentry: the ledger only grows');
    END""",
    "entry_never_deleted": """BEFORE DELETE ON ledger_ledgerentry BEGIN
        SELECT RAISE(ABORT, 'DELETE on ledger_ledgerentry: the ledger only grows');
    END""",
    "entry_follows": """BEFORE INSERT ON ledger_ledgerentry BEGIN
        SELECT RAISE(ABORT, 'INSERT on ledger_ledgerentry: an entry follows the last one')
        WHERE NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM ledger_ledgerentry)
        OR NEW.previous_hash IS NOT coalesce(
            (SELECT hash FROM ledger_ledgerentry ORDER BY sequence DESC LIMIT 1),
            '0000000000000000000000000000000000000000000000000000000000000000'
        );
    END""",
    "checkpoint_never_changed": """BEFORE UPDATE ON ledger_checkpoint BEGIN
        SELECT RAISE(ABORT, 'UPDATE on ledger_checkpoint: the ledger only grows');
    END""",
    "checkpoint_never_deleted": """BEFORE DELETE ON ledger_checkpoint BEGIN
        SELECT RAISE(ABORT, 'DELETE on ledger_checkpoint: the ledger only grows');
    END""",
    "checkpoint_is_new": """BEFORE INSERT ON ledger_checkpoint BEGIN
        SELECT RAISE(ABORT, 'INSERT on ledger_checkpoint: there is one already')
        WHERE EXISTS (SELECT 1 FROM ledger_checkpoint WHERE sequence = NEW.sequence);
    END""",
}

# Tables are named with their schema and the path is fixed, or a temporary table of the same name would be asked instead.
_POSTGRESQL_FUNCTIONS = {
    "ledger_only_grows": """BEGIN
        RAISE EXCEPTION '% on %: the ledger only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END""",
    "ledger_entry_follows": """DECLARE
        last record;
    BEGIN
        SELECT sequence, hash INTO last FROM {schema}.ledger_ledgerentry ORDER BY sequence DESC LIMIT 1;
        IF NEW.sequence <> coalesce(last.sequence, 0) + 1
        OR NEW.previous_hash <> coalesce(last.hash, '0000000000000000000000000000000000000000000000000000000000000000') THEN
            RAISE EXCEPTION 'INSERT on %: an entry follows the last one', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END""",
}
_POSTGRESQL = {
    (
        "ledger_ledgerentry",
        "only_grows",
    ): "BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION {schema}.ledger_only_grows()",
    ("ledger_ledgerentry", "follows"): "BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {schema}.ledger_entry_follows()",
    (
        "ledger_checkpoint",
        "only_grows",
    ): "BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION {schema}.ledger_only_grows()",
}


def make(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of the database's kind."""
    _run(connection, _make_postgresql(_schema(connection)) if connection.vendor == "postgresql" else _make_sqlite())


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take them away: for the way back of a migration; the product has no other use for it."""
    if connection.vendor == "postgresql":
        schema = _schema(connection)
        _run(connection, [f"DROP FUNCTION {schema}.{name}() CASCADE" for name in _POSTGRESQL_FUNCTIONS])
    else:
        _run(connection, [f"DROP TRIGGER ledger_{name}" for name in _SQLITE])


def _make_sqlite() -> list[str]:
    return [f"CREATE TRIGGER ledger_{name} {what}" for name, what in _SQLITE.items()]


def _make_postgresql(schema: str) -> list[str]:
    statements = [
        f"CREATE FUNCTION {schema}.{name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp "
        f"AS $$ {body.replace('{schema}', schema)} $$"
        for name, body in _POSTGRESQL_FUNCTIONS.items()
    ]
    for (table, name), what in _POSTGRESQL.items():
        held = f"{schema}.{table}"
        statements.append(f"CREATE TRIGGER {name} {what.format(table=held, schema=schema)}")
        # Also where session_replication_role is `replica`, which switches ordinary triggers off.
        statements.append(f"ALTER TABLE {held} ENABLE ALWAYS TRIGGER {name}")
    return statements


def _schema(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
