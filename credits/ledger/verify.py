"""Verify an exported ledger: `python -m credits.ledger.verify FILE [--key PUB] [--checkpoint FILE]`.

Shares nothing with the program that wrote it: this file alone, copied anywhere, and Python's standard library are enough
(`python3 -I verify.py FILE`). What is hashed and signed, byte for byte, is told in docs/ledger.md. Exit 0: everything fits; 1: the
first line that does not is named; 2: a file or a key cannot be read.
"""

import argparse
import base64
import binascii
import contextlib
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

_ENTRY_KEYS = {"at", "award", "commitment", "hash", "hundredths", "kind", "previous_hash", "sequence", "term"}
_CHECKPOINT_KEYS = {"at", "public_key", "root", "sequence", "signature"}
_SIGNED_BEFORE = b"OpenCredits ledger checkpoint 1\n"
_NOTHING_BEFORE = "0" * 64
# No line that the ledger writes is nearly as long; what is longer is not read into memory.
_LONGEST_LINE = 16_384
# A checkpoint's file gives so much of each entry's hash, so that an entry which differs can be named.
_FINGERPRINT = 8


class DoesNotFit(Exception):
    """The first thing that is not as the ledger wrote it; exit 1."""


class Unreadable(Exception):
    """A file or a key that cannot be read; exit 2."""


class Checkpoint(NamedTuple):
    """A signed head: of the first `sequence` entries, `root` is the Merkle root."""

    sequence: int
    root: str
    at: str
    public_key: str
    signature: str
    signed: bytes


def main(arguments: list[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="verify", description="Checks a ledger that was exported as lines of JSON.")
    parser.add_argument("file", type=Path, metavar="FILE", help="the exported ledger")
    parser.add_argument("--key", metavar="PUB", help="the university's public key: 64 hex digits, or a file with them")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="a signed head that was published")
    asked = parser.parse_args(arguments)
    try:
        key = None if asked.key is None else public_key(asked.key)
        print(verify(asked.file, key=key, checkpoint_file=asked.checkpoint))  # noqa: T201 (a command's answer)
    except DoesNotFit as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except (Unreadable, OSError) as error:
        print(f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else error, file=sys.stderr)  # noqa: T201
        return 2
    return 0


def verify(file: Path, *, key: str | None = None, checkpoint_file: Path | None = None) -> str:
    """What holds, in a sentence. Raises DoesNotFit at the first thing that does not; memory does not grow with the ledger."""
    if checkpoint_file is None:
        with file.open("rb") as stream:
            count = check_chain(stream)
        return f"{count} entries: sequence, chain and hashes hold. No checkpoint was given: a cut-off end would not be seen."
    checkpoint = read_checkpoint(checkpoint_file)
    check_signature(checkpoint, key)
    witness = Witness(checkpoint, fingerprints(checkpoint_file))
    with file.open("rb") as stream:
        count = check_chain(stream, witness.see)
    witness.check()
    whose = "the given key" if key else "the key in its own file (give --key to know whose)"
    return (
        f"{count} entries: sequence, chain and hashes hold. "
        f"The first {checkpoint.sequence} are those of the checkpoint of {checkpoint.at}, signed by {whose}."
    )


def check_chain(stream: BinaryIO, see: Callable[[str], None] = lambda _: None) -> int:
    """How many entries there are; `see` is told the hash of each. Raises DoesNotFit where sequence, chain or a hash breaks."""
    previous, count = _NOTHING_BEFORE, 0
    for count, line in enumerate(_lines(stream), start=1):
        entry = _entry(line, count)
        if entry["sequence"] != count:
            raise DoesNotFit(_misplaced(entry["sequence"], count, stream))
        if _hash_of(entry) != entry["hash"]:
            raise DoesNotFit(f"entry {count}: changed: its content does not give its hash")
        if entry["previous_hash"] != previous:
            raise DoesNotFit(f"entry {count}: does not follow entry {count - 1}: one of the two was changed or put in")
        previous = entry["hash"]
        see(previous)
    return count


class Witness:
    """Holds entries that go by against a checkpoint: those that it counts must give its root."""

    def __init__(self, checkpoint: Checkpoint, given: Iterator[str]) -> None:
        """given: what the checkpoint's file tells of each entry's hash, or nothing."""
        self._checkpoint, self._given, self._tree = checkpoint, given, Tree()
        self._differing: int | None = None

    def see(self, entry_hash: str) -> None:
        """The next entry's hash."""
        if self._tree.size == self._checkpoint.sequence:
            return
        self._tree.add(bytes.fromhex(entry_hash))
        if self._differing is None and next(self._given, entry_hash[:_FINGERPRINT]) != entry_hash[:_FINGERPRINT]:
            self._differing = self._tree.size

    def check(self) -> None:
        """At the end: raises DoesNotFit, and names the first entry that differs where the file tells it."""
        at, counted, seen = self._checkpoint.at, self._checkpoint.sequence, self._tree.size
        if seen == counted and self._tree.root().hex() == self._checkpoint.root:
            return
        if self._differing is not None:
            raise DoesNotFit(f"entry {self._differing}: not the one that the checkpoint of {at} was signed for: written anew")
        if seen < counted:
            raise DoesNotFit(
                f"entry {seen + 1}: cut off: the file ends after entry {seen}, the checkpoint of {at} counts {counted}"
            )
        raise DoesNotFit(f"one of the entries 1 to {counted} is not what the checkpoint of {at} was signed for: written anew")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines without their end; only a line feed ends one."""
    number = 0
    while line := stream.readline(_LONGEST_LINE):
        number += 1
        if not line.endswith(b"\n"):
            raise DoesNotFit(f"line {number}: changed or cut off: it has no end")
        yield line[:-1]


def _entry(line: bytes, number: int) -> dict[str, Any]:
    """The entry of a line that is written byte for byte as the ledger writes it."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    # Written again, it must be the same bytes: neither a second key of one name nor a space can hide anything.
    if not isinstance(entry, dict) or entry.keys() != _ENTRY_KEYS or _canonical(entry) != line:
        raise DoesNotFit(f"line {number}: changed: not a line as the ledger writes it")
    numbers = (entry["sequence"], entry["hundredths"])
    if not all(type(value) is int for value in numbers):
        raise DoesNotFit(f"line {number}: changed: sequence and hundredths are whole numbers")
    return entry


def _misplaced(found: int, expected: int, stream: BinaryIO) -> str:
    """In words, what happened where `expected` should stand and `found` does."""
    if found < expected:
        return f"line {expected}: put in: entry {found} stands here again"
    try:
        after = json.loads(stream.readline(_LONGEST_LINE) or b"null")
    except (ValueError, RecursionError):
        after = None
    if isinstance(after, dict) and after.get("sequence") == expected:
        return f"entry {expected}: swapped: entry {found} stands before it"
    return f"entry {expected}: removed: entry {found} stands in its place"


def _hash_of(entry: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical({key: value for key, value in entry.items() if key != "hash"})).hexdigest()


def _canonical(record: dict[str, Any]) -> bytes:
    """Keys in order, no spaces, UTF-8: RFC 8785 for what a ledger holds, which is texts and whole numbers."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


class Tree:
    """The Merkle tree of RFC 6962 over leaves that come one by one; it keeps one hash for each of its perfect subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """One more leaf at the end."""
        node = hashlib.sha256(b"\0" + leaf).digest()
        # As many subtrees are completed as the old size ends in ones.
        size = self.size
        while size & 1:
            node = hashlib.sha256(b"\1" + self._peaks.pop() + node).digest()
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = hashlib.sha256(b"\1" + peak + node).digest()
        return node


def read_checkpoint(file: Path) -> Checkpoint:
    """The signed head in the first line of a checkpoint's file."""
    with file.open("rb") as stream:
        line = stream.readline(_LONGEST_LINE).removesuffix(b"\n")
    try:
        record = json.loads(line)
        well_formed = record.keys() == _CHECKPOINT_KEYS and _canonical(record) == line and type(record["sequence"]) is int
        bytes.fromhex(record["public_key"] + record["signature"] + record["root"])
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        well_formed = False
    if not well_formed:
        raise Unreadable(f"{file}: not a checkpoint as the ledger writes it")
    signed = _canonical({key: value for key, value in record.items() if key != "signature"})
    return Checkpoint(**record, signed=_SIGNED_BEFORE + signed)


def fingerprints(file: Path) -> Iterator[str]:
    """The beginnings of the entries' hashes that stand in the lines after the head, if any do.

    They are not signed: only the root tells whether something differs, they tell what.
    """
    with file.open("rb") as stream:
        stream.readline(_LONGEST_LINE)
        while line := stream.readline(_LONGEST_LINE):
            text = line.strip().decode("ascii", "replace")
            yield from (text[start : start + _FINGERPRINT] for start in range(0, len(text), _FINGERPRINT))


def check_signature(checkpoint: Checkpoint, key: str | None) -> None:
    """Raises DoesNotFit when the checkpoint is not signed by `key` (None: by the key that it names)."""
    if key is not None and key != checkpoint.public_key:
        raise DoesNotFit(f"checkpoint: signed with the key {checkpoint.public_key}, not with the given one")
    public, signature = bytes.fromhex(checkpoint.public_key), bytes.fromhex(checkpoint.signature)
    if not ed25519_holds(public, checkpoint.signed, signature):
        raise DoesNotFit(f"checkpoint: its signature does not hold under the key {checkpoint.public_key}")


def public_key(given: str) -> str:
    """The 64 hex digits of a key given so, as PEM or as Base64, itself or in a file."""
    text = given.strip()
    with contextlib.suppress(OSError, ValueError):
        text = Path(given).read_text().strip()
    lines = [line for line in text.splitlines() if not line.startswith("-----")]
    for decode in (bytes.fromhex, lambda joined: base64.b64decode(joined, validate=True)):
        try:
            raw = decode("".join(lines))
        except (ValueError, binascii.Error):
            continue
        # RFC 8410: the DER of an Ed25519 public key is twelve fixed bytes and the key.
        raw = raw.removeprefix(bytes.fromhex("302a300506032b6570032100"))
        if len(raw) == 32:  # noqa: PLR2004
            return raw.hex()
    raise Unreadable(f"{given}: not a public key of Ed25519 (64 hex digits, Base64 or PEM)")


# Ed25519, RFC 8032 section 5.1: only the check, so nothing here is secret and nothing need take constant time. A point of the curve
# -x² + y² = 1 + d·x²·y² over the integers modulo _P is kept as (X, Y, Z, T) with x = X/Z, y = Y/Z, x·y = T/Z.
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Point = tuple[int, int, int, int]


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature (64 bytes) of the message holds under the public key (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:  # noqa: PLR2004
        return False
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= _ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _ORDER
    return _same(_times(s, _BASE), _plus(r, _times(k, a)))


def _point(encoded: bytes) -> _Point | None:
    """The point of an encoding (RFC 8032 section 5.1.3), or None."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _plus(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: _Point) -> _Point:
    result: _Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _plus(result, point)
        point = _plus(point, point)
        number >>= 1
    return result


def _same(one: _Point, other: _Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % _P == 0 and (one[1] * other[2] - other[1] * one[2]) % _P == 0


_BASE = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


if __name__ == "__main__":
    sys.exit(main())
