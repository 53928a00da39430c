"""The Merkle tree of RFC 6962, grown leaf by leaf; only one hash for each of its perfect subtrees is kept."""

import hashlib


class Tree:
    """Leaves are the 32 bytes of each entry's hash, in order."""

    def __init__(self) -> None:
        # (how many leaves are below, hash), the greatest first.
        self._subtrees: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """One more leaf at the end."""
        size, node = 1, hashlib.sha256(b"\x00" + leaf).digest()
        while self._subtrees and self._subtrees[-1][0] == size:
            _, left = self._subtrees.pop()
            size, node = 2 * size, _parent(left, node)
        self._subtrees.append((size, node))

    def root(self) -> bytes:
        """The root over all leaves so far; SHA-256 of nothing when there are none."""
        if not self._subtrees:
            return hashlib.sha256().digest()
        *others, (_, node) = self._subtrees
        for _, left in reversed(others):
            node = _parent(left, node)
        return node


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
