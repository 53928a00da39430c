"""How large something is: the integer arithmetic of SCORING.md sections 2 and 5."""

from collections.abc import Mapping
from typing import NamedTuple

from .policy import Policy
from .values import CLASSES, Lines

MILLI_LINES_OF_OTHER_KINDS = 1000
MILLI_LINES_UNKNOWN = 1  # no known change that counts is less


def icbrt(n: int) -> int:
    """The greatest integer r with r³ ≤ n, for n ≥ 0."""
    if n == 0:
        return 0
    # Newton's steps come down from above to the root and stop there; a power of two above it to begin with.
    r = 1 << -(-n.bit_length() // 3)
    while (closer := (2 * r + n // (r * r)) // 3) < r:
        r = closer
    return r


def root(milli_lines: int) -> int:
    """The cube root of the lines, in thousandths: 8 lines, 8000 milli-lines, give 2000."""
    return icbrt(milli_lines * 1_000_000)


def apportion(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share out `amount` by weight without a remainder: id → share (the largest remainders round up, ties by id).

    If all weights are 0, all get 0.
    """
    whole = sum(weights.values())
    if whole == 0:
        return dict.fromkeys(weights, 0)
    shares = {id_: amount * weight // whole for id_, weight in weights.items()}
    left = amount - sum(shares.values())
    for id_ in sorted(weights, key=lambda id_: (-(amount * weights[id_] % whole), id_))[:left]:
        shares[id_] += 1
    return shares


class ClassSize(NamedTuple):
    """What the lines of one class weigh."""

    name: str
    added: int  # lines
    deleted: int
    permille: int
    milli_lines: int


def size_by_class(policy: Policy, changes: Mapping[str, Lines]) -> tuple[ClassSize, ...]:
    """What each class of a pull request's changes weighs, in the order of the schema."""
    return tuple(_class_size(policy, name, changes[name]) for name in CLASSES if name in changes)


def _class_size(policy: Policy, name: str, lines: Lines) -> ClassSize:
    permille = policy.class_permille[name]
    milli_lines = (lines.added * 1000 + lines.deleted * policy.deleted_permille) * permille // 1000
    return ClassSize(name, lines.added, lines.deleted, permille, milli_lines)


def uncapped_milli_lines(policy: Policy, changes: Mapping[str, Lines] | None) -> int:
    """Milli-lines of a pull request before the cap of lines; changes: None if not known."""
    if changes is None:
        return MILLI_LINES_UNKNOWN
    return sum(size.milli_lines for size in size_by_class(policy, changes))
