"""What went wrong and what to do next, set as one text (journal/sentences.py); every room's errors are."""

import pytest
from django.utils import translation

from accounts.errors import AccountsError, LinkBroken
from credits.claims.errors import TooLate
from credits.ledger.errors import NoSuchBatch
from credits.policies.errors import BadFile, NoSuchTerm
from journal.sentences import joined


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("截止时间已过。", "请联系教务处。"), "截止时间已过。请联系教务处。"),
        (("没有这个学期：", "2099-1", "学期由规则文件提供。"), "没有这个学期：2099-1 学期由规则文件提供。"),
        (("The deadline has passed.", "Ask the office."), "The deadline has passed. Ask the office."),
        (("", "rules.yaml:3: no day", ""), "rules.yaml:3: no day"),
    ],
)
def test_chinese_sets_no_blank_after_its_marks_and_english_does(parts: tuple[str, ...], text: str):
    assert joined(*parts) == text


def test_what_a_file_says_stands_as_it_was_written():
    assert str(BadFile("rules.yaml", 3, "title: “甲。 乙” stands twice")) == "rules.yaml:3: title: “甲。 乙” stands twice"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (LinkBroken(), "与这个账号的关联已失效。请重新关联。已读取的全部保留。"),
        (TooLate(), "已过截止时间。如有特殊原因未能按时提交，请联系教务处。"),
        (NoSuchTerm("2099-1"), "没有这个学期：2099-1 学期由认定规则文件提供，用 load_rules 加载。"),
        (NoSuchBatch(7), "本学期没有这个批次号：7 不写批次时，导出会写明每笔认定在哪一批。"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_errors_of_every_room_are_set_so(error: Exception, text: str):
    with translation.override("zh-hans"):
        assert (error.said if isinstance(error, AccountsError) else str(error)) == text
