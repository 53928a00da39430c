"""What a query costs, before it runs: GitHub's published formula for points and nodes.

Points: the requests needed to fill every connection, divided by 100, rounded, at least 1. Nodes: every connection's
`first` times those around it. https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

MOST_NODES = 500_000


@dataclass(slots=True)
class Cost:
    requests: int = 1
    nodes: int = 0

    @property
    def points(self) -> int:
        return max(1, (self.requests + 50) // 100)


class _Counter:
    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        self.variables = variables
        self.cost = Cost()

    def count(self, selection: SelectionSetNode | None, times: int) -> None:
        for field in self._fields(selection):
            size = self._size(field)
            if size is None:
                self.count(field.selection_set, times * self._ids(field))
            else:
                self.cost.requests += times
                self.cost.nodes += times * size
                self.count(field.selection_set, times * size)

    def _fields(self, selection: SelectionSetNode | None) -> Iterator[FieldNode]:
        for one in selection.selections if selection else ():
            if isinstance(one, FieldNode):
                yield one
            elif isinstance(one, InlineFragmentNode):
                yield from self._fields(one.selection_set)
            elif isinstance(one, FragmentSpreadNode):
                yield from self._fields(self.fragments[one.name.value].selection_set)

    def _value(self, field: FieldNode, name: str) -> Any:
        for argument in field.arguments or ():
            if argument.name.value == name:
                value = argument.value
                if isinstance(value, VariableNode):
                    return self.variables.get(value.name.value)
                return int(value.value) if isinstance(value, IntValueNode) else value
        return None

    def _size(self, field: FieldNode) -> int | None:
        """`first` or `last` of a connection; None if the field is none."""
        size = self._value(field, "first")
        return size if isinstance(size, int) else self._value(field, "last")

    def _ids(self, field: FieldNode) -> int:
        ids = self._value(field, "ids")
        if isinstance(ids, ListValueNode):
            return max(1, len(ids.values))
        return max(1, len(ids)) if isinstance(ids, list) else 1


def cost(document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Cost:
    defaults = {
        one.variable.name.value: int(one.default_value.value)
        for one in operation.variable_definitions or ()
        if isinstance(one.default_value, IntValueNode)
    }
    counter = _Counter(document, defaults | dict(variables))
    counter.count(operation.selection_set, 1)
    counter.cost.requests -= 1  # the query itself is no connection
    return counter.cost
