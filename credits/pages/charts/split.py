"""Two bars cut in the same proportion: what went in above, what came out below."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from credits.pages.charts import percent

_ROOM = 14  # per cent of the bar that a label needs
_MIDDLE, _LINE = 106, 15  # pixels: the middle between the bars, and a line of words


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a bar, in per cent of its width."""

    x: str
    width: str
    is_own: bool
    has_room: bool  # for words beside it


def between(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Lines of words between the two bars, each with its height."""
    first = _MIDDLE - _LINE * (len(lines) - 1) // 2
    return [(first + _LINE * at, line) for at, line in enumerate(lines)]


def cuts(parts: Sequence[int]) -> list[Cut]:
    """The parts of a bar from the left; the first is the reader's own."""
    whole = sum(parts)
    ends = accumulate(parts)
    return [
        Cut(percent(end - part, whole), percent(part, whole), at == 0, 0 < whole * _ROOM <= part * 100)
        for at, (part, end) in enumerate(zip(parts, ends, strict=True))
    ]
