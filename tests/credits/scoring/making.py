"""Valid policies and facts; a test names only what matters to it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from credits.scoring import ContributionResult, Policy, Result, facts_from_records, read_policy, score

SHARED = Path(os.environ.get("OPENCREDITS_SHARED", Path(__file__).resolve().parents[3].parent / "shared"))
CONTRACT = SHARED / "contract"

POLICY = """\
id: test
version: 1
title: {zh-hans: 试行办法, en: A trial}
time_zone: Asia/Shanghai
maturity_days: 14
community_from: 3
review_body_characters: 40
rate: {pull_request: 4000, review: 2000, issue: 1500, release: 3000}
lines_cap: 2000
deleted_permille: 500
class_permille: {source: 1000, test: 700, docs: 500, translation: 300, config: 500, data: 0,
  generated: 0, lockfile: 0, vendored: 0, binary: 0, other: 500}
project:
  tiers:
    - {from: 0, permille: 300}
    - {from: 3, permille: 700}
    - {from: 10, permille: 1000}
  labels: {foundation: 1000, ai: 1200, nearly: 999, campus: 500, farm: 0}
small_below: 10
pool_cap: 8000
cap: {review: 20000, issue: 8000, release: 9000}
tiers:
  - {from: 15000, credit_hundredths: 50}
  - {from: 40000, credit_hundredths: 100}
cap_hundredths: 75
adjust_permille: 200
"""

ADA, ADAS_OTHER, BO, BOT = "github:1", "gitee:1", "github:2", "github:7!bot"
FREE = "github:900"
WIDE, NARROW, UNREAD = "github:10", "github:11", "github:12"


def policy(*changes: tuple[str, str]) -> Policy:
    """The policy with texts of its file replaced."""
    text = POLICY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_policy(text, "policy.yaml")


def period(**facts: Any) -> dict[str, Any]:
    """The autumn term, judged long after it."""
    term = {"from": "2025-09-01T00:00:00+08:00", "to": "2026-03-01T00:00:00+08:00", "now": "2026-04-01T00:00:00+08:00"}
    return {"type": "period", **term, **facts}


def student(**facts: Any) -> dict[str, Any]:
    """Ada, with an account at each forge."""
    return {"type": "student", "student": "ada", "accounts": [ADA, ADAS_OTHER], **facts}


def repository(repository: str = WIDE, **facts: Any) -> dict[str, Any]:
    """A project that many outside the university contribute to: factor 1000, a community."""
    return {"type": "repository", "repository": repository, "external_contributors": 50, **facts}


def _contribution(kind: str, contribution: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    common = {
        "type": "contribution",
        "kind": kind,
        "contribution": contribution,
        "student": "ada",
        "account": ADA,
        "repository": WIDE,
        "worked_at": "2025-10-06T02:00:00Z",
        "counted_at": "2025-10-07T02:00:00Z",
        "state": "accepted",
    }
    return {**common, **facts}


def pull_request(contribution: str = "c1", lines: int = 64, **facts: Any) -> dict[str, Any]:
    """Ada's, with `lines` lines of source, merged by somebody outside the university."""
    own = {"merged_by": FREE, "approved_by": [], "authors": [ADA], "changes": {"source": [lines, 0]}}
    return _contribution("pull_request", contribution, {**own, **facts})


def review(contribution: str = "c1", **facts: Any) -> dict[str, Any]:
    """Ada's, with one inline comment, of a stranger's pull request."""
    own = {"pull_request_author": FREE, "pull_request_closed": True, "comments": 1, "body_characters": 0}
    return _contribution("review", contribution, {**own, **facts})


def issue(contribution: str = "c1", **facts: Any) -> dict[str, Any]:
    """Ada's, closed as completed by a stranger."""
    return _contribution("issue", contribution, {"closed_by": FREE, "completed": True, **facts})


def release(contribution: str = "c1", **facts: Any) -> dict[str, Any]:
    """A full release by Ada."""
    return _contribution("release", contribution, {"draft": False, "prerelease": False, **facts})


def scored(*records: dict[str, Any], under: Policy | None = None) -> Result:
    """The result of these records; Ada, Bo and the three projects are there if no record replaces them."""
    given = {(record["type"], record.get(record["type"])) for record in records}
    people_and_places = [
        student(),
        student(student="bo", accounts=[BO]),
        repository(),
        repository(NARROW, external_contributors=1),
        repository(UNREAD, external_contributors=None),
    ]
    missing = [record for record in people_and_places if (record["type"], record[record["type"]]) not in given]
    return score(under or policy(), facts_from_records([*missing, *records]))


def only(result: Result) -> ContributionResult:
    """The single contribution of a result."""
    [contribution] = result.contributions
    return contribution


def points_of(result: Result, student: str = "ada") -> int:
    """A student's milli-points."""
    return next(found.milli_points for found in result.students if found.student == student)
