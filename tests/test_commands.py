"""Commands speak the language of the installation, all of a run in one (DESIGN.md decision 10)."""

import ast
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.core.management.base import BaseCommand
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = sorted(
    path for room in ("accounts", "config", "credits", "journal") for path in (ROOT / room).rglob("management/commands/[a-z]*.py")
)


def spoken(tree: ast.AST) -> Iterator[ast.expr]:
    """What a command says: help texts, lines that it writes, refusals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["help"]:
            yield node.value
        if isinstance(node, ast.Call):
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "help")
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield from node.args[:1] if name in {"write", "CommandError"} else []


def words(said: ast.expr) -> str:
    """The letters that stand in the source untranslated."""
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    return "".join(
        re.sub(r"\W|\d", "", part.value) for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_command_says_nothing_that_cannot_be_translated(path: Path):
    assert [words(said) for said in spoken(ast.parse(path.read_text())) if words(said)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["collect", "--student", "9"], "没有学号为 9 的学生。"),
        (["collect", "--since", "foo"], "--since：“foo”不是日期，请写成 2026-09-01。"),
        (["assess", "--term", "2099-1"], "没有这个学期：2099-1 学期由认定规则文件提供，用 load_rules 加载。"),
        (["load_policy", "none.yaml"], "none.yaml:1: 没有这个文件"),
        (["import_roster", "none.csv"], "none.csv: 没有这个文件"),
        (["create_operator", "nobody"], "nobody 不是邮箱地址。"),
    ],
)
def test_a_refusal_is_in_the_language_of_the_installation(command: list[str], said: str):
    with pytest.raises(CommandError, match=f"^{re.escape(said)}$"):
        call_command(*command, stdout=io.StringIO(), stderr=io.StringIO())


def run(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of `manage.py` in development, on a database of its own."""
    mine = {"PATH": os.environ["PATH"], "DEBUG": "1", "OPENCREDITS_VAR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=mine, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.mark.parametrize("command", [["assess", "--term", "2026-2027-1"], ["verify_ledger"]], ids=" ".join)
def test_on_an_empty_database_a_command_says_in_one_line_to_migrate(tmp_path: Path, command: list[str]):
    done = run(tmp_path, *command)

    [line] = done.stderr.splitlines()
    assert (done.returncode, line.startswith("✗ 数据库迁移: "), line.endswith("→ 运行：manage.py migrate")) == (1, True, True)


def test_a_database_that_cannot_be_opened_is_said_in_one_line_to_who_migrates_too(tmp_path: Path):
    done = run(tmp_path, "migrate", DATABASE_URL=f"sqlite:///{tmp_path}", LANGUAGE_CODE="en")

    [line] = done.stderr.splitlines()
    assert (done.returncode, line.endswith("→ Start it, or mend DATABASE_URL.")) == (1, True)


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_the_help_of_a_command_says_what_each_argument_is(path: Path):
    room = ".".join(path.relative_to(ROOT).parts[:-3])
    django = {action.dest for action in BaseCommand().create_parser("manage.py", "")._actions}

    with translation.override("zh-hans"):
        parser = load_command_class(room, path.stem).create_parser("manage.py", path.stem)

    assert parser.description
    ours = [action for action in parser._actions if action.dest not in django]
    assert [action.dest for action in ours if not re.search(r"[\u4e00-\u9fff]", action.help or "")] == []


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "认定规则文件，YAML 格式"), ("en", "the rules as YAML")]
)  # fmt: skip
def test_help_is_in_the_language_of_the_installation(tmp_path: Path, language: str, said: str):
    assert said in run(tmp_path, "load_rules", "--help", LANGUAGE_CODE=language).stdout
