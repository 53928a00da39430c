"""The rules file: terms that tile the calendar, and a word with line and key for everything else."""

from datetime import date

import pytest

from credits.policies.rules import read_rules
from credits.scoring.errors import InputError

GOOD = """\
id: campus
version: 3
terms:
  - {name: 2026-2027-1, starts_on: 2026-09-01, ends_on: 2027-02-28}
  - {name: 2026-2027-2, starts_on: 2027-03-01, ends_on: 2027-08-31}
calendar:
  holidays: {"2026-10-01": 国庆节}
  working_days: {"2026-10-10": 调休}
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
    assert dict(rules.holidays) == {date(2026, 10, 1): "国庆节"}
    assert dict(rules.working_days) == {date(2026, 10, 10): "调休"}


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("version: 3", "version: 3\nquorum: 2", "rules.yaml:3: quorum: unknown key"),
        ("version: 3", "version: 3\nversion: 4", "rules.yaml:3: version: key twice"),
        ("version: 3\n", "", "rules.yaml:1: version: missing key"),
        ("ends_on: 2027-02-28", "ends_on: 2027-03-05", "rules.yaml:5: terms.starts_on: 2026-2027-2 begins before 2026-2027-1 ends"),
        ("ends_on: 2027-02-28", "ends_on: 2027-02-20", "rules.yaml:5: terms.starts_on: days are in no term between"),
        ("ends_on: 2027-02-28", "ends_on: 2026-08-01", "rules.yaml:4: terms.ends_on: 2026-2027-1 ends before it begins"),
        ("name: 2026-2027-2", "name: 2026-2027-1", "rules.yaml:5: terms.name: 2026-2027-1 stands twice"),
        ("ends_on: 2027-02-28", "ends_on: 2027-02-30", "rules.yaml:4: terms.ends_on: a day like 2026-10-01 is expected"),
        ('"2026-10-01": 国庆节', '"1 Oct": 国庆节', "rules.yaml:7: calendar.holidays.1 Oct: a day like 2026-10-01 is expected"),
        ("version: 3", "version: 3.5", "rules.yaml:2: version: a whole number"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_line_and_key(was, becomes, said):
    assert refusal(GOOD.replace(was, becomes)).startswith(said)


def test_a_file_that_is_no_utf8_is_refused_at_the_line():
    with pytest.raises(InputError, match=r"^rules\.yaml:2: no UTF-8"):
        read_rules(b"id: campus\nversion: \xff\n", "rules.yaml")


def test_no_yaml_is_refused_where_the_parser_says():
    assert refusal("id: campus\nversion: [1\n").startswith("rules.yaml:3: no YAML")
