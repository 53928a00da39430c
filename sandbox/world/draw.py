# ruff: noqa: PLR2004 (chances and sizes: each figure stands where it is drawn)
"""Chance with a seed: the same seed draws the same world on every machine."""

import hashlib
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

BEGINS = datetime(2024, 11, 28, 0, 0, tzinfo=UTC)
TERM_BEGINS = datetime(2026, 8, 31, 16, 0, tzinfo=UTC)  # 2026-09-01 at the university
ENDS = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def text_of(moment: datetime) -> str:
    """The moment in UTC, as GitHub writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def sha1(*parts: object) -> str:
    """Forty hexadecimal digits that look like a commit's."""
    return hashlib.sha1("\0".join(str(part) for part in parts).encode(), usedforsecurity=False).hexdigest()


class Draw(random.Random):
    """Draws that the world needs often. Only `random()` underneath, whose sequence Python keeps for a seed."""

    def number(self, least: int, most: int) -> int:
        """A whole number from least to most, both included."""
        return least + int(self.random() * (most - least + 1))

    def one(self, choices: Sequence[T]) -> T:
        return choices[int(self.random() * len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different ones, or all if there are fewer."""
        rest = list(choices)
        return [rest.pop(int(self.random() * len(rest))) for _ in range(min(count, len(rest)))]

    def chance(self, percent: float) -> bool:
        return self.random() * 100 < percent

    def heavy(self, alpha: float, scale: float, most: int) -> int:
        """A heavy tail: mostly `scale`, sometimes far more, never above `most`."""
        return min(most, int(scale * (1.0 - self.random()) ** (-1.0 / alpha)))

    def between(self, begins: datetime, ends: datetime) -> datetime:
        """A moment in [begins, ends), more often by day than by night in China."""
        span = int((ends - begins).total_seconds())
        moment = begins + timedelta(seconds=int(self.random() * span))
        if 18 <= moment.hour <= 23 and self.chance(80):  # 02:00 to 08:00 at the university
            moment -= timedelta(hours=10)
        return max(begins, moment)

    def while_studying(self, term_percent: float = 55) -> datetime:
        """A moment in the world's two years, the present term being the busiest."""
        if self.chance(term_percent):
            return self.between(TERM_BEGINS, ENDS - timedelta(hours=8))
        return self.between(BEGINS, TERM_BEGINS)

    def later(self, moment: datetime, *, hours: float) -> datetime:
        """Some time after: `hours` in the middle, with a long tail."""
        factor = min(40.0, (1.0 - self.random()) ** (-0.8) - 0.55)
        return moment + timedelta(seconds=int(hours * 3600 * factor) + 60)
