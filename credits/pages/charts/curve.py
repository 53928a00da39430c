"""The curve on which a month grows: eight times the size, twice the points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from credits.scoring import root

_SAMPLES = 48
_BOX = 1000
_APART = 22  # per cent of the width that the words of a step need
_BILLION = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Layer:
    """What the curve needs of a layer: its weight as scoring has it, and its milli-lines."""

    weight: int
    milli_lines: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid: where, in per cent from the left or from the top, and the number at it."""

    at: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A step of the month on the curve, in per cent from the left and from the top."""

    x: str
    y: str
    label: str  # its words; empty where there is no room
    is_last: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """`path` is drawn in a box of 1000 × 1000."""

    path: str
    dots: tuple[Dot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def value(layers: Sequence[Layer], rate: int, milli_lines: int) -> int:
    """Milli-points of the first `milli_lines` of a piece (SCORING.md section 6); beyond its layers the last one goes on."""
    reached = total = begins = 0
    for layer in layers:
        begins += layer.milli_lines
        lines = milli_lines if layer is layers[-1] else min(begins, milli_lines)
        now = rate * root(lines) // 1000
        total += (now - reached) * layer.weight
        reached = now
    return total // _BILLION


def curve(layers: Sequence[Layer], *, rate: int, steps: Sequence[int], label: Callable[[int, int], str], unit: int = 1000) -> Curve:
    """The curve of a piece with a dot after each step (milli-lines so far, rising).

    label: the words for milli-lines and milli-points. unit: milli-lines of 1 on the axis.
    """
    end = _nice_end(steps[-1], unit)
    top = value(layers, rate, end) * 21 // 20 or 1
    # Closer together where the curve is steep.
    samples = [end * at**3 // _SAMPLES**3 for at in range(_SAMPLES + 1)]
    places = [f"{_BOX * lines // end} {_BOX - value(layers, rate, lines) * _BOX // top}" for lines in samples]
    labelled = _with_room(steps, end)
    dots = []
    for step in steps:
        points = value(layers, rate, step)
        dots.append(
            Dot(
                x=f"{step * 100 / end:.2f}%",
                y=f"{100 - points * 100 / top:.2f}%",
                label=label(step, points) if step in labelled else "",
                is_last=step == steps[-1],
            )
        )
    return Curve(f"M{' L'.join(places)}", tuple(dots), tuple(_ticks(end, unit)), tuple(_ticks(top, 1000, upwards=True)))


def _with_room(steps: Sequence[int], end: int) -> set[int]:
    """The steps that have room for words: the last above the curve, others below it and apart from each other."""
    labelled = {steps[-1]}
    right = end
    for step in reversed(steps[:-1]):
        if (right - step) * 100 >= end * _APART:
            labelled.add(step)
            right = step
    return labelled


def _nice_end(most: int, unit: int) -> int:
    whole = -(-most * 6 // (5 * unit))  # room to the right, to see that it goes on
    step = _step(whole)
    return -(-whole // step) * step * unit


def _step(end: int) -> int:
    """A round distance that leaves at most five lines up to `end`."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if end <= 5 * factor * size:
                return factor * size
        size *= 10


def _ticks(end: int, unit: int, *, upwards: bool = False) -> list[Tick]:
    places = [(at, at * unit * 100 / end) for at in range(0, end // unit + 1, _step(max(end // unit, 1)))]
    return [Tick(f"{100 - place if upwards else place:.2f}%", str(at)) for at, place in places]
