"""`python -m credits.scoring` as a person or another program calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .making import CONTRACT, POLICY, pull_request, repository, student

ROOT = Path(__file__).resolve().parents[3]
ERRORS = CONTRACT / "errors" / "expect.json"
CASES = json.loads(ERRORS.read_text()) if ERRORS.exists() else []


PRINTED = """\
{"authors":1,"contribution":"c1","flags":[],"marks":[],"milli_lines":64000,"milli_points":16000,\
"piece":"ada/pull_request/2025-10","pool":false,"project_permille":1000,"reason":null,"state":"counted",\
"student":"ada","type":"contribution"}
{"capped":false,"from_pool":0,"layers":[{"authors":1,"milli_lines":64000,"permille":1000,"points":16000,\
"size":16000}],"milli_points":16000,"piece":"ada/pull_request/2025-10","points":16000,"rest":0,"type":"piece"}
{"by_kind":{"issue":0,"pull_request":16000,"release":0,"review":0},"counted":1,"credit_hundredths":50,\
"from_pool":0,"incomplete":0,"milli_points":16000,"not_counted":0,"student":"ada","to_next_tier":24000,\
"type":"student","waiting":0}
"""


def run(*arguments: str | bytes, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "credits.scoring", *arguments]
    return subprocess.run(command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good policy and good facts."""
    (tmp_path / "policy.yaml").write_text(POLICY)
    records = [student(), repository(), pull_request()]
    (tmp_path / "facts.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return tmp_path


@pytest.mark.parametrize("case", CASES or [None], ids=lambda case: case and case["why"])
def test_bad_input_of_the_contract_is_refused_at_its_line(shared: Path, case: dict):
    done = run(case["policy"], case["facts"], cwd=shared / "contract")

    assert done.stderr.startswith(f"{case[case['file']]}:{case['line']}: ".encode())
    assert done.stderr.count(b"\n") == 1
    assert (done.returncode, done.stdout) == (2, b"")


def test_good_facts_are_printed_as_canonical_lines(folder: Path):
    done = run("policy.yaml", "facts.jsonl", cwd=folder)

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == PRINTED


@pytest.mark.parametrize("content", [b"", b"\n", b" \t\r\n\r\n"], ids=["no byte", "an empty line", "blank lines"])
def test_empty_facts_give_nothing(folder: Path, content: bytes):
    (folder / "facts.jsonl").write_bytes(content)

    done = run("policy.yaml", "facts.jsonl", cwd=folder)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("arguments", [[], ["policy.yaml"], ["policy.yaml", "facts.jsonl", "more"]], ids=len)
def test_a_wrong_number_of_arguments_gives_the_usage(folder: Path, arguments: list[str]):
    done = run(*arguments, cwd=folder)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"usage: python -m credits.scoring POLICY.yaml FACTS.jsonl\n"


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [
        (["missing.yaml", "missing.jsonl"], b"missing.yaml:1: "),
        (["policy.yaml", "./missing.jsonl"], b"./missing.jsonl:1: "),
        (["policy.yaml", "."], b".:1: "),
        (["policy.yaml", b"\xe9.jsonl"], b"\xe9.jsonl:1: "),
    ],
    ids=["policy first", "as it was given", "a folder", "a name in no encoding"],
)
def test_a_file_that_cannot_be_read_is_named(folder: Path, arguments: list[str], beginning: bytes):
    done = run(*arguments, cwd=folder)

    assert done.stderr.startswith(beginning)
    assert done.stderr.count(b"\n") == 1
    assert (done.returncode, done.stdout) == (2, b"")


def test_letters_are_printed_as_they_are_whatever_the_locale(folder: Path):
    (folder / "facts.jsonl").write_text('{"type": "student", "student": "\\u5f20\\u4e09", "accounts": []}', encoding="ascii")

    done = subprocess.run(
        [sys.executable, "-m", "credits.scoring", "policy.yaml", "facts.jsonl"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )

    assert '"student":"张三"'.encode() in done.stdout
