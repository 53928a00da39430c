"""A number for what a change does, equal wherever it lands: in the manner of `git patch-id --stable`.

Line numbers, white space and the order of files do not matter; the files' names, what is added, what is taken away and the lines
around it do. Both forges' answers are brought to the same value, so that a port is found across them.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_HEADER = re.compile(r'^diff --git (?P<old>"(?:[^"\\]|\\.)*"|a/.*?) (?P<new>"(?:[^"\\]|\\.)*"|b/.*)$')
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
_NOWHERE = "/dev/null"


@dataclass(frozen=True, slots=True)
class FilePatch:
    """What a change does to a file. lines: of its hunks, each with its sign; headers of hunks may be among them."""

    old: str
    new: str
    lines: tuple[str, ...]


def patch_id(diff: str) -> str | None:
    """The number of a whole diff as git and GitHub write it; None where it changes no file."""
    return patch_id_of(_files(diff))


def patch_id_of(files: Iterable[FilePatch]) -> str | None:
    """The same from files, which Gitee gives one by one."""
    digests = sorted(_digest(file) for file in files)
    return hashlib.sha256("".join(digests).encode()).hexdigest() if digests else None


def _digest(file: FilePatch) -> str:
    # A file that is new or gone has no other name: with its one name on both sides each way of saying so is the same.
    old, new = (file.new, file.new) if file.old == _NOWHERE else (file.old, file.old if file.new == _NOWHERE else file.new)
    parts = [old, new, *("".join(line.split()) for line in file.lines if line[:1] in {"+", "-", " "})]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _files(diff: str) -> Iterable[FilePatch]:
    old = new = None
    lines: list[str] = []
    left = (0, 0)  # lines of the old and of the new side that the hunk still has; a line like "--- x" within it is no header
    for line in diff.split("\n"):
        if left != (0, 0) and not line.startswith("\\"):
            lines.append(line or " ")
            left = (left[0] - (line[:1] != "+"), left[1] - (line[:1] != "-"))
        elif header := _HEADER.match(line):
            if old is not None and new is not None:
                yield FilePatch(old, new, tuple(lines))
            old, new, lines = _name(header["old"]), _name(header["new"]), []
        elif line.startswith(("--- ", "rename from ")):
            old = _name(line.removeprefix("--- ").removeprefix("rename from "), side=line.startswith("---"))
        elif line.startswith(("+++ ", "rename to ")):
            new = _name(line.removeprefix("+++ ").removeprefix("rename to "), side=line.startswith("+++"))
        elif hunk := re.match(r"@@ -\d+(?:,(?P<old>\d+))? \+\d+(?:,(?P<new>\d+))? @@", line):
            left = (int(hunk["old"] or 1), int(hunk["new"] or 1))
    if old is not None and new is not None:
        yield FilePatch(old, new, tuple(lines))


def _name(text: str, *, side: bool = True) -> str:
    """A file's name as git writes it: quoted where it has other than ASCII, with `a/` or `b/` before it on its side."""
    text = text.rstrip("\t")
    if text.startswith('"') and text.endswith('"'):
        text = _ESCAPE.sub(_unescape, text[1:-1].encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    return text[2:] if side and text.startswith(("a/", "b/")) else text


def _unescape(found: re.Match[bytes]) -> bytes:
    what = found[1]
    return bytes([int(what, 8) & 0xFF]) if what.isdigit() else _ESCAPED.get(what, what)
