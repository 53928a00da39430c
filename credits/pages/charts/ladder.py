"""From points to credit as a ladder: steps rise with the credit, filled as far as the reader's points reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from credits.pages.charts import percent
from credits.pages.numbers import credit, points

_FOOT = 76  # pixels from the top to the ground
_RISE = 52  # of the highest step
_LEAST = 4  # of the ground before the first step


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the ladder; code: the class of its fill. Heights and places down are pixels."""

    code: str
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Step:
    """Where a step begins: its credit above it, its points below it."""

    x: str
    label: str
    points: str
    y: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The drawing; here: where the reader stands."""

    blocks: tuple[Block, ...]
    steps: tuple[Step, ...]
    here: str
    here_label: str
    here_anchor: str


def ladder(tiers: Sequence[tuple[int, int]], *, before: int, reached: int) -> Ladder:
    """The ladder of (from milli-points, hundredths), rising. before: milli-points that stand already, part of `reached`."""
    top = max(tiers[-1][1], 1)
    end = max(tiers[-1][0] * 6 // 5, reached, 1)
    starts = [(0, 0), *(tier for tier in tiers if tier[0] > 0)]
    ends = [start for start, _ in starts[1:]] + [end]
    blocks: list[Block] = []
    for (start, hundredths), stop in zip(starts, ends, strict=True):
        height = max(_RISE * hundredths // top, _LEAST)
        for code, first, last in (
            ("own", start, min(stop, before)),
            ("estimate", max(start, before), min(stop, reached)),
            ("rest", max(start, reached), stop),
        ):
            if last > first:
                blocks.append(Block(code, percent(first, end), percent(last - first, end), _FOOT - height, height))
    steps = tuple(
        Step(percent(start, end), credit(hundredths), points(start).removesuffix(".0"), _FOOT - _RISE * hundredths // top - 5)
        for start, hundredths in starts[1:]
    )
    return Ladder(
        blocks=tuple(blocks),
        steps=steps,
        here=percent(reached, end),
        here_label=points(reached),
        here_anchor="at-end" if reached * 2 > end else "",
    )
