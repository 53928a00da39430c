"""Credits so far as one bar: awarded, in process, estimate; ticks each half credit; marks at the next step and at caps."""

from collections.abc import Sequence
from dataclasses import dataclass

from credits.pages.charts import percent
from credits.pages.numbers import credit

_TICK = 50
_LABEL = 100
_CLOSE = 40  # per cent of the bar that two labels of marks need between them to share a line
_LINE = 18  # pixels
_FIRST_LINE = 66
_RULER_FOOT = 30


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the bar; code: the class of its fill."""

    code: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A step of the ruler; label: empty between whole credits, and where a mark stands. dx: pixels from the tick."""

    x: str
    label: str
    anchor: str
    dx: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the bar with its name on a line below the ruler's."""

    x: str
    label: str
    anchor: str  # at-end: the label stands left of the line
    y: int  # of the label
    foot: int  # where the line ends
    dx: int


@dataclass(frozen=True, slots=True)
class CreditBar:
    """The drawing; height in pixels."""

    segments: tuple[Segment, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    height: int


def credit_bar(
    *, awarded: int, in_process: int, estimate: int, marks: Sequence[tuple[int, str]], most: int, is_narrow: bool = False
) -> CreditBar:
    """The bar for hundredths of credit.

    marks: (hundredths, name), in rising order. most: where the bar ends at least. is_narrow: no two labels fit side by side.
    """
    end = max([most, awarded + in_process + estimate, *(at for at, _ in marks)])
    segments, at = [], 0
    for code, amount in (("own", awarded), ("process", in_process), ("estimate", estimate)):
        if amount:
            segments.append(Segment(code, percent(at, end), percent(amount, end)))
        at += amount
    drawn = _stacked(marks, end) if is_narrow else _marks(marks, end)
    return CreditBar(
        segments=tuple(segments),
        ticks=tuple(_tick(value, end, {at for at, _ in marks}) for value in range(0, end + 1, _TICK)),
        marks=drawn,
        height=max((mark.y for mark in drawn), default=_FIRST_LINE - _LINE) + 6,
    )


def _tick(value: int, end: int, marked: set[int]) -> Tick:
    anchor = "at-middle" if 0 < value < end else ("at-end" if value else "")
    hidden = value % _LABEL or (value in marked and value < end)
    return Tick(percent(value, end), "" if hidden else str(value // 100), anchor, -4 if value == end and value in marked else 0)


def _stacked(marks: Sequence[tuple[int, str]], end: int) -> tuple[Mark, ...]:
    """Each label on a line of its own, the first mark's the lowest: so no line runs through a label."""
    drawn = []
    for line, (at, name) in enumerate(reversed(marks)):
        y, looks_left = _FIRST_LINE + line * _LINE, 2 * at > end
        foot, dx = (_RULER_FOOT, 0) if at == end else (y + 4, -6 if looks_left else 6)
        drawn.append(Mark(percent(at, end), f"{name} {credit(at)}", "at-end" if looks_left else "", y, foot, dx))
    return tuple(reversed(drawn))


def _marks(marks: Sequence[tuple[int, str]], end: int) -> tuple[Mark, ...]:
    drawn: list[Mark] = []
    line, before = 0, None
    for at, name in marks:
        place = 100 * at // end
        # Labels of two marks side by side look away from each other; those of marks close by come one below the other.
        looks_left = place > 100 - _CLOSE or (before is None and place > _CLOSE)
        if before is not None and looks_left and place - before < _CLOSE:
            line += 1
        y = _FIRST_LINE + line * _LINE
        # At the end of the bar there is no line to read past: the label stands below it, flush.
        foot, dx = (_RULER_FOOT, 0) if at == end else (y + 4, -6 if looks_left else 6)
        drawn.append(Mark(percent(at, end), f"{name} {credit(at)}", "at-end" if looks_left else "", y, foot, dx))
        before = place
    return tuple(drawn)
