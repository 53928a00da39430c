"""What scoring says, and its lines of canonical JSON (SCORING.md section 9)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .pieces import PieceResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionResult:
    """What became of a contribution. What does not count has no authors, factor, piece, marks or flags."""

    contribution: str
    student: str
    state: str
    reason: str | None  # None: it counts
    milli_lines: int
    authors: int | None
    project_permille: int | None
    piece: str | None
    pool: bool  # it counts, but only the pool pays it
    milli_points: int
    marks: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentResult:
    """A student's sums."""

    student: str
    milli_points: int
    by_kind: Mapping[str, int]  # kind → milli-points, all four
    from_pool: int
    credit_hundredths: int
    to_next_tier: int | None  # milli-points; None at the top
    counted: int  # contributions in this state, and so on
    not_counted: int
    waiting: int
    incomplete: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All results, each tuple in the order of the output."""

    contributions: tuple[ContributionResult, ...]
    pieces: tuple[PieceResult, ...]
    students: tuple[StudentResult, ...]

    def records(self) -> Iterator[dict[str, Any]]:
        """The lines as objects of `result.schema.json`."""
        for contribution in self.contributions:
            yield {"type": "contribution", **_fields(contribution)}
        for piece in self.pieces:
            yield {"type": "piece", **piece_record(piece)}
        for student in self.students:
            yield {"type": "student", **_fields(student)}

    def lines(self) -> Iterator[str]:
        """The lines, each with its newline."""
        return (canonical(record) + "\n" for record in self.records())


def canonical(record: Mapping[str, Any]) -> str:
    """The one way to write a record: keys sorted, no blanks, letters as they are."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def piece_record(piece: PieceResult) -> dict[str, Any]:
    """A piece as its line has it."""
    return {
        "piece": piece.piece,
        "layers": [asdict(layer) for layer in piece.layers],
        "points": piece.points,
        "rest": piece.rest,
        "from_pool": piece.from_pool,
        "milli_points": piece.milli_points,
        "capped": piece.capped,
    }


def _fields(result: ContributionResult | StudentResult) -> dict[str, Any]:
    return {name: getattr(result, name) for name in result.__slots__}
