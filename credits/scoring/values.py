"""The kinds of values that facts are made of. Each reader takes a parsed JSON value and gives the value that scoring works with.

Every reader raises BadValue with what it would have taken (SCORING.md section 3, `facts.schema.json`).
"""

import re
import reprlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from .errors import BadValue

CLASSES = ("source", "test", "docs", "translation", "config", "data", "generated", "lockfile", "vendored", "binary", "other")
STATES = ("open", "accepted", "refused")
GREATEST_NUMBER = 1_000_000_000
BOT = "!bot"

_MOMENT = re.compile(
    r"(?:19[7-9][0-9]|2[0-9]{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])",
)
_REPOSITORY = re.compile(r"[a-z][a-z0-9_-]*:(?:0|[1-9][0-9]{0,18})")
_ACCOUNT = re.compile(_REPOSITORY.pattern + f"(?:{BOT})?")
_WORD = re.compile(r"[^\s/]+")  # `\s` of a str pattern is str.isspace, Unicode's white space

# What an error shows of a value: one line, not all of a long one, and no way down into a deep one.
_shown = reprlib.Repr()
_shown.maxstring = _shown.maxother = _shown.maxlong = 60

T = TypeVar("T")


class Span(NamedTuple):
    """[from, to)."""

    from_: datetime
    to: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether the moment is in it; its end is not."""
        return self.from_ <= moment < self.to


class Lines(NamedTuple):
    """Lines of one class in one change."""

    added: int
    deleted: int


def shown(value: object) -> str:
    """A value as an error shows it."""
    return _shown.repr(value)


def text(value: object) -> str:
    """Any text."""
    if not isinstance(value, str):
        raise BadValue(f"a text is expected, not {shown(value)}")
    return value


def boolean(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadValue(f"true or false is expected, not {shown(value)}")
    return value


def number(value: object) -> int:
    """A whole number from 0 to 10⁹."""
    # Python's booleans are integers too, and here they are none.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= GREATEST_NUMBER:
        raise BadValue(f"a whole number from 0 to {GREATEST_NUMBER} is expected, not {shown(value)}")
    return value


def moment(value: object) -> datetime:
    """A moment with an offset, of the calendar, 1970 to 2999; in UTC."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise BadValue(f"a moment with an offset is expected, not {shown(value)}")
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        raise BadValue(f"no such day: {shown(value)}") from None


def _matching(pattern: re.Pattern[str], what: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise BadValue(f"{what} is expected, not {shown(value)}")
        return value

    return read


word = _matching(_WORD, "an id without white space and slash")
account = _matching(_ACCOUNT, "an account like github:123")
repository = _matching(_REPOSITORY, "a repository like github:123")


def state(value: object) -> str:
    """What became of it."""
    if not isinstance(value, str) or value not in STATES:
        raise BadValue(f"one of {', '.join(STATES)} is expected, not {shown(value)}")
    return value


def many(read: Callable[[object], T], *, at_least: int = 0) -> Callable[[object], tuple[T, ...]]:
    """A list of what `read` takes."""

    def read_all(value: object) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) < at_least:
            raise BadValue(f"a list of {at_least} or more is expected, not {shown(value)}")
        return tuple(map(read, value))

    return read_all


def _pair(read: Callable[[object], T], what: str, value: object) -> tuple[T, T]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004
        raise BadValue(f"{what} is expected, not {shown(value)}")
    return read(value[0]), read(value[1])


def span(value: object) -> Span:
    """Two moments, the second not before the first."""
    read = Span(*_pair(moment, "[from, to)", value))
    if read.to < read.from_:
        raise BadValue(f"it ends before it begins: {shown(value)}")
    return read


def changes(value: object) -> Mapping[str, Lines]:
    """Class of files → [added, deleted]."""
    if not isinstance(value, dict):
        raise BadValue(f"classes with [added, deleted] are expected, not {shown(value)}")
    unknown = value.keys() - set(CLASSES)
    if unknown:
        raise BadValue(f"no such class of files: {shown(min(unknown))}")
    return {name: Lines(*_pair(number, "[added, deleted]", lines)) for name, lines in value.items()}
