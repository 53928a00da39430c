"""A month's lines and its points as two bars, each cut by contribution, this one first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from credits.portal.charts import percent

_MOST = 3  # others by name; the rest are drawn as one
_ROOM = 14  # per cent that a label needs


@dataclass(frozen=True, slots=True)
class Amount:
    """What one contribution brings: size in thousandths, points in thousandths."""

    name: str
    size: int
    milli_points: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a bar; an empty label has no room."""

    x: str
    width: str
    label: str
    value: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Split:
    """Both bars."""

    sizes: tuple[Cut, ...]
    points: tuple[Cut, ...]


def split(own: Amount, others: Sequence[Amount], *, rest_name: str) -> Split:
    """others: in the order in which they are drawn; beyond three they are one, called `rest_name`."""
    shown = list(others)
    if len(shown) > _MOST:
        left = shown[_MOST - 1 :]
        shown = [*shown[: _MOST - 1], Amount(rest_name, sum(a.size for a in left), sum(a.milli_points for a in left))]
    amounts = [own, *shown]
    return Split(_cuts(amounts, lambda amount: amount.size), _cuts(amounts, lambda amount: amount.milli_points))


def _cuts(amounts: Sequence[Amount], measure: Callable[[Amount], int]) -> tuple[Cut, ...]:
    whole, at = sum(map(measure, amounts)), 0
    cuts = []
    for number, amount in enumerate(amounts):
        value = measure(amount)
        has_room = whole and 100 * value >= _ROOM * whole
        cuts.append(Cut(percent(at, whole), percent(value, whole), amount.name if has_room or number == 0 else "", value, number == 0))
        at += value
    return tuple(cuts)
