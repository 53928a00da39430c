"""Two bars cut in the same proportion: what went in above, what came out below."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from credits.portal.charts import percent

_ROOM = 14  # per cent of the bar that a label needs


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a bar, in per cent of its width."""

    x: str
    width: str
    is_own: bool
    has_room: bool  # for words beside it


def cuts(parts: Sequence[int]) -> list[Cut]:
    """The parts of a bar from the left; the first is the reader's own."""
    whole = sum(parts)
    ends = accumulate(parts)
    return [
        Cut(percent(end - part, whole), percent(part, whole), at == 0, part * 100 >= whole * _ROOM)
        for at, (part, end) in enumerate(zip(parts, ends, strict=True))
    ]
