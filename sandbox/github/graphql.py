"""POST /graphql: parses, weighs, checks and executes with graphql-core; answers in GitHub's form, errors with status 200."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLScalarType,
    OperationDefinitionNode,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)
from starlette.requests import Request
from starlette.responses import Response

from sandbox.answers import Note, json_response
from sandbox.github.context import Context
from sandbox.github.cost import MOST_NODES, cost
from sandbox.github.resolvers import bind
from sandbox.limits import Limits, headers
from sandbox.store import Forge
from sandbox.world.draw import text_of
from sandbox.world.things import Account

_DOCS = "https://docs.github.com/graphql"


class GraphQL:
    def __init__(self, forge: Forge, limits: Limits, web: str) -> None:
        self.forge, self.limits, self.web = forge, limits, web
        self.schema = bind((Path(__file__).parent / "schema.graphql").read_text(encoding="utf-8"))
        for name in ("DateTime", "GitTimestamp"):
            scalar = self.schema.type_map.get(name)
            if isinstance(scalar, GraphQLScalarType):
                scalar.parse_value = scalar.coerce_input_value = _moment  # type: ignore[method-assign]
        self.prepared = lru_cache(maxsize=256)(self._prepare)
        self.most_nodes: int | None = None  # set through the control port: heavier queries run out of resources

    def _prepare(self, query: str) -> tuple[DocumentNode | None, list[GraphQLError]]:
        try:
            document = parse(query)
        except GraphQLError as error:
            return None, [error]
        return document, validate(self.schema, document)

    async def answer(self, request: Request, viewer: Account, note: Note) -> Response:
        body = await request.json()
        query = body.get("query") if isinstance(body, dict) else None
        if not isinstance(query, str):
            return json_response(
                {"message": "A query attribute must be specified and must be a string.", "documentation_url": _DOCS}, 400
            )
        window = self.limits.window("graphql", f"github:{viewer.id}")
        document, errors = self.prepared(query)
        operation = get_operation_ast(document, body.get("operationName")) if document else None
        if errors or operation is None or document is None:
            return json_response(
                {"errors": [_shown(one) for one in errors] or [{"message": "No operation named"}]}, 200, headers(window, "graphql")
            )
        variables = body.get("variables") or {}
        note.operation = operation.name.value if operation.name else None
        answer = self._refused(document, operation, variables, viewer, note)
        if answer is None:
            answer = self._execute(document, operation, variables, viewer, note)
        return json_response(answer, 200, headers(window, "graphql"))

    def _refused(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any], viewer: Account, note: Note
    ) -> dict[str, Any] | None:
        """What is said before anything is looked up: too much asked for, or too much used."""
        price = cost(document, operation, variables)
        window = self.limits.window("graphql", f"github:{viewer.id}")
        if price.nodes > MOST_NODES:
            message = f"This query requests up to {price.nodes:,} possible nodes which exceeds the maximum limit of {MOST_NODES:,}."
            return {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}]}
        if window.used + price.points > window.limit:
            window.used = window.limit
            return {"errors": [{"type": "RATE_LIMITED", "message": f"API rate limit exceeded for user ID {viewer.id}."}]}
        if self.most_nodes is not None and price.nodes > self.most_nodes:
            return resource_limits()
        window.used += price.points
        note.points = price.points
        return None

    def _execute(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any], viewer: Account, note: Note
    ) -> dict[str, Any]:
        price = cost(document, operation, variables)
        window = self.limits.window("graphql", f"github:{viewer.id}")
        context = Context(forge=self.forge, viewer=viewer, web=self.web, window=window, points=price.points, nodes=price.nodes)
        result = execute_sync(
            self.schema,
            document,
            context_value=context,
            variable_values=dict(variables),
            operation_name=note.operation,
            check_sync=False,
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [_shown(one) for one in result.errors]
        return answer


def resource_limits() -> dict[str, Any]:
    """Since July 2026: hardly any points are used, and the same query fails again (FORGES.md)."""
    message = "Resource limits for this query exceeded. Try requesting less data or fewer nodes."
    return {"data": None, "errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": message}]}


def _moment(value: Any) -> str:
    """Any RFC 3339 moment, as the world writes its own."""
    return text_of(datetime.fromisoformat(str(value)))


def _shown(error: GraphQLError) -> dict[str, Any]:
    """GitHub puts `type` beside the message."""
    shown: dict[str, Any] = dict(error.formatted)
    kind = (shown.pop("extensions", None) or {}).get("type")
    return ({"type": kind} if kind else {}) | shown
