"""Database, broker and mail: whether they answer as the product needs them."""

import smtplib
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from config.doctor.findings import Finding, good, note, trouble
from credits.ledger.models import LedgerEntry

_SECONDS = 5


def examine() -> Iterator[Finding]:
    """Each in turn."""
    yield from database()
    yield _broker()
    yield _mail()


def database() -> Iterator[Finding]:
    """Whether it answers, first; then whose the ledger is, and whether all migrations are applied."""
    database = _fresh_connection()
    name = f"{database.display_name} {_place(database)}"
    try:
        database.ensure_connection()
        executor = MigrationExecutor(database)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        owns_the_ledger = _owns_the_ledger(database)
    except (DatabaseError, OSError) as error:
        said = _("%(name)s does not answer: %(error)s") % {"name": name, "error": _said(error)}
        yield trouble(_("Database"), said, _("Start it, or mend DATABASE_URL."))
        return
    finally:
        database.close()
    yield good(_("Database"), name)
    if owns_the_ledger:
        said = _("this role owns the ledger's table, so it could lift the triggers that keep it.")
        yield note(_("Database"), said, _("Use two roles: docs/operate.md, section 3."))
    if waiting:
        said = _("%(count)s are missing, the first is %(first)s.") % {"count": len(waiting), "first": waiting[0][0]}
        yield trouble(_("Migrations"), said, _("Run: manage.py migrate"))
    else:
        yield good(_("Migrations"), _("all are applied"))


def _fresh_connection() -> BaseDatabaseWrapper:
    """Outside the pool, which would try for twenty seconds and then not say why."""
    database = connections.create_connection(DEFAULT_DB_ALIAS)
    if database.vendor == "postgresql":
        options = {name: value for name, value in database.settings_dict["OPTIONS"].items() if name != "pool"}
        database.settings_dict = {**database.settings_dict, "OPTIONS": {**options, "connect_timeout": _SECONDS}}
    return database


def _owns_the_ledger(database: BaseDatabaseWrapper) -> bool:
    """Whether the running product could do with the ledger what its triggers refuse (decision 5)."""
    if database.vendor != "postgresql":
        return False
    with database.cursor() as cursor:
        table = LedgerEntry._meta.db_table  # noqa: SLF001 (documented, for all its underscore)
        cursor.execute("SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass(%s)", [table])
        row = cursor.fetchone()
    return bool(row and row[0])


def _place(database: BaseDatabaseWrapper) -> str:
    held = database.settings_dict
    return f"{held['HOST']}/{held['NAME']}" if held["HOST"] else str(held["NAME"])


def _broker() -> Finding:
    at = urlsplit(settings.BROKER_URL)
    name = f"{at.hostname}:{at.port or 6379}"
    try:
        with redis.Redis.from_url(settings.BROKER_URL, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS) as broker:
            broker.ping()
    except (redis.RedisError, OSError) as error:
        said = _("%(name)s does not answer: %(error)s") % {"name": name, "error": _said(error)}
        mend = _("Start it, or mend REDIS_URL.") if settings.REDIS_URL else _("Start a worker: it starts the bundled broker.")
        return trouble(_("Broker"), said, mend)
    return good(_("Broker"), name)


def _mail() -> Finding:
    connection = get_connection()
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return _mail_to_files(Path(settings.EMAIL_FILE_PATH))
    if not isinstance(connection, EmailBackend):
        return note(_("Mail"), _("goes to %(backend)s") % {"backend": settings.EMAIL_BACKEND})
    name = f"{connection.host}:{connection.port}"
    try:
        _greet(connection)
    except smtplib.SMTPAuthenticationError as error:
        said = _("%(name)s refuses the sign-in: %(error)s") % {"name": name, "error": _answer(error)}
        return trouble(_("Mail"), said, _("Mend user and password in EMAIL_URL."))
    except smtplib.SMTPSenderRefused as error:
        said = _("%(name)s refuses %(sender)s as sender: %(error)s") % {
            "name": name, "sender": error.sender, "error": _answer(error),
        }  # fmt: skip
        return trouble(_("Mail"), said, _("Set DEFAULT_FROM_EMAIL to an address that the server sends for."))
    except OSError as error:
        said = _("%(name)s does not answer: %(error)s") % {"name": name, "error": _said(error)}
        return trouble(_("Mail"), said, _("Mend EMAIL_URL, or open the way to the mail server."))
    return good(_("Mail"), _("%(name)s takes mail from %(sender)s") % {"name": name, "sender": settings.DEFAULT_FROM_EMAIL})


def _mail_to_files(folder: Path) -> Finding:
    said = _("goes to files in %(folder)s") % {"folder": folder}
    if settings.DEMO:
        return good(_("Mail"), said)
    return trouble(_("Mail"), said, _("Set EMAIL_URL: nobody gets a mail."))


def _greet(connection: EmailBackend) -> None:
    """As far as the envelope's sender; no mail leaves."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    connection.open()
    server = connection.connection
    if server is None:
        raise ConnectionError
    try:
        server.ehlo_or_helo_if_needed()
        code, answer = server.mail(sender)
        if code >= 400:  # noqa: PLR2004 (RFC 5321: 4xx and 5xx refuse)
            raise smtplib.SMTPSenderRefused(code, answer, sender)
        server.rset()
    finally:
        connection.close()


def _said(error: Exception) -> str:
    """The other side's last words, on one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1][:200]


def _answer(error: smtplib.SMTPResponseException) -> str:
    told = error.smtp_error
    return f"{error.smtp_code} {told.decode(errors='replace') if isinstance(told, bytes) else told}"[:200]
