"""Cuts github/schema.graphql from GitHub's published schema: `python -m sandbox.github.cut_schema SCHEMA.graphql[.gz]`.

Descriptions are dropped; types and fields are those of fields.txt. Run it again when a query needs another field.
"""

import gzip
import sys
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)

_Node = TypeVar("_Node", bound=Node)

HERE = Path(__file__).parent
_BUILT_IN = {"ID", "Int", "Float", "String", "Boolean"}


def wanted() -> dict[str, set[str]]:
    """Type → fields, as fields.txt has them."""
    lines = (HERE / "fields.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {name: set(fields.split()) for name, fields in pairs}


def bare(node: _Node, **more: object) -> _Node:
    """The node without description and directives."""
    return replace(node, description=None, directives=(), **more)  # type: ignore[call-arg, arg-type]


def named(node: Node) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]
    return node.name.value


class Cutter:
    def __init__(self, document: DocumentNode, fields: dict[str, set[str]]) -> None:
        self.types = {node.name.value: node for node in document.definitions if isinstance(node, TypeDefinitionNode)}
        self.fields = fields
        self.kept: dict[str, TypeDefinitionNode] = {}

    def cut(self) -> DocumentNode:
        for name in self.fields:
            self.keep(name)
        return DocumentNode(definitions=tuple(self._joined(self.kept[name]) for name in sorted(self.kept)))

    def keep(self, name: str) -> None:
        if name in self.kept or name in _BUILT_IN:
            return
        node = self.types[name]
        self.kept[name] = bare(node)
        if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            fields = [field for field in node.fields or () if self.stays(name, field)]
            self.kept[name] = bare(node, fields=tuple(self._field(field) for field in fields))
            for field in fields:
                self.keep(named(field.type))
                for argument in field.arguments or ():
                    self.keep(named(argument.type))
        elif isinstance(node, InputObjectTypeDefinitionNode):
            self.kept[name] = bare(node, fields=tuple(bare(value) for value in node.fields or ()))
            for value in node.fields or ():
                self.keep(named(value.type))
        elif isinstance(node, EnumTypeDefinitionNode):
            self.kept[name] = bare(node, values=tuple(bare(value) for value in node.values or ()))

    @staticmethod
    def _field(field: FieldDefinitionNode) -> FieldDefinitionNode:
        return bare(field, arguments=tuple(bare(argument) for argument in field.arguments or ()))

    def stays(self, owner: str, field: FieldDefinitionNode) -> bool:
        """Fields named in fields.txt; of connections, edges and page information all whose type is known."""
        if owner in self.fields:
            return field.name.value in self.fields[owner]
        target = named(field.type)
        if not owner.endswith(("Connection", "Edge", "PageInfo")):
            raise KeyError(f"{owner} is needed but not in fields.txt")
        known = target in self.fields or target in _BUILT_IN or target == "PageInfo" or target.endswith("Edge")
        return known or isinstance(self.types[target], EnumTypeDefinitionNode | ScalarTypeDefinitionNode | UnionTypeDefinitionNode)

    def _joined(self, node: TypeDefinitionNode) -> TypeDefinitionNode:
        """Without members and interfaces that were left out."""
        if isinstance(node, UnionTypeDefinitionNode):
            return replace(node, types=tuple(one for one in node.types or () if one.name.value in self.kept))
        if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            return replace(node, interfaces=tuple(one for one in node.interfaces or () if one.name.value in self.kept))
        return node


def main() -> None:
    source = Path(sys.argv[1])
    text = gzip.decompress(source.read_bytes()).decode() if source.suffix == ".gz" else source.read_text(encoding="utf-8")
    fields = wanted()
    cutter = Cutter(parse(text, no_location=True), fields)
    cut = cutter.cut()
    for name, wishes in fields.items():
        node = cutter.kept[name]
        present = {field.name.value for field in getattr(node, "fields", None) or ()}
        if missing := wishes - present:
            sys.exit(f"{name} has no {', '.join(sorted(missing))}")
    (HERE / "schema.graphql").write_text(print_ast(cut) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
