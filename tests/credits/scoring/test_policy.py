"""Which policies are refused, at which line and key."""

from datetime import UTC, datetime

import pytest

from credits.scoring import InputError, read_policy

from .making import POLICY


def refusal(text: str | bytes) -> InputError:
    with pytest.raises(InputError) as refused:
        read_policy(text, "policy.yaml")
    return refused.value


def refused(*changes: tuple[str, str]) -> tuple[int, str | None]:
    text = POLICY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return refusal(text).line, refusal(text).key


def test_a_policy_is_read_field_by_field():
    policy = read_policy(POLICY, "policy.yaml")

    assert (policy.id, policy.version, policy.time_zone) == ("test", 1, "Asia/Shanghai")
    assert policy.title == {"zh-hans": "试行办法", "en": "A trial"}
    assert policy.rate == {"pull_request": 4000, "review": 2000, "issue": 1500, "release": 3000}
    assert policy.project_tiers == ((0, 300), (3, 700), (10, 1000))
    assert policy.tiers == ((15000, 50), (40000, 100))
    assert policy.project_labels == {"foundation": 1000, "ai": 1200, "nearly": 999, "campus": 500, "farm": 0}


def test_bytes_and_a_byte_order_mark_are_read_the_same():
    assert read_policy(b"\xef\xbb\xbf" + POLICY.encode(), "policy.yaml") == read_policy(POLICY, "policy.yaml")


def test_a_title_and_the_caps_may_be_left_out():
    text = POLICY.replace("title: {zh-hans: 试行办法, en: A trial}\n", "").replace(
        "cap: {review: 20000, issue: 8000, release: 9000}", "cap: {}"
    )

    policy = read_policy(text, "policy.yaml")

    assert (policy.title, policy.cap) == ({}, {})


@pytest.mark.parametrize(
    "number",
    [
        "1.0",
        "5e2",
        "0x10",
        "0o17",
        "010",
        "1_000",
        "1:30",
        "+5",
        "-0",
        "-5",
        '"5"',
        "yes",
        "~",
        "",
        "[5]",
        "{a: 5}",
        "５",
        "10001",
        "9" * 5000,
    ],
)
def test_a_number_is_whole_in_digits_and_within_its_bounds(number: str):
    assert refused(("deleted_permille: 500", f"deleted_permille: {number}")) == (10, "deleted_permille")


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        (("id: test", "id: 7"), 1, "id"),
        (("id: test", "id: yes"), 1, "id"),
        (("id: test", "id: 2025-10-06"), 1, "id"),
        (("id: test", "id: [test]"), 1, "id"),
        (("id: test", 'id: "\\ud800"'), 1, "id"),
        (("title: {", "title: {fr: 3, "), 3, "title.fr"),
        (("title: {", "title: {3: x, "), 3, "title.'3'"),
        (("time_zone: Asia/Shanghai", "time_zone: asia/shanghai"), 4, "time_zone"),
        (("time_zone: Asia/Shanghai", "time_zone: localtime"), 4, "time_zone"),
        (("time_zone: Asia/Shanghai", "time_zone: America"), 4, "time_zone"),
        (("time_zone: Asia/Shanghai", "time_zone: ../UTC"), 4, "time_zone"),
        (("time_zone: Asia/Shanghai", "time_zone: +08:00"), 4, "time_zone"),
        (("maturity_days: 14", "maturity_days: 3651"), 5, "maturity_days"),
        (("rate: {", "rate: {commit: 1, "), 8, "rate.commit"),
        (("rate: {", "rate:\nrates: {"), 8, "rate"),
        (("rate: {", "rate: 5\nrates: {"), 8, "rate"),
        (("title: {", "title: []\ntitles: {"), 3, "title"),
        (("cap: {", "cap: ~\ncaps: {"), 21, "cap"),
        (("project:", "project: [1]\nprojects:"), 13, "project"),
        (("rate: {pull_request: 4000", "rate: {pull_request: 1000001"), 8, "rate.pull_request"),
        (("lines_cap: 2000", "lines_cap: 0"), 9, "lines_cap"),
        (("  generated: 0", "  generated: -1"), 12, "class_permille.generated"),
        (("pool_cap: 8000", "pool_cap: 500001"), 20, "pool_cap"),
        (("cap: {", "cap: {pull_request: 1, "), 21, "cap.pull_request"),
        (("adjust_permille: 200", "adjust_permille: 1001"), 26, "adjust_permille"),
        (("pool_cap: 8000", "<<: {pool_cap: 8000}"), 1, "pool_cap"),
    ],
)
def test_a_key_with_a_bad_value_is_told_with_its_line(change: tuple[str, str], line: int, key: str):
    assert refused(change) == (line, key)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("maturity_days: 14\n", ""), "maturity_days"),
        (("issue: 1500, ", ""), "rate.issue"),
        (("vendored: 0, ", ""), "class_permille.vendored"),
        (("  labels: {foundation: 1000, ai: 1200, nearly: 999, campus: 500, farm: 0}\n", ""), "project.labels"),
        (("{from: 3, permille: 700}", "{from: 3}"), "project.tiers.permille"),
    ],
)
def test_a_missing_key_is_told_at_line_1_also_below_other_troubles(change: tuple[str, str], key: str):
    assert refused(change, ("id: test", "\nid: 5")) == (1, key)


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        (("{from: 3, permille: 700}", "{from: 0, permille: 700}"), 14, "project.tiers"),
        (("{from: 10, permille: 1000}", "{from: 10, permille: 699}"), 14, "project.tiers"),
        (("{from: 0, permille: 300}", "{from: 1, permille: 300}"), 14, "project.tiers"),
        (("{from: 10, permille: 1000}", "{from: 10, permille: 10001}"), 14, "project.tiers.permille"),
        (("{from: 10, permille: 1000}", "{from: 10, permille: 1000, name: x}"), 14, "project.tiers.name"),
        (("{from: 10, permille: 1000}", "7"), 14, "project.tiers"),
        (("{from: 40000, credit_hundredths: 100}", "{from: 15000, credit_hundredths: 100}"), 22, "tiers"),
        (("{from: 40000, credit_hundredths: 100}", "{from: 40000, credit_hundredths: 49}"), 22, "tiers"),
        (("{from: 40000, credit_hundredths: 100}", "{from: 40000, credit_hundredths: x}"), 22, "tiers.credit_hundredths"),
    ],
)
def test_what_is_wrong_in_tiers_is_told_at_their_list(change: tuple[str, str], line: int, key: str):
    assert refused(change) == (line, key)


def test_tiers_are_a_list_of_one_or_more():
    text = POLICY.replace("  - {from: 15000, credit_hundredths: 50}\n  - {from: 40000, credit_hundredths: 100}\n", "")

    assert (refusal(text).line, refusal(text).key) == (22, "tiers")
    assert refusal(text.replace("\ntiers:", "\ntiers: []")).line == 22
    assert read_policy(text.replace("\ntiers:", "\ntiers: [{from: 0, credit_hundredths: 0}]"), "policy.yaml").tiers == ((0, 0),)


def test_tiers_may_begin_above_0_and_stay_level():
    text = POLICY.replace("credit_hundredths: 100", "credit_hundredths: 50").replace("permille: 700", "permille: 300")

    assert read_policy(text, "policy.yaml").tiers == ((15000, 50), (40000, 50))


def test_a_key_twice_is_told_at_the_later_line():
    assert refused(("adjust_permille: 200", "adjust_permille: 200\nid: test")) == (27, "id")
    assert refused(("farm: 0", "farm: 0, ai: 1200")) == (18, "project.labels.ai")
    assert refused(("{from: 3, permille: 700}", "{from: 3, from: 3, permille: 700}")) == (16, "project.tiers.from")


def test_of_several_troubles_the_first_line_is_told():
    changes = ("adjust_permille: 200", "adjust_permille: 2000"), ("lines_cap: 2000", "lines_cap: 0"), ("cap: {", "caps: 3\ncap: {")

    assert refused(*changes) == (9, "lines_cap")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("# nothing\n", 1),
        ("- id\n- version\n", 1),
        ("id\n", 1),
        ("id: a\nversion: [1\nrate: }\n", 3),
        ("id: a\n\tversion: 1\n", 2),
        ("id: a\nversion: *unknown\n", 2),
        (POLICY + "---\nid: two\n", 27),
        ("id: a\nversion: \x07\n", 2),
        ('id: a\ntitle: "\\Uffffffff"\n', 2),
        (b"id: a\nversion: \xff\n", 2),
        (POLICY.encode("utf-16"), 1),
    ],
)
def test_what_is_no_yaml_is_told_where_the_parser_stops(text: str | bytes, line: int):
    assert refusal(text).line == line


@pytest.mark.parametrize(
    ("bomb", "line"),
    [("[" * 100_000, 6), ("{a: " * 10_000, 6), ("- " * 10_000, 6), ("&a [*a]", 5), ("&a {a: *a}", 5)],
    ids=lambda value: str(value)[:8],
)
def test_nesting_without_end_is_refused_at_its_line(bomb: str, line: int):
    assert refused(("maturity_days: 14", f"maturity_days:\n  {bomb}"))[0] == line


def test_aliases_stand_for_what_they_name():
    text = POLICY.replace("deleted_permille: 500", "deleted_permille: &half 500").replace("docs: 500", "docs: *half")

    assert read_policy(text, "policy.yaml") == read_policy(POLICY, "policy.yaml")


def test_tags_do_not_make_objects():
    assert refused(("id: test", "id: !!python/object/apply:os.getcwd []")) == (1, "id")


def test_a_month_is_that_of_the_policys_time_zone():
    policy = read_policy(POLICY, "policy.yaml")

    assert policy.month_of(datetime(2025, 10, 31, 15, 59, 59, tzinfo=UTC)) == "2025-10"
    assert policy.month_of(datetime(2025, 10, 31, 16, tzinfo=UTC)) == "2025-11"
