"""How a month's points came about: each layer, the pool, the cap's cut, the piece; then what each contribution has of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from credits.portal.charts import percent


@dataclass(frozen=True, slots=True)
class Picture:
    """A row's bar: code is the class of its fill, `none` a tick without width.

    comes, goes: where a connector joins the row above and the one below; empty where there is none.
    """

    code: str
    x: str
    width: str
    comes: str = ""
    goes: str = ""
    has_track: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Pictures of the steps (layers, pool, cap), of the piece, and of the shares, the own one last."""

    steps: tuple[Picture, ...]
    piece: Picture
    shares: tuple[Picture, ...]


def waterfall(*, layers: Sequence[int], from_pool: int, cut: int, shares: Sequence[int]) -> Waterfall:
    """All in milli-points. cut: what a cap takes, not below 0. shares: others first, the own one last; they make up the piece."""
    whole = sum(layers) + from_pool
    piece = whole - cut
    steps, at = [], 0
    for number, gained in enumerate([*layers, from_pool]):
        code = "none" if gained == 0 else ("base" if number == 0 and layers else "gain")
        steps.append(_step(code, at, gained, at + gained, whole, is_first=number == 0))
        at += gained
    steps.append(_step("loss" if cut else "none", piece, cut, piece, whole, comes=whole))
    return Waterfall(tuple(steps), Picture("base", "0.00%", percent(piece, whole), comes=percent(piece, whole)), _shares(shares, whole, piece))


def _step(code: str, x: int, width: int, goes: int, whole: int, *, is_first: bool = False, comes: int | None = None) -> Picture:
    begins = x if comes is None else comes
    return Picture(code, percent(x, whole), percent(width, whole), "" if is_first else percent(begins, whole), percent(goes, whole))


def _shares(shares: Sequence[int], whole: int, piece: int) -> tuple[Picture, ...]:
    """Each at its own place: the own one, which stands last, begins at zero."""
    pictures, at = [], piece
    for number, amount in enumerate(shares, 1):
        at -= amount
        code = ("own" if number == len(shares) else "others") if amount else "none"
        pictures.append(Picture(code, percent(at, whole), percent(amount, whole), has_track=True))
    return tuple(pictures)
