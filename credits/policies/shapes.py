"""What the values of a rules file may be, beside the shapes that every file of ours knows."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

import yaml

from credits.scoring.yaml_shapes import Each, Place, Shape, Text, Trouble, line_of

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # Python would take 20261001 and 2026-W40-4 too
_DAY_EXPECTED = "a day like 2026-10-01 is expected"


class NamedDay(NamedTuple):
    """A day of the calendar, what it is called, and the line on which it stands."""

    day: date
    name: str
    line: int


@dataclass(frozen=True)
class Filled:
    """A text that says something; digits are one too, so that `[2024]` names a cohort."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> str | None:
        """Its value, as written."""
        is_number = isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:int"
        text = str(node.value) if is_number else Text().read(node, place, troubles)
        if text is not None and not text.strip():
            troubles.append(Trouble(place.line, place.key, "a text is expected that is not empty"))
        return text


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> str | None:
        """Its value."""
        if isinstance(node, yaml.ScalarNode) and node.value in self.words:
            return str(node.value)
        troubles.append(Trouble(place.line, place.key, f"one of these is expected: {', '.join(self.words)}"))
        return None


@dataclass(frozen=True)
class OrNone:
    """What another shape takes, or `null`."""

    shape: Shape

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> Any:
        """Its value."""
        return None if node.tag == "tag:yaml.org,2002:null" else self.shape.read(node, place, troubles)


@dataclass(frozen=True)
class Day:
    """A day of the calendar, written 2026-10-01."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> date | None:
        """Its value."""
        day = _day(node.value)
        if day is None:
            troubles.append(Trouble(place.line, place.key, _DAY_EXPECTED))
        return day


@dataclass(frozen=True)
class Days:
    """A mapping from days to what they are called."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> list[NamedDay]:
        """The days in the order of the file."""
        if isinstance(node, yaml.MappingNode):
            # Unquoted, `2026-10-01:` is a timestamp to YAML and no text; what counts is how it is written.
            pairs = [(_as_text(key), value) for key, value in node.value]
            node = yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
        names = Each(Text()).read(node, place, troubles)
        lines = {key.value: line_of(key) for key, _ in node.value} if names else {}
        days = []
        for written, name in names.items():
            day = _day(written)
            if day is None:
                troubles.append(Trouble(lines[written], f"{place.key}.{written}", _DAY_EXPECTED))
            else:
                days.append(NamedDay(day, name, lines[written]))
        return days


@dataclass(frozen=True)
class ClockTime:
    """A time of day, written 17:00; midnight belongs to the day after and is none."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> time | None:
        """Its value."""
        # Unquoted, YAML takes 17:00 for the number 1020; what counts is how it is written.
        found = _CLOCK.fullmatch(node.value) if isinstance(node, yaml.ScalarNode) else None
        if found is None or node.value == "00:00":
            troubles.append(Trouble(place.line, place.key, "a time of day like 17:00 is expected, after 00:00"))
            return None
        return time(int(found[1]), int(found[2]))


@dataclass(frozen=True)
class Words:
    """A list of texts, which may be empty."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> tuple[str, ...]:
        """Its values."""
        if not isinstance(node, yaml.SequenceNode):
            troubles.append(Trouble(place.line, place.key, "a list is expected"))
            return ()
        read = [Filled().read(item, Place(line_of(item), place.key), troubles) for item in node.value]
        return tuple(word for word in read if word is not None)


@dataclass(frozen=True)
class Steps:
    """The steps of a claim, all of them in the order in which they are built."""

    built: tuple[str, ...]

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> tuple[str, ...]:
        """The steps."""
        steps = Words().read(node, place, troubles)
        unknown = [step for step in steps if step not in self.built]
        missing = [step for step in self.built if step not in steps]
        if unknown:
            troubles.append(Trouble(place.line, place.key, f"unknown step: {unknown[0]}"))
        elif missing:
            troubles.append(Trouble(place.line, place.key, f"{missing[0]} is missing"))
        elif steps != self.built:
            troubles.append(Trouble(place.line, place.key, f"no other order is built than {', '.join(self.built)}"))
        return steps


@dataclass(frozen=True)
class ListOf:
    """A list of one or more mappings; each keeps the line on which it begins, as `line`."""

    shape: Shape

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> list[dict[str, Any]]:
        """The items."""
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            troubles.append(Trouble(place.line, place.key, "a list of one or more is expected"))
            return []
        items = [(item, Place(line_of(item), place.key)) for item in node.value]
        return [{**self.shape.read(item, at, troubles), "line": at.line} for item, at in items]


def _day(written: Any) -> date | None:
    if not isinstance(written, str) or not _DAY.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _as_text(key: yaml.Node) -> yaml.Node:
    if key.tag != "tag:yaml.org,2002:timestamp":
        return key
    return yaml.ScalarNode("tag:yaml.org,2002:str", key.value, key.start_mark, key.end_mark)
