"""What the doctor says of a part: how it is, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a part is, with the sign that stands before its line."""

    GOOD = "✓"
    TROUBLE = "✗"
    NOTE = "–"


@dataclass(frozen=True, slots=True)
class Finding:
    """A line. remedy: empty where nothing is to be done."""

    state: State
    part: str
    said: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.state} {self.part}: {self.said}"
        return f"{line} → {self.remedy}" if self.remedy else line


def good(part: str, said: str) -> Finding:
    """It works."""
    return Finding(State.GOOD, part, said)


def trouble(part: str, said: str, remedy: str) -> Finding:
    """It does not, or will not."""
    return Finding(State.TROUBLE, part, said, remedy)


def note(part: str, said: str, remedy: str = "") -> Finding:
    """Nothing wrong, but worth knowing."""
    return Finding(State.NOTE, part, said, remedy)
