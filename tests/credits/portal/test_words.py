"""Every code that scoring can say has its words, in both languages."""

import json
from pathlib import Path

import pytest
from django.utils import translation

from credits import scoring
from credits.pages import clauses, words


def _enum(shared: Path, *path: str) -> set[str]:
    schema = json.loads((shared / "contract" / "result.schema.json").read_text())
    node = schema["$defs"]["contribution"]["properties"]
    for key in path:
        node = node[key]
    return {value for value in node["enum"] if value is not None}


def test_the_schemas_codes_have_words_and_no_others_do(shared: Path):
    assert set(words.STATES) == _enum(shared, "state")
    assert set(words.REASONS) == _enum(shared, "reason")
    assert set(words.MARKS) == _enum(shared, "marks", "items")
    assert set(words.FLAGS) == _enum(shared, "flags", "items")


def test_scorings_codes_have_words_and_no_others_do():
    assert set(words.STATES) == set(scoring.STATES)
    assert set(words.REASONS) == set(scoring.REASONS)
    assert set(words.MARKS) == set(scoring.MARKS)
    assert set(words.FLAGS) == set(scoring.FLAGS)
    assert set(words.KINDS) == set(scoring.KINDS)


@pytest.mark.parametrize("code", sorted(scoring.REASONS))
def test_every_reason_follows_a_clause_that_the_policy_page_has(code: str):
    assert clauses.of_reason(code) in clauses.CLAUSES.values()


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        ("bot", "机器人账号", "bot account"),
        ("not_linked", "账号未关联", "account not linked"),
        ("private", "私有仓库", "private repository"),
        (
            "excluded_project",
            "仓库不计分（名单、课程作业或维护者要求）",
            "repository does not count (list, coursework or its maintainers' wish)",
        ),
        ("small_project", "项目外部贡献者不足", "too few contributors from outside"),
        ("not_enrolled", "非在读期间", "not enrolled at that time"),
        ("not_accepted", "未被接受", "not accepted"),
        ("outside_period", "不在本学期", "not in this term"),
        ("spam", "被项目标为垃圾", "labelled spam by the project"),
        ("reverted", "后被还原", "reverted later"),
        ("reverts_own", "还原自己的改动", "reverts your own change"),
        ("nothing_written", "无计行内容", "no lines that count"),
        ("not_independent", "无独立他人接受", "nobody independent accepted it"),
        ("not_substantive", "评审无实质", "review without substance"),
        ("not_completed", "议题未完成", "issue not completed"),
        ("not_released", "草稿或预发布", "draft or pre-release"),
        ("same_work", "同一工作已计", "same work counted already"),
        ("not_accepted_yet", "尚未合并", "not merged yet"),
        ("maturing", "冷静期", "cooling-off"),
        ("unknown_project", "待读取：项目", "to be read: project"),
        ("unknown_time", "待读取：接受时间", "to be read: time of acceptance"),
        ("unknown_authors", "待读取：共同作者", "to be read: co-authors"),
        ("unknown_acceptance", "待读取：合并者与批准者", "to be read: who merged or approved it"),
        ("unknown_author", "待读取：对方作者", "to be read: the pull request's author"),
        ("unknown_closer", "待读取：关闭者", "to be read: who closed it"),
        ("unknown_substance", "待读取：实质内容", "to be read: substance"),
    ],
)
def test_reasons_are_called_as_the_pages_agreed(code: str, chinese: str, english: str):
    with translation.override("zh-hans"):
        assert str(words.REASONS[code].name) == chinese
    with translation.override("en"):
        assert str(words.REASONS[code].name) == english


@pytest.mark.parametrize(
    ("kind", "chinese", "english", "change"),
    [
        ("pull_request", "尚未合并", "not merged yet", "Being merged."),
        ("issue", "尚未完成", "not completed yet", "The project closing it as completed."),
        ("review", "PR 尚未关闭", "pull request not closed yet", "The pull request being merged or closed."),
        ("release", "尚未发布", "not released yet", "A full release."),
    ],
)
def test_what_is_open_waits_for_what_its_kind_can_become(kind: str, chinese: str, english: str, change: str):
    word = words.reason_of("not_accepted_yet", kind)

    with translation.override("zh-hans"):
        assert str(word.name) == chinese
    with translation.override("en"):
        assert (str(word.name), str(word.change)) == (english, change)


@pytest.mark.parametrize(("word", "inside"), [("Review", "review"), ("Lock files", "lock files"), ("PR", "PR"), ("评审", "评审")])
def test_a_word_inside_a_sentence_begins_small(word: str, inside: str):
    assert words.within(word) == inside


@pytest.mark.parametrize("table", ["REASONS", "ZEROS", "MARKS", "FLAGS"])
def test_each_word_says_what_would_change_it(table: str):
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert all(str(word.meaning) and str(word.change) for word in getattr(words, table).values())


def test_an_account_that_went_to_somebody_else_is_said_to_have_and_who_settles_it():
    word = words.REASONS["not_linked"]

    with translation.override("zh-hans"):
        assert str(word.meaning) == "此后另有他人证明持有完成这项工作的账号，因此不再计为你的贡献。"
        assert str(word.change) == "对方解除关联后，你重新关联这个账号。究竟是谁的工作，由教务处核实。"
