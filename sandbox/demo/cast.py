"""Who plays what in the demo's round of claims: chosen from those whose work is worth credit, the same for the same campus."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest

import yaml

from sandbox.demo.places import ROOT, STATE, TERM, WORLD, Places
from sandbox.demo.processes import run, score

POLICY = ROOT / "credits" / "policies" / "files" / "policy.yaml"
# Its own rules (data-science.yaml) stop at fewer hundredths than the policy's steps reach.
CAPPED_DEPARTMENT, CAPPED_AT = "数据科学学院", 100
# Milli-points that a reviewer may take off a contribution of any kind.
GENTLE = 3000
# Hundredths: without one contribution some are left.
_ENOUGH = 100
# More than that a reviewer would answer elsewhere than in a demo.
_MOST_FLAGS = 5


class Fate(StrEnum):
    """What becomes of a claim by the end of the demo."""

    AWARDED = "awarded as asked"
    CAPPED = "cut by a cap, then awarded"
    ADJUSTED = "awarded with points taken off"
    EXCLUDED = "awarded without one contribution"
    EXPLAINED = "flags explained, then awarded"
    FOUND = "a flag confirmed, the rest awarded"
    CAME_BACK = "returned, submitted again, awarded"
    IN_NOTICE = "in public notice"
    APPROVED = "approved, waits for a notice"
    OFFICE = "waits for the office"
    WAITING = "waits for its department"
    RESUBMITTED = "returned and submitted again"
    FLAGGED = "held by a flag"
    RETURNED = "returned to its student"
    REJECTED = "rejected by its department"
    REFUSED = "rejected by the office"
    WITHDRAWN = "withdrawn"


# For these anybody will do.
_PLAIN = (
    *(Fate.AWARDED,) * 8, *(Fate.WAITING,) * 6, Fate.CAME_BACK, Fate.RESUBMITTED, Fate.RETURNED, Fate.REJECTED,
    Fate.REFUSED, Fate.WITHDRAWN, *(Fate.IN_NOTICE,) * 3, Fate.APPROVED, *(Fate.OFFICE,) * 3,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A student, the sign-in of who reviews the claim, and what becomes of it."""

    number: str
    department: str
    reviewer: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Scored:
    """A student whose work of the term is worth credit."""

    number: str
    department: str
    reviewer: str
    milli_points: int
    credit_hundredths: int
    flagged: int  # contributions


def parts_of(scored: list[Scored], *, first: str) -> tuple[list[Part], str]:
    """The parts, `first` being awarded as asked; and the number of a student who could claim and plays none."""
    pool = _side_by_side(scored)
    parts: list[Part] = []

    def give(fate: Fate, candidates: Iterable[Scored], count: int = 1) -> None:
        for one in [one for one in candidates if one in pool][:count]:
            pool.remove(one)
            parts.append(Part(one.number, one.department, one.reviewer, fate))

    give(Fate.AWARDED, [one for one in pool if one.number == first])
    give(Fate.CAPPED, [one for one in pool if one.department == CAPPED_DEPARTMENT and one.credit_hundredths > CAPPED_AT], 2)
    give(Fate.ADJUSTED, [one for one in pool if not one.flagged and _is_just_above_a_step(one)])
    give(Fate.EXCLUDED, [one for one in pool if not one.flagged and one.credit_hundredths >= _ENOUGH])
    flagged = [one for one in pool if one.flagged]
    give(Fate.FOUND, [one for one in flagged if one.credit_hundredths >= _ENOUGH])
    give(Fate.EXPLAINED, flagged)
    give(Fate.FLAGGED, flagged, 2)
    for fate in _PLAIN:
        give(fate, list(pool))
    return parts, pool[0].number


def _side_by_side(scored: list[Scored]) -> list[Scored]:
    """The reviewers' students by turns, so that every fate comes to every reviewer; last those with flags, the fewest first."""
    plain = [
        [one for one in scored if one.reviewer == name and not one.flagged] for name in sorted({one.reviewer for one in scored})
    ]
    flagged = sorted((one for one in scored if 0 < one.flagged <= _MOST_FLAGS), key=lambda one: one.flagged)
    return [one for one in chain.from_iterable(zip_longest(*plain)) if one is not None] + flagged


def _is_just_above_a_step(one: Scored) -> bool:
    """Above one that is not the lowest: with points taken off some credit is left."""
    steps = [step["from"] for step in yaml.safe_load(POLICY.read_text(encoding="utf-8"))["tiers"][1:]]
    return any(0 <= one.milli_points - step < GENTLE for step in steps)


def worth_credit(where: Places) -> list[Scored]:
    """Whoever has a reviewer, in the order of the roster, by what `python -m credits.scoring` says of the term's facts as of now."""
    facts = STATE / "FACTS.jsonl"
    facts.write_text(run(where, "export_facts", "--term", TERM), encoding="utf-8")
    results = score(POLICY, facts)
    flagged = Counter(
        line["student"] for line in results if line["type"] == "contribution" and line["flags"] and line["state"] == "counted"
    )
    credit = {line["student"]: line for line in results if line["type"] == "student" and line["credit_hundredths"]}
    with (WORLD / "roster.csv").open(encoding="utf-8-sig", newline="") as lines:
        roster = list(csv.DictReader(lines))
    reviewers = {
        department: row["邮箱"].removesuffix("@demo.example")
        for row in roster
        if "审核人" in row["角色"]
        for department in row["管辖学院"].split(";")
    }
    return [
        Scored(
            number=row["学号"],
            department=row["学院"],
            reviewer=reviewers[row["学院"]],
            milli_points=credit[row["学号"]]["milli_points"],
            credit_hundredths=credit[row["学号"]]["credit_hundredths"],
            flagged=flagged[row["学号"]],
        )
        for row in roster
        if row["学号"] in credit and row["学院"] in reviewers
    ]
