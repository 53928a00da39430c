"""Amounts side by side: the greatest few and the rest together, from zero."""

from collections.abc import Mapping
from dataclasses import dataclass

from credits.pages.charts import percent
from credits.pages.numbers import share

MOST = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; name: empty for what is left over, of which there are `others`."""

    name: str
    milli_points: int
    width: str
    share: str
    others: int = 0


def bars(amounts: Mapping[str, int]) -> tuple[Bar, ...]:
    """The eight greatest by name, and the others as one; what is nothing is left out."""
    ranked = sorted(((name, milli) for name, milli in amounts.items() if milli > 0), key=lambda pair: (-pair[1], pair[0]))
    whole = sum(milli for _, milli in ranked)
    shown, left = ranked[:MOST], ranked[MOST:]
    rest = sum(milli for _, milli in left)
    greatest = max([milli for _, milli in shown] + [rest], default=0)
    drawn = [Bar(name, milli, percent(milli, greatest), share(milli, whole)) for name, milli in shown]
    if left:
        drawn.append(Bar("", rest, percent(rest, greatest), share(rest, whole), len(left)))
    return tuple(drawn)


def main_sources(amounts: Mapping[str, int]) -> int:
    """How many of the greatest bring more than half: what a title can say of where points come from."""
    ranked = sorted((milli for milli in amounts.values() if milli > 0), reverse=True)
    reached = 0
    for count, milli in enumerate(ranked, 1):
        reached += milli
        if 2 * reached > sum(ranked):
            return count
    return 0
