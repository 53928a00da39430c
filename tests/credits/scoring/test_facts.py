"""Which lines of facts are refused, and where; which are read as the same."""

import json

import pytest

from credits.scoring import InputError, facts_from_records, read_facts

from .making import issue, period, pull_request, release, repository, review, student

PEOPLE_AND_PLACES = [student(), repository(), repository("github:11")]


def written(*records: dict) -> list[str]:
    return [json.dumps(record, ensure_ascii=False) for record in records]


def refusal(*lines: str | bytes) -> InputError:
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    with pytest.raises(InputError) as refused:
        read_facts(data, "facts.jsonl")
    return refused.value


def refused_line(*lines: str | bytes) -> int:
    return refusal(*lines).line


GOOD = '{"type": "student", "student": "ada", "accounts": []}'
HUGE = "9" * 10_000


@pytest.mark.parametrize(
    "line",
    [
        "\ufeff" + GOOD,
        GOOD + GOOD,
        GOOD + ",",
        "\u00a0",
        "\x0b",
        "null",
        "3",
        '"student"',
        "[]",
        "{}",
        "[" * 200_000,
        '{"a":' * 200_000,
        '{"type": "student", "student": "ada", "accounts": ' + "[" * 500 + "]" * 500 + "}",
        '{"type": "student", "student": "ada", "accounts": [], "enrolled": NaN}',
        '{"type": "student", "student": "ada", "accounts": [], "enrolled": -Infinity}',
        '{"type": ["student"], "student": "ada", "accounts": []}',
        '{"type": "students", "student": "ada", "accounts": []}',
        '{"type": "student", "kind": "review", "student": "ada", "accounts": []}',
        '{"type": "student", "student": "ada"}',
        '{"type": "student", "student": "ada", "accounts": null}',
        '{"type": "student", "student": null, "accounts": []}',
        '{"type": "student", "student": "ada", "accounts": [], "name": null}',
        '{"type": "student", "student": "ada", "accounts": [null]}',
        '{"type": "student", "student": "ada", "accounts": "github:1"}',
        '{"type": "student", "student": "ada", "accounts": {"github:1": 1}}',
        '{"type": "student", "student": "", "accounts": []}',
        '{"type": "student", "student": "a/b", "accounts": []}',
        '{"type": "student", "student": "a\\u0085b", "accounts": []}',
        '{"type": "student", "student": "a\\u001fb", "accounts": []}',
        '{"type": "student", "student": "a\\u2028b", "accounts": []}',
        '{"type": "student", "student": "a\\u3000", "accounts": []}',
        '{"type": "student", "student": "a\\n", "accounts": []}',
        '{"type": "student", "student": "a\tb", "accounts": []}',
        '{"type": "student", "student": "\\udc00\\ud800", "accounts": []}',
        '{"type": "student", "student": "ada", "accounts": [], "\\ud800": 1}',
        '{"type": "student", "student": "ada", "accounts": [], "accounts": []}',
        '{"type": "student", "student": 7, "accounts": []}',
        b'{"type": "student", "student": "\xed\xa0\x80", "accounts": []}',
        b'{"type": "student", "student": "\xc0\xaf", "accounts": []}',
        b"\xff\xfe",
        GOOD.encode("utf-16"),
    ],
    ids=lambda line: repr(line[:60]),
)
def test_a_line_that_is_no_record_is_refused_where_it_stands(line: str | bytes):
    assert refused_line("", GOOD.replace("ada", "bo"), line) == 3


@pytest.mark.parametrize(
    "account",
    [
        "github",
        "github:",
        ":1",
        "GitHub:1",
        "github:01",
        "github:-1",
        "github:1.0",
        "github:１",
        "github:1!BOT",
        "github:1!bot!bot",
        "github:1 ",
        "github:1\n",
        "1github:1",
        "github:" + "1" * 20,
        "git hub:1",
        1,
        None,
        True,
        ["github:1"],
    ],
    ids=repr,
)
def test_an_account_is_forge_and_number(account: object):
    assert refused_line(*written(student(accounts=[account]))) == 1


@pytest.mark.parametrize("account", ["github:0", "gitee:" + "9" * 19, "a_b-c1:12!bot"])
def test_an_account_may_be_of_any_forge(account: str):
    facts = facts_from_records([student(accounts=[account])])

    assert facts.students["ada"].accounts == (account,)


@pytest.mark.parametrize(
    "number", ["1.0", "1e3", "-0", "-1", "1000000001", HUGE, "-" + HUGE, '"1"', "true", "[1]", "01", "+1", "１"]
)
def test_a_number_is_whole_in_digits_and_not_too_great(number: str):
    line = '{"type": "repository", "repository": "github:10", "external_contributors": NUMBER}'

    assert refused_line(GOOD, line.replace("NUMBER", number)) == 2


@pytest.mark.parametrize("number", [0, 1_000_000_000])
def test_a_number_may_be_the_least_and_the_greatest(number: int):
    facts = facts_from_records([repository(external_contributors=number)])

    assert facts.repositories["github:10"].external_contributors == number


@pytest.mark.parametrize(
    "moment",
    [
        "2025-02-29T00:00:00Z",
        "2025-04-31T00:00:00Z",
        "2025-13-01T00:00:00Z",
        "2025-00-10T00:00:00Z",
        "2025-10-06T24:00:00Z",
        "2025-10-06T02:60:00Z",
        "2025-10-06T02:00:60Z",
        "2025-10-06T02:00:00",
        "2025-10-06 02:00:00Z",
        "2025-10-06t02:00:00z",
        "2025-10-06T02:00:00+24:00",
        "2025-10-06T02:00:00+08:60",
        "2025-10-06T02:00:00+0800",
        "2025-10-06T02:00:00.Z",
        "2025-10-06T02:00:00.1234567Z",
        "2025-10-06T02:00:00,5Z",
        "2025-10-06T02:00Z",
        "2025-10-06",
        "1969-12-31T23:59:59Z",
        "3000-01-01T00:00:00Z",
        "2025-10-06T02:00:00Z\n",
        "２025-10-06T02:00:00Z",
        1759716000,
        None,
    ],
)
def test_a_moment_has_an_offset_and_is_in_the_calendar(moment: object):
    assert refused_line(*written(student(), repository(), pull_request(worked_at=moment))) == 3


@pytest.mark.parametrize(
    "moment",
    ["2024-02-29T23:59:59.999999-23:59", "1970-01-01T00:00:00+23:59", "2999-12-31T23:59:59-23:59", "2025-10-06T02:00:00.5-00:00"],
)
def test_moments_reach_to_the_ends_of_the_calendar(moment: str):
    assert facts_from_records([*PEOPLE_AND_PLACES, pull_request(worked_at=moment)]).contributions


@pytest.mark.parametrize(
    "record",
    [
        pull_request(kind="commit"),
        pull_request(kind=None),
        pull_request(kind=["review"]),
        pull_request(state="merged"),
        pull_request(state=["open"]),
        pull_request(contribution=""),
        pull_request(repository="github:10!bot"),
        pull_request(same_work_as="a b"),
        pull_request(title=7),
        pull_request(url=False),
        pull_request(authors=[]),
        pull_request(authors="github:1"),
        pull_request(approved_by=[None]),
        pull_request(merged_by=""),
        pull_request(changes=[]),
        pull_request(changes={"code": [1, 1]}),
        pull_request(changes={"source": [1]}),
        pull_request(changes={"source": [1, 1, 1]}),
        pull_request(changes={"source": [1, None]}),
        pull_request(changes={"source": None}),
        pull_request(changes={"source": {"added": 1}}),
        pull_request(spam="no"),
        pull_request(spam=0),
        pull_request(ai_trailers=[None]),
        pull_request(ai_trailers="none"),
        pull_request(completed=True),
        review(draft=False),
        review(merged_by=None),
        review(body_characters=-1),
        issue(authors=["github:1"]),
        issue(completed="true"),
        release(closed_by=None),
        release(draft=1),
        {key: value for key, value in issue().items() if key != "worked_at"},
        {key: value for key, value in issue().items() if key != "kind"},
        repository(labels="foundation"),
        repository(labels=[7]),
        repository(private="false"),
        repository(owner="ada"),
        repository(external_contributors=True),
        repository("gitee"),
        student(enrolled=["2025-10-06T02:00:00Z", "2025-10-07T02:00:00Z"]),
        student(enrolled=[["2025-10-06T02:00:00Z"]]),
        student(enrolled=[["2025-10-06T02:00:00Z", None]]),
        student(enrolled=[["2025-10-06T02:00:01Z", "2025-10-06T02:00:00Z"]]),
        period(to="2025-08-31T15:59:59Z"),
        period(now=None),
        {key: value for key, value in period().items() if key != "now"},
    ],
    ids=lambda record: json.dumps(record)[-60:],
)
def test_a_record_keeps_to_the_table_of_its_kind(record: dict):
    assert refused_line(*written(student(student="bo", accounts=[]), repository("github:11"), record)) == 3


def test_a_span_may_end_where_it_begins():
    moment = "2025-10-06T02:00:00Z"

    facts = facts_from_records([period(**{"from": moment, "to": moment}), student(enrolled=[[moment, moment]])])

    assert facts.period is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pull_request(), pull_request(title=None, same_work_as=None, reverted_at=None)),
        (pull_request(), pull_request(worked_at="2025-10-06T10:00:00.000+08:00")),
        (pull_request(changes={"source": [1, 2], "test": [3, 4]}), pull_request(changes={"test": [3, 4], "source": [1, 2]})),
        (period(), period(now="2026-03-31T16:00:00Z")),
        (
            student(enrolled=[["2025-09-01T00:00:00Z", "2026-09-01T00:00:00Z"]]),
            student(enrolled=[["2025-09-01T08:00:00+08:00", "2026-09-01T00:00:00.0Z"]]),
        ),
        (repository(), repository(labels=None)),
    ],
)
def test_a_record_may_be_repeated_if_it_says_the_same(one: dict, other: dict):
    known = [record for record in PEOPLE_AND_PLACES if record["type"] != one["type"]]

    assert facts_from_records([*known, one, other]) == facts_from_records([*known, one])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pull_request(), pull_request(title="")),
        (pull_request(), pull_request(spam=False)),
        (pull_request(), pull_request(ai_trailers=[])),
        (pull_request(approved_by=["github:5", "github:6"]), pull_request(approved_by=["github:6", "github:5"])),
        (pull_request(), issue()),
        (repository(), repository(labels=[])),
        (repository(), repository(external_contributors=None)),
        (student(), student(enrolled=[])),
        (student(), student(accounts=["gitee:1", "github:1"])),
        (period(), period(now="2026-04-01T00:00:00.000001+08:00")),
    ],
)
def test_a_record_repeated_with_other_content_is_refused_at_the_later_line(one: dict, other: dict):
    assert refused_line(*written(one, repository("github:12"), other)) == 3


@pytest.mark.parametrize(
    "record",
    [
        student(student="bo", accounts=["github:5!bot"]),
        repository("github:12", owner="github:5!bot"),
        pull_request("c2", account="github:5!bot"),
        pull_request("c2", approved_by=["github:5!bot"]),
        pull_request("c2", authors=["github:1", "github:5!bot"]),
        review("c2", pull_request_author="github:5!bot"),
        issue("c2", closed_by="github:5!bot"),
    ],
    ids=lambda record: json.dumps(record)[-60:],
)
def test_an_account_is_a_bot_everywhere_or_nowhere(record: dict):
    lines = written(*PEOPLE_AND_PLACES, pull_request(merged_by="github:5"), record)

    assert refused_line(*lines) == 5
    assert refused_line(lines[0], lines[1], lines[2], lines[4], lines[3]) == 5


def test_one_line_can_contradict_itself():
    assert refused_line(*written(student(accounts=["github:5", "github:5!bot"]))) == 1


def test_the_first_bad_line_is_told_whatever_is_bad_about_it():
    lines = written(student(), student(student="bo", accounts=["github:1"]), student(enrolled=[]))

    assert refused_line(*lines, "{") == 2


def test_references_are_judged_last_at_the_first_line_of_what_refers():
    lines = written(student(), repository(), pull_request(repository="github:99"), pull_request(repository="github:99"))

    assert refused_line(*lines) == 3
    assert refused_line(*written(pull_request()), GOOD) == 1
    assert refused_line(*lines, "{}") == 5


def test_carriage_returns_and_other_ends_of_lines_end_no_line():
    lines = ["\r", "\t \r", GOOD + "\r", '{"type": "repository", "repository": "github:10", "name": "a\u2028\u0085b"}', "{}"]

    assert refused_line(*lines) == 5


def test_a_refusal_is_one_short_line_even_about_long_and_odd_values():
    odd = json.dumps(student(student="x\n\u2028/" * 5000), ensure_ascii=True)

    told = str(refusal(odd))

    assert told.startswith("facts.jsonl:1: student: ")
    assert len(told) < 200
    assert told.isprintable()


def test_records_in_memory_are_refused_at_their_place():
    with pytest.raises(InputError) as refused:
        facts_from_records([student(), repository(), {**repository("github:11"), "stars": 5}], "collected facts")

    assert str(refused.value) == "collected facts:3: unknown key 'stars'"
