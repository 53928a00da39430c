"""What a student does in one month is one piece of work (SCORING.md section 6)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .case import Case
from .policy import Policy
from .size import apportion, root

_MILLION = 1_000_000
_BILLION = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The contributions of a piece with the same factor and number of authors.

    Layers lie on one flattening curve: the first has its steep beginning, each further one goes on where it ended.
    """

    permille: int
    authors: int
    milli_lines: int  # after the cap of lines
    size: int  # what it adds to rate × root, in milli-points
    points: int  # milli-points


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceResult:
    """A piece's milli-points and how they came about: layers, what of the rest the pool gave, what caps cut."""

    student: str
    kind: str
    month: str
    layers: tuple[Layer, ...]  # of its strong contributions
    points: int  # of the strong ones, before the cap by kind
    rest: int  # what the weak ones add, before the pool
    kept: int  # of `points`, after the cap by kind
    from_pool: int  # of `rest`

    @property
    def piece(self) -> str:
        """Its name."""
        return f"{self.student}/{self.kind}/{self.month}"

    @property
    def milli_points(self) -> int:
        """What it earns."""
        return self.kept + self.from_pool

    @property
    def capped(self) -> bool:
        """Whether the pool or a cap gave less than there was."""
        return self.from_pool < self.rest or self.kept < self.points


def weight_of(case: Case) -> tuple[int, int]:
    """What orders layers: their weight, and the factor of the project."""
    return (case.project.permille * (_MILLION // case.authors), case.project.permille)


def layers_of(policy: Policy, kind: str, cases: Iterable[Case]) -> list[tuple[Layer, list[Case]]]:
    """The layers of a set of contributions of one piece, the greatest weight first, each with what is in it."""
    groups = defaultdict(list)
    for case in cases:
        groups[weight_of(case)].append(case)
    layers = []
    lines, reached, total = 0, 0, 0  # milli-lines, R_j and T_j so far
    for (weight, permille), members in sorted(groups.items(), reverse=True):
        lines_before, reached_before, total_before = lines, reached, total
        lines = min(lines + sum(case.milli_lines for case in members), policy.milli_lines_cap)
        reached = policy.rate[kind] * root(lines) // 1000
        total += (reached - reached_before) * weight
        layer = Layer(
            permille=permille,
            authors=members[0].authors,
            milli_lines=lines - lines_before,
            size=reached - reached_before,
            points=total // _BILLION - total_before // _BILLION,
        )
        layers.append((layer, members))
    return layers


def value_of(policy: Policy, kind: str, cases: Iterable[Case]) -> int:
    """The milli-points of a set of contributions of one piece, before pool and caps."""
    return sum(layer.points for layer, _ in layers_of(policy, kind, cases))


def pieces_of(policy: Policy, cases: Sequence[Case], weak: set[str]) -> tuple[list[PieceResult], dict[str, int]]:
    """The pieces, in order, of all that counts; and of their milli-points, how many each contribution brings.

    weak: the ids of those that only the pool pays.
    """
    grouped = defaultdict(list)
    for case in cases:
        grouped[case.student.student, case.work.kind, case.month].append(case)
    pieces: list[PieceResult] = []
    shares: dict[str, int] = {}
    left: dict[tuple[str, ...], int] = {}  # of a student's pool, of a student's cap of a kind
    for (student, kind, month), members in sorted(grouped.items()):
        layers = layers_of(policy, kind, (case for case in members if case.id not in weak))
        points = sum(layer.points for layer, _ in layers)
        rest = value_of(policy, kind, members) - points
        from_pool = _take(left, (student,), policy.pool_cap, rest)
        kept = _take(left, (student, kind), policy.cap[kind], points) if kind in policy.cap else points
        pieces.append(
            PieceResult(
                student=student,
                kind=kind,
                month=month,
                layers=tuple(layer for layer, _ in layers),
                points=points,
                rest=rest,
                kept=kept,
                from_pool=from_pool,
            ),
        )
        shares |= _shares_of_strong(layers, points, kept)
        shares |= apportion(from_pool, {case.id: case.worth for case in members if case.id in weak})
    return pieces, shares


def _take(left: dict[tuple[str, ...], int], key: tuple[str, ...], full: int, wanted: int) -> int:
    """What of `wanted` is still there; `full` is there at first."""
    taken = min(wanted, left.setdefault(key, full))
    left[key] -= taken
    return taken


def _shares_of_strong(layers: Iterable[tuple[Layer, list[Case]]], points: int, kept: int) -> dict[str, int]:
    shares: dict[str, int] = {}
    for layer, members in layers:
        shares |= apportion(layer.points, {case.id: case.milli_lines for case in members})
    return shares if kept == points else apportion(kept, shares)
