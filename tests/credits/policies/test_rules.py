"""The rules file: what it says is read, and everything else gets a word with line and key."""

import json
from datetime import date, time
from pathlib import Path

import jsonschema
import pytest
import yaml

from credits.policies import rules as rules_file
from credits.policies.rules import SHAPE, read_rules
from credits.policies.shapes import ListOf
from credits.scoring.errors import InputError
from credits.scoring.yaml_shapes import Keys

FILES = Path(rules_file.__file__).parent / "files"

GOOD = """\
id: campus
version: 3
document: 教发〔2026〕12号
approved_by: 教务委员会
valid_from: 2026-09-01
terms:
  - {name: 2026-2027-1, starts_on: 2026-09-01, ends_on: 2027-02-28}
  - {name: 2026-2027-2, starts_on: 2027-03-01, ends_on: 2027-08-31}
calendar:
  holidays: {"2026-10-01": 国庆节}
  working_days: {2026-10-10: 调休}
rounds:
  - {name: first, term: 2026-2027-1, opens_on: 2026-12-01, closes_on: 2027-01-15}
  - {name: last, term: 2026-2027-1, opens_on: 2027-03-01, closes_on: 2027-03-14, cohorts: [2023]}
close_time: 17:00
chain: [department_review, office_review, notice]
review_days: {department_review: 10, office_review: 5}
return_days: 5
returns_most: 2
notice_days: 3
notice_unit: working_days
degree_cap_hundredths: 400
category_caps: {open_source: null}
course: {code: CX9001, name: 开源贡献实践, nature: 创新创业实践, grade: pass}
"""


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_rules(text.encode(), "rules.yaml")
    return str(caught.value)


def test_terms_and_calendar_are_read():
    rules = read_rules(GOOD.encode(), "rules.yaml")

    assert [(term.name, term.starts_on, term.ends_on) for term in rules.terms] == [
        ("2026-2027-1", date(2026, 9, 1), date(2027, 2, 28)),
        ("2026-2027-2", date(2027, 3, 1), date(2027, 8, 31)),
    ]
    assert [tuple(day) for day in rules.holidays] == [(date(2026, 10, 1), "国庆节", 10)]
    assert [tuple(day) for day in rules.working_days] == [(date(2026, 10, 10), "调休", 11)]


def test_rounds_stages_lengths_and_caps_are_read():
    rules = read_rules(GOOD.encode(), "rules.yaml")

    first, last = rules.rounds_of("2026-2027-1")
    assert (first.name, first.opens_on, first.closes_on, first.cohorts) == ("first", date(2026, 12, 1), date(2027, 1, 15), ())
    assert last.is_for(cohort="2023", programme="软件工程")
    assert not last.is_for(cohort="2024", programme="软件工程")
    assert (rules.close_time, rules.review_days["office_review"], rules.return_days, rules.returns_most) == (time(17), 5, 5, 2)
    assert (rules.notice_days, rules.notice_unit) == (3, "working_days")
    assert (rules.degree_cap_hundredths, dict(rules.category_caps)) == (400, {"open_source": None})
    assert rules.course.code == "CX9001"


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("version: 3", "version: 3\nversion: 4", "rules.yaml:3: version: key twice"),
        ("version: 3\n", "", "rules.yaml:1: version: missing key"),
        ("version: 3", "version: 3.5", "rules.yaml:2: version: a whole number"),
        ("document: 教发〔2026〕12号", 'document: " "', "rules.yaml:3: document: a text is expected that is not empty"),
        ("valid_from: 2026-09-01", "valid_from: soon", "rules.yaml:5: valid_from: a day like 2026-10-01 is expected"),
        ("chain:", "valid_to: 2026-08-31\nchain:", "rules.yaml:16: valid_to: they end before they begin"),
        ("ends_on: 2027-02-28", "ends_on: 2027-03-05", "rules.yaml:8: terms.starts_on: 2026-2027-2 begins before 2026-2027-1 ends"),
        ("ends_on: 2027-02-28", "ends_on: 2027-02-20", "rules.yaml:8: terms.starts_on: days are in no term between"),
        ("ends_on: 2027-02-28", "ends_on: 2026-08-01", "rules.yaml:7: terms.ends_on: 2026-2027-1 ends before it begins"),
        ("name: 2026-2027-2", "name: 2026-2027-1", "rules.yaml:8: terms.name: 2026-2027-1 stands twice"),
        ("ends_on: 2027-02-28", "ends_on: 2027-02-30", "rules.yaml:7: terms.ends_on: a day like 2026-10-01 is expected"),
        ('"2026-10-01": 国庆节', '"1 Oct": 国庆节', "rules.yaml:10: calendar.holidays.1 Oct: a day like 2026-10-01 is expected"),
        ("2026-10-10: 调休", "2026-10-01: 调休", "rules.yaml:11: calendar.working_days: 2026-10-01 is a holiday too"),
        ("closes_on: 2027-01-15", "closes_on: 2026-11-30", "rules.yaml:13: rounds.closes_on: first ends before it begins"),
        ("name: last", "name: first", "rules.yaml:14: rounds.name: first stands twice"),
        ("cohorts: [2023]", "cohorts: 2023", "rules.yaml:14: rounds.cohorts: a list is expected"),
        ("close_time: 17:00", "close_time: 25:00", "rules.yaml:15: close_time: a time of day like 17:00 is expected"),
        ("close_time: 17:00", "close_time: 00:00", "rules.yaml:15: close_time: a time of day like 17:00 is expected"),
        ("office_review, notice]", "notice]", "rules.yaml:16: chain: office_review is missing"),
        ("office_review, notice]", "office_review]", "rules.yaml:16: chain: notice is missing"),
        ("notice]", "notice, blessing]", "rules.yaml:16: chain: unknown step: blessing"),
        (
            "office_review, notice]",
            "notice, office_review]",
            "rules.yaml:16: chain: no other order is built than department_review,",
        ),
        ("notice]", "notice, notice]", "rules.yaml:16: chain: no other order is built than department_review,"),
        (
            "department_review: 10",
            "department_review: -1",
            "rules.yaml:17: review_days.department_review: a whole number in digits",
        ),
        (", office_review: 5", "", "rules.yaml:1: review_days.office_review: missing key"),
        ("return_days: 5", "return_days: 0", "rules.yaml:18: return_days: a whole number in digits from 1 to 365 is expected"),
        ("returns_most: 2", "returns_most: -2", "rules.yaml:19: returns_most: a whole number in digits from 0"),
        ("notice_days: 3", "notice_days: 0", "rules.yaml:20: notice_days: a whole number in digits from 1 to 365 is expected"),
        ("unit: working_days", "unit: weeks", "rules.yaml:21: notice_unit: one of these is expected: working_days, calendar_days"),
        (
            "degree_cap_hundredths: 400",
            "degree_cap_hundredths: -1",
            "rules.yaml:22: degree_cap_hundredths: a whole number in digits",
        ),
        ("open_source: null", "open_source: null, charity: 100", "rules.yaml:23: category_caps.charity: unknown key"),
        ("grade: pass", "grade: 85", "rules.yaml:24: course.grade: one of these is expected: pass, none"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_line_and_key(was, becomes, said):
    assert was in GOOD

    assert refusal(GOOD.replace(was, becomes, 1)).startswith(said)


# Rows of WORKFLOW.md section 5 that are not built: a key of theirs must not be accepted in silence.
@pytest.mark.parametrize(
    "key",
    [
        "always_open", "advisor_confirmation", "quorum", "spot_check", "escalation", "notice_place", "notice_visibility", "objections",
        "appeal_days", "most_sharers", "item_cap_hundredths", "graduation_hundredths", "substitution", "listed_achievements",
        "sanctions", "retention", "credential", "time_zone",
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_built_is_refused_by_its_key(key):
    assert refusal(f"{GOOD}{key}: 1\n") == f"rules.yaml:25: {key}: unknown key"


def test_a_file_that_is_no_utf8_is_refused_at_the_line():
    with pytest.raises(InputError, match=r"^rules\.yaml:2: no UTF-8"):
        read_rules(b"id: campus\nversion: \xff\n", "rules.yaml")


def test_no_yaml_is_refused_where_the_parser_says():
    assert refusal("id: campus\nversion: [1\n").startswith("rules.yaml:3: no YAML")


def keys_of_shape(shape, path=""):
    """The path of each key that a file may have, and whether it must."""
    inner = shape.shape if isinstance(shape, ListOf) else shape
    if not isinstance(inner, Keys):
        return {}
    own = {f"{path}.{key}": key in inner.required for key in {**inner.required, **inner.optional}}
    below = [keys_of_shape(value, f"{path}.{key}") for key, value in {**inner.required, **inner.optional}.items()]
    return own | {key: must for found in below for key, must in found.items()}


def keys_of_schema(schema, path=""):
    inner = schema.get("items", schema)
    if not isinstance(inner, dict) or "properties" not in inner:
        return {}
    assert inner["additionalProperties"] is False
    own = {f"{path}.{key}": key in inner["required"] for key in inner["properties"]}
    below = [keys_of_schema(value, f"{path}.{key}") for key, value in inner["properties"].items()]
    return own | {key: must for found in below for key, must in found.items()}


class PlainLoader(yaml.SafeLoader):
    """YAML as editors read it: days and times stay texts."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_schema_has_the_keys_that_are_read_and_no_others():
    schema = json.loads((FILES / "rules.schema.json").read_text())

    assert keys_of_schema(schema) == keys_of_shape(SHAPE)


def test_the_file_to_begin_with_is_read_and_fits_the_schema():
    content = (FILES / "rules.yaml").read_bytes()
    schema = json.loads((FILES / "rules.schema.json").read_text())

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(yaml.load(content, PlainLoader))
    assert read_rules(content, "rules.yaml").rounds_of("2026-2027-1")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [('"17:00"', '"24:00"'), ("[department_review, ", "["), ("notice_days: 3", "notice_days: 0"), ("version: 2", "quorum: 2")],
)
def test_the_schema_refuses_what_the_reader_refuses(was, becomes):
    text = (FILES / "rules.yaml").read_text().replace(was, becomes, 1)
    schema = json.loads((FILES / "rules.schema.json").read_text())

    assert refusal(text)
    assert not jsonschema.Draft202012Validator(schema).is_valid(yaml.load(text, PlainLoader))
