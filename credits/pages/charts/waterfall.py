"""The waterfall of a month's piece: one bar a row, in per cent of the row's width (design section 7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

_WIDTH = 98  # per cent; the rest keeps the last connector inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar from `x` to `x + width`; a tick where nothing changes. `look` is its class."""

    look: str
    x: str
    width: str
    is_tick: bool = False
    track: str = ""  # width of the ground that a share lies on; empty: none
    comes_from: str = ""  # x of the connector from the row above; empty: none
    leads_to: str = ""  # x of the connector to the row below


def steps(changes: Sequence[int]) -> list[Bar]:
    """The rows of gains and losses and, last, their sum; milli-points, which must not fall below 0 on the way.

    The first gain is ground (`base`), further ones are `gain`, what is cut is `loss`.
    """
    sums = list(accumulate(changes))
    most = max([*sums, 1])
    bars = []
    for at, (change, reached) in enumerate(zip(changes, sums, strict=True)):
        before = reached - change
        look = "loss" if change < 0 else ("gain" if before else "base")
        bars.append(
            Bar(
                look=look,
                x=_at(min(before, reached), most),
                width=_at(abs(change), most),
                is_tick=change == 0,
                comes_from=_at(before, most) if at else "",
                leads_to=_at(reached, most),
            )
        )
    total = sums[-1]
    return [*bars, Bar(look="base", x=_at(0, most), width=_at(total, most), is_tick=total == 0, comes_from=_at(total, most))]


def shares(parts: Sequence[int], *, most: int) -> list[Bar]:
    """Each part at its own place on a ground as long as their sum: the first furthest right, the last (`own`) at the left.

    most: the highest sum of `steps`, so that both have one scale.
    """
    return list(_shares(parts, max(most, 1)))


def _shares(parts: Sequence[int], most: int) -> Iterator[Bar]:
    left = whole = sum(parts)
    for at, part in enumerate(parts, start=1):
        left -= part
        look = "own" if at == len(parts) else "others"
        yield Bar(look=look, x=_at(left, most), width=_at(part, most), is_tick=part == 0, track=_at(whole, most))


def _at(value: int, most: int) -> str:
    return f"{value * _WIDTH / most:.2f}%"
