"""The six laws at the end of SCORING.md section 6, on random policies and facts; and that the random facts come to their point."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from credits.scoring import REASONS

from .making import pull_request, repository, student
from .random_worlds import (
    REPOSITORIES,
    World,
    random_changes,
    random_contribution,
    random_policy,
    random_world,
    seeds,
    sizes,
    worlds,
    worlds_without_twins,
)

laws = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples in every run, and nothing to be made small.
survey = settings(max_examples=300, deadline=None, derandomize=True, database=None, phases=[Phase.generate])


@laws
@given(worlds, seeds)
def test_1_the_order_of_input_changes_nothing(world: World, random: Random):
    shuffled = copy.deepcopy(world.records)
    random.shuffle(shuffled)

    assert list(world.with_records(shuffled).result.lines()) == list(world.result.lines())


def split(random: Random, size: int) -> tuple[World, World]:
    """A world with one more pull request of Ada's, and the same with it in parts, here or scattered, with more authors or not."""
    world = random_world(random, size, with_twins=False)
    home = random.choice(REPOSITORIES)
    whole = pull_request("whole", repository=home, merged_by="github:950", changes=random_changes(random))
    [place] = [record for record in world.records if record["type"] == "repository" and record["repository"] == home]
    parts, elsewhere = [], []
    number = random.randint(2, 5)
    cut = {
        name: list(zip(*(_cut(random, lines, number) for lines in pair), strict=True)) for name, pair in whole["changes"].items()
    }
    for index in range(number):
        co_authors = [f"github:{5000 + stranger}" for stranger in range(random.choice([0, 0, 1, 3]))]
        changes = {name: list(pairs[index]) for name, pairs in cut.items()}
        part = {**whole, "contribution": f"part-{index}", "authors": [*whole["authors"], *co_authors], "changes": changes}
        if random.random() < 0.5:
            part["repository"] = f"github:{6000 + index}"
            elsewhere.append({**place, "repository": part["repository"]})
        parts.append(part)
    return world.with_records([*world.records, whole]), world.with_records([*world.records, *elsewhere, *parts])


def _cut(random: Random, amount: int, number: int) -> list[int]:
    """`amount` in that many parts."""
    cuts = sorted(random.randint(0, amount) for _ in range(number - 1))
    return [end - begin for begin, end in zip([0, *cuts], [*cuts, amount], strict=True)]


splits = st.builds(split, seeds, sizes)


@laws
@given(splits)
def test_2_splitting_and_spreading_never_earn_more(pair: tuple[World, World]):
    whole, parts = pair

    assert parts.points["ada"] <= whole.points["ada"]


@laws
@given(worlds, seeds)
def test_3_what_is_added_never_lowers_points(world: World, random: Random):
    more = world.with_records([*world.records, random_contribution(random, "added")]).points

    assert {student: more[student] for student, points in world.points.items() if more[student] < points} == {}


@laws
@given(worlds, st.sampled_from(["pool", "review", "issue", "release"]), st.integers(0, 10_000))
def test_4_raising_a_cap_never_lowers_points(world: World, which: str, more: int):
    old = world.policy
    cap = {kind: amount + (more if kind == which else 0) for kind, amount in old.cap.items()}
    raised = replace(world, policy=replace(old, cap=cap, pool_cap=old.pool_cap + (more if which == "pool" else 0)))

    assert {student for student, points in world.points.items() if raised.points[student] < points} == set()


def shared_work(random: Random, students: int, strangers: int) -> tuple[World, World]:
    """A pull request with a contribution of each of its authors who are students, and the same by one of them alone."""
    names = [f"s{number}" for number in range(students)]
    accounts = [f"github:{number}" for number in range(students + strangers)]
    changes = random_changes(random)
    here = [repository(external_contributors=random.choice([0, 2, 4, 12]))]
    here += [student(student=name, accounts=[account]) for name, account in zip(names, accounts, strict=False)]

    def part_of(name: str, account: str, authors: list[str]) -> dict[str, Any]:
        return pull_request(f"c-{name}", student=name, account=account, authors=authors, changes=changes, merged_by="gitee:900")

    shared = [part_of(name, account, accounts) for name, account in zip(names, accounts, strict=False)]
    world = World(random_policy(random), [*here, *shared])
    return world, world.with_records([*here, part_of(names[0], accounts[0], accounts[:1])])


def _before_caps(world: World) -> int:
    return sum(piece.points + piece.rest for piece in world.result.pieces)


works = st.builds(shared_work, seeds, st.integers(1, 12), st.integers(0, 5))


@laws
@given(works)
def test_5_the_shares_of_co_authors_never_exceed_the_whole(pair: tuple[World, World]):
    shared, alone = pair

    assert _before_caps(shared) <= _before_caps(alone)


ALWAYS_THERE = {"type", "student", "accounts", "repository", "contribution", "kind", "account", "worked_at", "state"}


def forgettings(world: World, random: Random) -> Iterator[tuple[str, World]]:
    """Each key that may be null and stands somewhere, and the world without one of its values."""
    keys = {key for record in world.records if record["type"] != "period" for key, value in record.items() if value is not None}
    for key in sorted(keys - ALWAYS_THERE):
        numbers = [number for number, record in enumerate(world.records) if record.get(key) is not None]
        number = random.choice(numbers)
        forgotten = {known: value for known, value in world.records[number].items() if known != key}
        yield key, world.with_records([*world.records[:number], forgotten, *world.records[number + 1 :]])


def _not_counting(world: World) -> set[str]:
    return {found.contribution for found in world.result.contributions if found.state == "not_counted"}


@laws
@given(worlds_without_twins, seeds)
def test_6_a_known_fact_never_earns_less_than_the_same_unknown(known: World, random: Random):
    for key, unknown in forgettings(known, random):
        # A fact may show that something does not count; that is its right.
        if _not_counting(known) <= _not_counting(unknown):
            assert (key, {name for name, points in unknown.points.items() if known.points[name] < points}) == (key, set())


SITUATIONS: dict[str, Callable[[World], bool]] = {
    "three layers": lambda world: any(len(piece.layers) > 2 for piece in world.result.pieces),
    "strong and weak work in one piece": lambda world: any(piece.points and piece.rest for piece in world.result.pieces),
    "the pool cuts": lambda world: any(0 < piece.from_pool < piece.rest for piece in world.result.pieces),
    "a cap by kind cuts": lambda world: any(0 < piece.kept < piece.points for piece in world.result.pieces),
    "the cap of lines cuts a contribution": lambda world: any(
        found.milli_lines == world.policy.milli_lines_cap for found in world.result.contributions
    ),
    "an empty layer beyond the cap of lines": lambda world: any(
        layer.milli_lines == 0 for piece in world.result.pieces for layer in piece.layers
    ),
    "small work": lambda world: any("small" in found.marks for found in world.result.contributions),
    "a size that is not known": lambda world: any("size_unknown" in found.marks for found in world.result.contributions),
    "a project that is not known": lambda world: any("project_unknown" in found.marks for found in world.result.contributions),
}


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """The situations and reasons that some hundreds of worlds come to."""
    seen: set[str] = set()

    @survey
    @given(worlds)
    def look(world: World) -> None:
        seen.update(name for name, is_there in SITUATIONS.items() if is_there(world))
        seen.update(found.reason or "counted" for found in world.result.contributions)

    look()
    return seen


@pytest.mark.parametrize("situation", [*SITUATIONS, *REASONS, "counted"])
def test_random_worlds_come_to_every_situation_and_reason(seen: set[str], situation: str):
    assert situation in seen


def test_random_splits_cost_points_or_nothing():
    outcomes: set[str] = set()

    @survey
    @given(splits)
    def look(pair: tuple[World, World]) -> None:
        whole, parts = (world.points["ada"] for world in pair)
        outcomes.add("less" if parts < whole else "the same" if whole else "never any")

    look()
    assert outcomes == {"less", "the same", "never any"}


def test_random_shares_lose_to_rounding_and_to_strangers():
    outcomes: set[tuple[bool, bool]] = set()

    @survey
    @given(works)
    def look(pair: tuple[World, World]) -> None:
        shared, alone = map(_before_caps, pair)
        outcomes.add((shared > 0, 2 * shared > alone > shared))

    look()
    assert (True, True) in outcomes
    assert (True, False) in outcomes


def test_random_forgetting_costs_points_by_every_fact_that_can():
    costly: set[str] = set()

    @survey
    @given(worlds_without_twins, seeds)
    def look(known: World, random: Random) -> None:
        worlds = forgettings(known, random)
        costly.update(key for key, unknown in worlds if sum(unknown.points.values()) < sum(known.points.values()))

    look()
    assert costly >= {"changes", "external_contributors", "authors", "merged_by", "labels", "counted_at", "completed", "draft"}
