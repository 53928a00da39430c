"""The scenarios of the contract: facts, what the command must print, and why they are there."""

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from credits.scoring import Result, read_facts, read_policy, score

from .making import CONTRACT

VARIANTS = [
    path.relative_to(CONTRACT) for path in sorted(CONTRACT.glob("scenarios/*/*.jsonl")) if not path.name.endswith(".result.jsonl")
]
STORIES = [path.relative_to(CONTRACT) for path in sorted(CONTRACT.glob("scenarios/*/expect.json"))]
EXPECTED = [
    pytest.param(story, expected, id=f"{story.parent.name}-{number}")
    for story in STORIES
    for number, expected in enumerate(json.loads((CONTRACT / story).read_text())["expect"])
]


def scored(contract: Path, variant: Path, data: bytes | None = None) -> Result:
    folder = contract / variant.parent
    name = json.loads((folder / "expect.json").read_text())["policy"]
    policy = folder / "policy.yaml" if name == "own" else contract / f"policy.{name}.yaml"
    facts = (contract / variant).read_bytes() if data is None else data
    return score(read_policy(policy.read_bytes(), policy.name), read_facts(facts, variant.name))


def printed(result: Result) -> bytes:
    return "".join(result.lines()).encode()


@pytest.mark.parametrize("variant", VARIANTS or [None], ids=str)
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_every_variant_prints_its_result_byte_for_byte_in_any_order(shared: Path, variant: Path, seed: int | None):
    path = shared / "contract" / variant
    lines = path.read_bytes().split(b"\n")
    if seed is not None:
        random.Random(seed).shuffle(lines)

    result = scored(shared / "contract", variant, b"\n".join(lines))

    assert printed(result) == path.with_name(f"{path.stem}.result.jsonl").read_bytes()


@pytest.mark.parametrize(("story", "expected"), EXPECTED or [(None, None)])
def test_every_story_comes_out_as_it_is_told(shared: Path, story: Path, expected: dict[str, Any]):  # noqa: C901 (one case a form)
    def records(variant: str, **keys: str) -> list[dict[str, Any]]:
        lines = scored(shared / "contract", story.parent / f"{variant}.jsonl").lines()
        return [record for record in map(json.loads, lines) if record.items() >= keys.items()]

    def points(variant: str, student: str) -> int:
        [line] = records(variant, type="student", student=student)
        return line["milli_points"]

    match expected:
        case {"of": variant, "student": student, "points": limits}:
            assert_within(limits, points(variant, student))
        case {"of": variant, "student": student, "credit": limits}:
            [line] = records(variant, type="student", student=student)
            assert_within(limits, line["credit_hundredths"])
        case {"order": variants, "student": student, "strict": strict}:
            for less, more in pairwise(points(variant, student) for variant in variants):
                assert less < more if strict else less <= more
        case {"same": variants, "student": student}:
            assert len({points(variant, student) for variant in variants}) == 1
        case {"sum": parts, "at_most": whole}:
            assert sum(points(*part) for part in parts) <= points(*whole)
        case {"of": variant, "flag": flag, "on": how_many}:
            flagged = [flag in line["flags"] for line in records(variant, type="contribution", state="counted")]
            assert {"all": all, "some": any}[how_many](flagged)
        case {"of": variant, "no_flags": True}:
            assert [line["flags"] for line in records(variant, type="contribution") if line["flags"]] == []
        case {"of": variant, "contribution": contribution, **values}:
            [line] = records(variant, type="contribution", contribution=contribution)
            assert {key: line[key] for key in values} == values
        case _:
            pytest.fail(f"no such form: {expected}")


def assert_within(limits: dict[str, int], found: int) -> None:
    assert limits.keys() <= {"equals", "at_least", "at_most"}
    assert limits.get("at_least", 0) <= found <= limits.get("at_most", found)
    assert found == limits.get("equals", found)
