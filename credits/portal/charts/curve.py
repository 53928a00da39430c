"""The cube root of a month: what its size is worth, with a step for each contribution as it came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from credits.portal.charts import percent

_WIDTH = 1000
_SAMPLES = 60
_NICE = (1, 2, 5)
_MOST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid with its value."""

    at: str
    value: int


@dataclass(frozen=True, slots=True)
class Step:
    """Where the month stood after one more contribution; label_at: pixels from the point, 0 for no label."""

    x: str
    y: str
    size: int  # thousandths of what is counted
    milli_points: int
    is_last: bool
    label_at: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The drawing: `path` in a square of 1000, everything else in per cent."""

    path: str
    across: tuple[Line, ...]
    up: tuple[Line, ...]
    steps: tuple[Step, ...]


def curve(steps: Sequence[int], worth: Callable[[int], int]) -> Curve:
    """steps: the sizes reached, in thousandths, rising; worth: milli-points of a size."""
    sizes = sorted(set(steps))
    last = max(sizes[-1], 1) if sizes else 1
    end = last * 13 // 10
    top = _rounded_up(worth(end))
    path = " ".join(
        f"{'L' if sample else 'M'}{round(_WIDTH * x / end)} {round(_WIDTH - _WIDTH * worth(x) / top)}"
        for sample in range(_SAMPLES + 1)
        # Closer together at the beginning, where the curve is steep.
        for x in [end * sample**3 // _SAMPLES**3]
    )
    across_by, up_by = _nice(end, 4), _nice(top, 4)
    labelled = set(sizes[-_MOST_LABELS:])
    return Curve(
        path=path,
        across=tuple(Line(percent(x, end), x // 1000) for x in range(0, end + 1, across_by)),
        up=tuple(Line(percent(top - y, top), y // 1000) for y in range(0, top + 1, up_by)),
        steps=tuple(
            Step(
                percent(size, end),
                percent(top - worth(size), top),
                size,
                worth(size),
                is_last := size == last,
                (-14 if is_last else 24) if size in labelled else 0,
            )
            for size in sizes
        ),
    )


def _nice(end: int, parts: int) -> int:
    """A step of 1, 2 or 5 times a power of ten, in thousandths, whole when shown, that cuts `end` into about `parts`."""
    step = 1000
    while True:
        for factor in _NICE:
            if end <= step * factor * (parts + 1):
                return step * factor
        step *= 10


def _rounded_up(milli: int) -> int:
    """Some air above the curve."""
    return max(milli * 115 // 100, 1000)
