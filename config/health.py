"""Health: `/healthz` says that the process answers, `/readyz` that database, migrations and broker do."""

from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

log = structlog.get_logger(__name__)


def process(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def parts(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Each part by name, `ok` or `failed`; 503 when one failed. Causes go to the log, not to strangers."""
    state = {name: _try(name, check) for name, check in _CHECKS.items()}
    return JsonResponse(state, status=200 if set(state.values()) == {"ok"} else 503)


def _try(name: str, check: Callable[[], bool]) -> str:
    try:
        return "ok" if check() else "failed"
    except (DatabaseError, redis.RedisError, OSError) as error:
        log.warning("not_ready", part=name, error=str(error))
        return "failed"


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    with redis.Redis.from_url(settings.BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as broker:
        return bool(broker.ping())


_CHECKS = {"database": _database, "migrations": _migrations, "broker": _broker}
