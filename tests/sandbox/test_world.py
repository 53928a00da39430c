"""The campus: the same for a seed, as large and as varied as a university, and told as plain facts."""

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ("world.json", "roster.csv", "labels.csv", "sandbox.json")


@pytest.fixture(scope="module")
def world(campus):
    return json.loads((campus / "world.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def roster(campus):
    with (campus / "roster.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pulls(world, forge):
    return [
        (repository, pull) for repository in world["repositories"] if repository["forge"] == forge for pull in repository["pulls"]
    ]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(campus, tmp_path):
    for seed, same in (("2026", True), ("2027", False)):
        subprocess.run(
            [sys.executable, "-m", "sandbox", "world", "--seed", seed, "--out", str(tmp_path / seed)], cwd=ROOT, check=True
        )

        for name in FILES:
            assert ((tmp_path / seed / name).read_bytes() == (campus / name).read_bytes()) is same, name


def test_it_is_as_large_as_asked(world, roster):
    students = [one for one in roster if not one["角色"]]

    assert len(students) >= 300
    for forge in ("github", "gitee"):
        assert sum(one["forge"] == forge for one in world["repositories"]) >= 40
    assert sum(len(one["accounts"]) > 0 for one in world["members"]) >= 200
    assert len({one["学院"] for one in students}) >= 5
    assert len({one["年级"] for one in students}) == 4


def test_students_have_both_forges_one_or_none(world):
    kinds = Counter(tuple(account["forge"] for account in one["accounts"]) for one in world["members"] if not one["roles"])

    assert set(kinds) == {("github", "gitee"), ("github",), ("gitee",), ()}
    assert min(kinds.values()) >= 20


def test_every_role_has_somebody_with_the_demos_sign_in(roster):
    staff = {one["邮箱"]: one["角色"] for one in roster if one["角色"]}

    assert staff == {
        "advisor@demo.example": "导师",
        "reviewer@demo.example": "审核人",
        "reviewer2@demo.example": "审核人",
        "registrar@demo.example": "教务",
        "registrar2@demo.example": "教务",
        "owner@demo.example": "规则管理员",
        "auditor@demo.example": "审计",
        "operator@demo.example": "运维",
    }
    departments = {one["邮箱"]: one["学院"] for one in roster}
    assert departments["reviewer@demo.example"] != departments["reviewer2@demo.example"]


def test_names_are_of_nobody(roster):
    students = [one["姓名"] for one in roster if not one["角色"]]

    assert students[0] == "林知夏"
    assert all(len(name) == 4 for name in students[1:])  # two signs of a surname that no family has
    assert len(set(students)) == len(students)


def test_activity_has_a_heavy_tail(world):
    counts = sorted(
        len([one for one in member["expected"] if one["kind"] == "pull_request"])
        for member in world["members"]
        if "expected" in member
    )

    assert counts[-1] > 150
    assert counts[len(counts) // 2] < 15
    assert counts[0] == 0


def test_the_demo_student_has_work_of_all_four_kinds_at_both_forges_this_term(world):
    (demo,) = (one for one in world["members"] if one["email"] == "student@demo.example")

    found = {(one["forge"], one["kind"], one["state"]) for one in demo["expected"] if one["worked_at"] >= "2026-08-31T16:00:00Z"}

    assert demo["name"] == "林知夏"
    assert {(forge, kind, "accepted") for forge in ("github", "gitee") for kind in ("pull_request", "review", "release")} <= found
    assert {
        ("github", "issue", "accepted"),
        ("gitee", "issue", "refused"),
        ("gitee", "issue", "open"),
        ("gitee", "pull_request", "open"),
    } <= found
    assert ("github", "pull_request", "refused") in found


def test_october_of_the_demo_student_is_the_piece_of_the_pictures(world):
    (demo,) = (one for one in world["members"] if one["email"] == "student@demo.example")

    (pull,) = (one for one in demo["expected"] if one["repository_name"] == "lanternfs/lantern" and one["number"] == "1842")

    assert pull["title"] == "修复：重命名目录后监听丢失"
    assert (pull["worked_at"], pull["counted_at"]) == ("2026-10-08T02:10:00Z", "2026-10-12T02:10:00Z")
    assert [one[1:3] for one in pull["files"]] == [[9, 3], [4, 1], [2, 0], [10, 0], [212, 198]]


PATTERNS = [
    "ring",
    "splitter",
    "padder",
    "typo_farmer",
    "comment_farmer",
    "toy_maker",
    "self_merger",
    "false_community",
    "release_farmer",
    "issue_farmer",
    "giant",
    "reverter",
]


@pytest.mark.parametrize("note", PATTERNS)
def test_every_attack_is_played_at_both_forges(world, note):
    players = [one for one in world["members"] if note in one["notes"]]

    assert len(players) == (10 if note == "ring" else 2)


def test_there_are_all_the_things_that_readers_trip_over(world):
    github, gitee = pulls(world, "github"), pulls(world, "gitee")

    assert max(len(pull["files"]) for _, pull in github) > 3_000
    assert max(len(pull["files"]) for _, pull in gitee) > 300
    for told in (github, gitee):
        assert any(len(pull["commits"]) > 250 for _, pull in told)
        assert any(100 < len(pull["commits"]) <= 250 for _, pull in told)
        assert any(pull["landed"] for _, pull in told)
        assert any(pull["merged_at"] and not pull["files"] for _, pull in told)
        assert any(pull["reverts"] for _, pull in told)
        assert {one[4] for _, pull in told for one in pull["files"]} == {
            "source",
            "test",
            "docs",
            "translation",
            "config",
            "data",
            "generated",
            "lockfile",
            "vendored",
            "binary",
            "other",
        }
        titles = [pull["title"] for _, pull in told]
        assert max(map(len, titles)) >= 5_000 or told is gitee
    assert max(pull["id"] for _, pull in github) > 2**31 > min(pull["id"] for _, pull in github)
    assert any(pull["merged_at"] and pull["merged_by"] is None for _, pull in github)
    assert any(pull["author"] is None for _, pull in github)
    robots = {one["id"] for one in world["accounts"] if one["type"] == "Bot"}
    assert any(pull["author"] in robots for _, pull in github)
    assert any(pull["merged_by"] in robots for _, pull in github)
    assert any("<script>" in pull["title"] for _, pull in github + gitee)
    assert any("\u202e" in pull["title"] for _, pull in github + gitee)
    assert any(one["former_names"] for one in world["repositories"])
    assert any(one["private"] for one in world["repositories"])


def test_the_same_work_stands_at_both_forges(world):
    by_head = {pull["head"]: pull for _, pull in pulls(world, "github")}
    copies = [pull for _, pull in pulls(world, "gitee") if pull["same_as"]]

    assert sum(one["head"] in by_head for one in copies) == 3
    assert sum(one["head"] not in by_head for one in copies) == 2


def test_what_was_reverted_and_reverted_again_stands(world):
    (player,) = (
        one
        for one in world["members"]
        if "reverter" in one["notes"] and one["accounts"][0]["forge"] == "github" and len(one["accounts"]) == 1
    )
    facts = sorted((one for one in player["expected"] if one["kind"] == "pull_request"), key=lambda one: one["worked_at"])

    work = [one for one in facts if not one["title"].startswith("Revert ")]
    assert [one["reverted_at"] is not None for one in work] == [False, True, True, False, True]
    assert [one["reverts_own"] for one in facts if one["title"].startswith("Revert ")] == [True]


def test_drafts_and_private_work_are_nobodys(world):
    private = {f"{one['forge']}:{one['id']}" for one in world["repositories"] if one["private"]}

    told = [fact for member in world["members"] for fact in member.get("expected", [])]

    assert not [one for one in told if one["repository"] in private]
    assert any(pull["author"] for repository in world["repositories"] if repository["private"] for pull in repository["pulls"])


def test_labels_name_repositories_that_exist(campus, world):
    with (campus / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    names = {(one["forge"], f"{owner(world, one)}/{one['name']}") for one in world["repositories"]}
    assert {(one["forge"], one["repository"]) for one in rows} <= names
    assert {one["label"] for one in rows} == {"foundation", "campus", "coursework", "excluded", "ai"}


def owner(world, repository):
    return next(
        one["login"] for one in world["accounts"] if one["forge"] == repository["forge"] and one["id"] == repository["owner"]
    )


def test_nothing_of_the_product_is_imported():
    code = "import sys, sandbox.__main__; print(*sorted({name.split('.')[0] for name in sys.modules}))"

    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()

    assert {"django", "accounts", "config", "credits", "journal"}.isdisjoint(loaded)
