"""Random policies within their bounds, and random facts whose cases come close to every edge of the rules.

Hypothesis draws a seed and a size; the rest is drawn by the seed, with odds that let most work count. Its own drawing,
value by value, is biased to the simplest value of each, and of fifty simple values in a row next to nothing counts.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Any

from hypothesis import strategies as st

from credits.scoring import CreditTier, Policy, ProjectTier, Result, facts_from_records, score
from credits.scoring.values import CLASSES

from .making import policy

ACCOUNTS = {"ada": ["github:1", "gitee:1"], "bo": ["github:2"], "cy": ["github:3"]}
PEOPLE = ["github:1", "gitee:1", "github:2", "github:3", "github:900", "github:901", "github:7!bot"]
STRANGERS = ["github:900", "github:901"]
REPOSITORIES = [f"github:{number}" for number in range(10, 15)]
LABELS = ["foundation", "ai", "nearly", "campus", "unheard of"]
MOMENTS = [f"2025-{month}-{day}T16:30:00Z" for month, day in (("09", "30"), ("10", "05"), ("10", "05"), ("10", "30"))]
COUNTED_AT = [*["2025-11-01T00:00:00Z"] * 10, "2026-02-10T00:00:00Z", "2026-03-10T00:00:00Z"]

_BASE = policy()


@dataclass(frozen=True)
class World:
    """A policy and the records that it judges."""

    policy: Policy
    records: list[dict[str, Any]]

    @cached_property
    def result(self) -> Result:
        """What they are worth."""
        return score(self.policy, facts_from_records(self.records))

    @cached_property
    def points(self) -> dict[str, int]:
        """Student → milli-points."""
        return {student.student: student.milli_points for student in self.result.students}

    def with_records(self, records: list[dict[str, Any]]) -> "World":
        """The same policy for other records."""
        return replace(self, records=records)


seeds = st.integers(0, 2**63).map(Random)


def random_policy(random: Random) -> Policy:
    """Any policy of the schema, most of them with limits that a few contributions reach.

    `small_below` stays within `lines_cap`: where it is above, no single pull request is large enough to be strong, two
    halves of one may be, and law 2 does not hold.
    """
    lines_cap = random.choice([5, 40, 2000, 2000, 1_000_000])
    first = random.choice([0, 1, 300, 300])
    factors = [first, *sorted(random.choice([first, 700, 1000, 10_000]) for _ in range(2))]
    steps = [0, random.randint(1, 4), random.randint(5, 12)]
    return replace(
        _BASE,
        time_zone=random.choice(["Asia/Shanghai", "America/New_York"]),
        community_from=random.randint(0, 4),
        rate={
            kind: random.choice([0, 333, 1500, 4000, 4000, 1_000_000]) for kind in ("pull_request", "review", "issue", "release")
        },
        lines_cap=lines_cap,
        deleted_permille=random.choice([0, 333, 500, 10_000]),
        class_permille={name: random.choice([0, 300, 777, 1000, 1000, 1000, 10_000]) for name in CLASSES},
        project_tiers=tuple(map(ProjectTier, steps, factors)),
        project_labels={label: random.choice([0, 1, 300, 999, 1000, 1000, 1200, 1200]) for label in LABELS[:-1]},
        small_below=random.randint(0, min(lines_cap, 30)),
        pool_cap=random.choice([0, 500, 8000, 500_000]),
        cap={kind: random.randint(0, 6000) for kind in ("review", "issue", "release") if random.random() < 0.7},
        tiers=(CreditTier(5000, 10), CreditTier(20_000, 90)),
    )


def random_lines(random: Random) -> int:
    """Mostly few, as the edges are there."""
    return random.choice([random.randint(0, 3), random.randint(0, 12), random.randint(0, 90), random.choice([1500, 10**9])])


def random_changes(random: Random) -> dict[str, list[int]]:
    """Next to nothing, or of one to three classes."""
    if random.random() < 0.2:
        return {random.choice(CLASSES): [1, 0]}
    return {name: [random_lines(random), random_lines(random)] for name in random.sample(CLASSES, random.randint(1, 3))}


def _known(random: Random, value: Any, odds: float = 0.9) -> Any:
    return value if random.random() < odds else None


def _own_facts(random: Random, kind: str, account: str) -> dict[str, Any]:
    if kind == "pull_request":
        others = random.sample(PEOPLE, random.choice([0, 0, 1, 2]))
        trouble = [{}] * 12 + [{"spam": True}, {"reverts_own": True}, {"reverted_at": "2025-12-01T00:00:00Z"}]
        return {
            "merged_by": _known(random, random.choice([*STRANGERS * 2, *PEOPLE])),
            "approved_by": _known(random, random.sample(PEOPLE, random.choice([0, 1, 2]))),
            "authors": _known(random, [account, *others], 0.95),
            "changes": _known(random, random_changes(random)),
            **random.choice(trouble),
        }
    if kind == "review":
        return {
            "pull_request_author": _known(random, random.choice([*STRANGERS * 2, *PEOPLE])),
            "pull_request_closed": random.choice([None, True, True, True, False]),
            "comments": _known(random, random.choice([0, 1, 2])),
            "body_characters": _known(random, random.randint(38, 41)),
        }
    if kind == "issue":
        closed_by = _known(random, random.choice([*STRANGERS * 2, *PEOPLE]))
        return {"closed_by": closed_by, "completed": random.choice([None, True, True, True, False])}
    return {key: random.choice([None, False, False, False, False, True]) for key in ("draft", "prerelease")}


def random_contribution(random: Random, id_: str) -> dict[str, Any]:
    """Somebody's, of some kind, mostly by an account of theirs and accepted."""
    student = random.choice(["ada", "ada", "ada", "bo", "cy"])
    kind = random.choice(["pull_request"] * 4 + ["review", "issue", "release"])
    account = random.choice([*ACCOUNTS[student] * 12, *PEOPLE])
    return {
        "type": "contribution",
        "contribution": id_,
        "student": student,
        "account": account,
        "repository": random.choice(REPOSITORIES),
        "kind": kind,
        "worked_at": random.choice(MOMENTS),
        "counted_at": _known(random, random.choice(COUNTED_AT)),
        "state": random.choice(["accepted"] * 12 + ["open", "refused"]),
        **_own_facts(random, kind, account),
    }


def random_repository(random: Random, id_: str) -> dict[str, Any]:
    """One of few or many people, sometimes with labels."""
    return {
        "type": "repository",
        "repository": id_,
        "private": random.choice([None, *[False] * 10, True]),
        "external_contributors": _known(random, random.randint(0, 12), 0.8),
        "labels": random.choice([None, [], random.sample(LABELS, random.randint(1, 2))]),
        "excluded_from": random.choice([*[None] * 8, "2025-09-15T00:00:00Z"]),
    }


def random_world(random: Random, size: int, *, with_twins: bool = True) -> World:
    """A policy, three students, five repositories, `size` contributions, with or without a period."""
    enrolments = [*[None] * 6, [["2025-09-01T00:00:00Z", "2025-10-15T00:00:00Z"]]]
    records: list[dict[str, Any]] = [
        {"type": "student", "student": name, "accounts": accounts, "enrolled": random.choice(enrolments)}
        for name, accounts in ACCOUNTS.items()
    ]
    records += [random_repository(random, id_) for id_ in REPOSITORIES]
    if random.random() < 0.5:
        bounds = {"from": "2025-09-01T00:00:00Z", "to": "2026-03-01T00:00:00Z", "now": "2026-02-15T00:00:00Z"}
        records.append({"type": "period", **bounds})
    ids = [f"c{number}" for number in range(size)]
    for id_ in ids:
        twin = random.choice(ids) if with_twins and random.random() < 0.2 else None
        records.append({**random_contribution(random, id_), "same_work_as": twin})
    return World(random_policy(random), records)


sizes = st.integers(12, 36)
worlds = st.builds(random_world, seeds, sizes)
worlds_without_twins = st.builds(lambda random, size: random_world(random, size, with_twins=False), seeds, sizes)
