"""YAML read against a shape, with the line of whatever does not fit.

A shape takes a node of YAML's tree and gives its value, or leaves a Trouble. PyYAML's own loading would turn `1_000`,
`0x10` and `1:30` into numbers, keep the last of two equal keys, and forget the lines; so the tree is read here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import yaml

from .errors import InputError
from .values import shown

_DEEPEST = 16  # far below anything that a shape can ask for, far above Python's own limit
_INTEGER = re.compile(r"0|[1-9][0-9]{0,9}")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # an escape can bring one in


class Trouble(NamedTuple):
    """Something that does not fit."""

    line: int
    key: str
    message: str


class Place(NamedTuple):
    """Where a value stands: the line and the name of its key. In a list all stands at the list's key."""

    line: int
    key: str
    is_in_list: bool = False

    def below(self, node: yaml.Node, key: str) -> "Place":
        """The place of a key in the mapping that stands here."""
        path = f"{self.key}.{key}" if self.key else key
        return self._replace(key=path) if self.is_in_list else Place(line_of(node), path)


class Shape(Protocol):
    """What a node may be."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> Any:
        """Its value; None, with a trouble left behind, if it does not fit."""


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


@dataclass(frozen=True)
class Text:
    """A text."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> str | None:
        """Its value."""
        if _is_text(node):
            return str(node.value)
        troubles.append(Trouble(place.line, place.key, f"a text is expected, not {_said(node)}"))
        return None


@dataclass(frozen=True)
class Whole:
    """A whole number in digits, from `least` to `most`."""

    most: int
    least: int = 0

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> int | None:
        """Its value."""
        if _is(node, "int") and _INTEGER.fullmatch(node.value) and self.least <= int(node.value) <= self.most:
            return int(node.value)
        message = f"a whole number in digits from {self.least} to {self.most} is expected, not {_said(node)}"
        troubles.append(Trouble(place.line, place.key, message))
        return None


@dataclass(frozen=True)
class Each:
    """A mapping from any text to values of one shape."""

    shape: Shape

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> dict[str, Any]:
        """Its value."""
        if not _is_mapping(node, place, troubles):
            return {}
        return {
            key: self.shape.read(value, place.below(key_node, key), troubles)
            for key, key_node, value in _items(node, place, troubles)
        }


@dataclass(frozen=True)
class Keys:
    """A mapping with these keys, of which the optional ones may be missing."""

    required: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> dict[str, Any]:
        """Its value."""
        if not _is_mapping(node, place, troubles):
            return {}
        shapes = {**self.required, **self.optional}
        found: dict[str, Any] = {}
        for key, key_node, value in _items(node, place, troubles):
            at = place.below(key_node, key)
            if key in shapes:
                found[key] = shapes[key].read(value, at, troubles)
            else:
                troubles.append(Trouble(at.line, at.key, "unknown key"))
        missing = (key for key in self.required if key not in found)
        troubles += [Trouble(1, place.below(node, key).key, "missing key") for key in missing]
        return found


@dataclass(frozen=True)
class Rising:
    """A list of mappings whose first key rises strictly and whose second never falls."""

    first: str
    first_shape: Shape
    second: str
    second_shape: Shape
    begins_at_0: bool = False

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> list[tuple[int, int]]:
        """The values of both keys."""
        before = len(troubles)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            troubles.append(Trouble(place.line, place.key, f"a list of one or more is expected, not {_said(node)}"))
            return []
        step = Keys({self.first: self.first_shape, self.second: self.second_shape})
        inside = place._replace(is_in_list=True)
        read = [step.read(item, inside, troubles) for item in node.value]
        if len(troubles) > before:
            return []
        steps = [(item[self.first], item[self.second]) for item in read]
        if self.begins_at_0 and steps[0][0] != 0:
            troubles.append(Trouble(place.line, place.key, f"the first `{self.first}` must be 0"))
        for (first, second), (next_first, next_second) in pairwise(steps):
            if next_first <= first:
                troubles.append(Trouble(place.line, place.key, f"`{self.first}` must rise: {next_first} follows {first}"))
            if next_second < second:
                troubles.append(Trouble(place.line, place.key, f"`{self.second}` must not fall: {next_second} follows {second}"))
        return steps


def compose(text: str, name: str) -> yaml.Node:
    """The tree of a YAML document; an empty document is an empty mapping.

    Raises InputError where the parser says if it is not one document of YAML.
    """
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(name, mark.line + 1 if mark else 1, f"no YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InputError(name, line, f"no YAML: {error.reason}") from None
    except (ValueError, OverflowError):
        # PyYAML hands on what Python says to an escape that is no character, like "\\Uffffffff".
        raise InputError(name, loader.line + 1 if loader else 1, "no YAML: no such character") from None
    return node or yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark(name, 0, 0, 0, None, 0))


class _Loader(yaml.SafeLoader):
    """Composes no deeper than any shape can ask for, so that no nesting exhausts Python's stack or patience."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.depth == _DEEPEST:
            here = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=here)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _is(node: yaml.Node, tag: str) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == f"tag:yaml.org,2002:{tag}"


def _is_text(node: yaml.Node) -> bool:
    return _is(node, "str") and not _HALF_CHARACTER.search(node.value)


def _said(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return shown(node.value)
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"


def _is_mapping(node: yaml.Node, place: Place, troubles: list[Trouble]) -> bool:
    if isinstance(node, yaml.MappingNode):
        return True
    troubles.append(Trouble(place.line, place.key, f"a mapping is expected, not {_said(node)}"))
    return False


def _items(node: yaml.Node, place: Place, troubles: list[Trouble]) -> list[tuple[str, yaml.Node, yaml.Node]]:
    """Key, its node and its value's node, in order; a key that is no text or stands twice leaves a trouble."""
    items = []
    seen = set()
    for key_node, value in node.value:
        if not _is_text(key_node):
            at = place.below(key_node, _said(key_node))
            troubles.append(Trouble(at.line, at.key, "a key is a text"))
            continue
        key = str(key_node.value)
        if key in seen:
            troubles.append(Trouble(line_of(key_node), place.below(key_node, key).key, "key twice"))
        seen.add(key)
        items.append((key, key_node, value))
    return items
