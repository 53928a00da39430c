"""Compares what a collection stored with what the sandbox's world holds: `compare_world.py WORLD.json EXPORT.jsonl`.

Reads two files and imports neither side. Prints a line for each difference; exits 1 if there is one.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

Key = tuple[str, str, str, str]  # student, forge, kind, external id
_ACCOUNTS = ("approved_by", "authors")
_MOMENTS = ("worked_at", "counted_at", "reverted_at")
_PLAIN = {
    "pull_request": ("merged_by", "reverts_own", "spam"),
    "review": ("pull_request_author", "pull_request_closed", "comments", "body_characters"),
    "issue": ("closed_by", "completed"),
    "release": ("draft", "prerelease"),
}


def main() -> int:
    world_file, export_file = map(Path, sys.argv[1:])
    expected = _expected(json.loads(world_file.read_text(encoding="utf-8")))
    found = _found(export_file.read_text(encoding="utf-8"))
    differences = [f"{_said(key)}: in the world, not stored" for key in expected.keys() - found.keys()]
    differences += [f"{_said(key)}: stored, not in the world" for key in found.keys() - expected.keys()]
    for key in expected.keys() & found.keys():
        differences += [f"{_said(key)}: {what}" for what in _compare(key[2], expected[key], found[key])]
        differences += [f"{_said(key)}: {what}" for what in _compare_twins(key, expected[key], found)]
    print(*sorted(differences), sep="\n", end="\n" if differences else "")
    print(f"{len(expected)} in the world, {len(found)} stored, {len(differences)} differences")
    return 1 if differences else 0


def _expected(world: dict[str, Any]) -> dict[Key, dict[str, Any]]:
    return {
        (member["number"], one["forge"], one["kind"], one["external_id"]): one
        for member in world["members"]
        for one in member.get("expected", [])
    }


def _found(export: str) -> dict[Key, dict[str, Any]]:
    rows = [json.loads(line) for line in export.split("\n") if line]
    return {(row["student"], row["forge"], row["kind"], row["external_id"]): row for row in rows}


def _compare(kind: str, expected: dict[str, Any], row: dict[str, Any]) -> list[str]:
    facts = row["facts"]
    pairs: list[tuple[str, Any, Any]] = [("state", expected["state"], row["state"]), ("number", expected["number"], row["number"])]
    pairs += [(name, _moment(expected.get(name)), _moment(facts.get(name))) for name in _MOMENTS]
    pairs += [(name, expected[name], facts[name]) for name in _PLAIN[kind]]
    if kind == "pull_request":
        pairs += [(name, _sorted(expected[name]), _sorted(facts[name])) for name in _ACCOUNTS]
        pairs += [("lines", _lines_of_world(expected), _lines_of_facts(facts["changes"]))]
    return [f"{name} is {was!r} in the world and {stored!r} stored" for name, was, stored in pairs if was != stored]


def _compare_twins(key: Key, expected: dict[str, Any], found: dict[Key, dict[str, Any]]) -> list[str]:
    """The same work at two places is joined, whichever of the two names the other."""
    twin = expected.get("same_work")
    other = found.get((key[0], twin["forge"], key[2], twin["external_id"])) if twin else None
    if other is None:
        return []
    names = [{row["facts"]["contribution"], row["facts"]["same_work_as"]} - {None} for row in (found[key], other)]
    return [] if names[0] & names[1] else [f"not joined with {twin['forge']} {twin['external_id']}"]


def _lines_of_world(expected: dict[str, Any]) -> list[int] | None:
    return None if expected["additions"] is None else [expected["additions"], expected["deletions"]]


def _lines_of_facts(changes: dict[str, list[int]] | None) -> list[int] | None:
    return None if changes is None else [sum(pair[side] for pair in changes.values()) for side in (0, 1)]


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _sorted(accounts: list[str] | None) -> list[str] | None:
    return None if accounts is None else sorted(accounts)


def _said(key: Key) -> str:
    return " ".join(key)


if __name__ == "__main__":
    sys.exit(main())
