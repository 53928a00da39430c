"""Rules are loaded: terms and calendar hold at once and are always those of the highest version."""

import pytest
from django.core.management import call_command
from django.utils import translation

from credits.policies.errors import BadFile
from credits.policies.models import CalendarDay, PolicyVersion, Term
from credits.policies.services import load_rules
from journal.models import AuditRow, OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


RULES = """\
id: campus
version: 1
document: "12"
approved_by: council
valid_from: 2026-09-01
terms:
  - {name: 2026-2027-1, starts_on: 2026-09-01, ends_on: 2027-02-28}
  - {name: 2026-2027-2, starts_on: 2027-03-01, ends_on: 2027-08-31}
calendar:
  holidays: {"2026-10-01": National Day}
rounds:
  - {name: first, term: 2026-2027-1, opens_on: 2026-12-01, closes_on: 2027-01-15}
close_time: "17:00"
chain: [department_review, office_review, notice]
review_days: {department_review: 10, office_review: 5}
return_days: 5
returns_most: 2
notice_days: 3
notice_unit: working_days
degree_cap_hundredths: 400
category_caps: {open_source: null}
course: {code: CX9001, name: Practice, nature: elective, grade: pass}
"""

NEXT_YEAR = (("version: 1", "version: 2"), ("2026-2027-", "N"), ("2027-02-28", "2028-02-29"), ("2027-", "2028-"))
MOVED = (("2027-02-28", "2027-02-20"), ("2027-03-01", "2027-02-21"))


def load(*changes: tuple[str, str]) -> PolicyVersion:
    text = RULES
    for was, becomes in changes:
        assert was in text
        text = text.replace(was, becomes)
    return load_rules(name="rules.yaml", content=text.encode())


def calendar() -> dict[str, bool]:
    return {str(row.day): row.is_working for row in CalendarDay.objects.all()}


def test_rules_bring_terms_and_calendar_at_once():
    load()

    first, second = Term.objects.all()
    assert first.ends_at == second.starts_at
    assert first.starts_at.isoformat() == "2026-08-31T16:00:00+00:00"
    assert calendar() == {"2026-10-01": False}


def test_a_border_between_terms_may_move():
    load()

    load(*MOVED)

    first, second = Term.objects.all()
    assert first.ends_at == second.starts_at
    assert first.ends_at.isoformat() == "2027-02-20T16:00:00+00:00"


def test_the_same_file_twice_changes_nothing():
    load()
    before = AuditRow.objects.count()

    load()

    assert AuditRow.objects.count() == before
    assert OutboxMessage.objects.filter(topic="terms_changed").count() == 1


def test_a_day_that_a_newer_file_no_longer_names_is_an_ordinary_day_again():
    load()

    load(("version: 1", "version: 2"), ("2026-10-01", "2026-10-02"))

    assert calendar() == {"2026-10-02": False}


def test_an_older_version_moves_neither_terms_nor_days_back(tmp_path, capsys):
    load(("version: 1", "version: 2"), ("2026-10-01", "2026-10-02"), *MOVED)
    older = tmp_path / "rules.yaml"
    older.write_text(RULES)

    call_command("load_rules", str(older))

    assert Term.objects.first().ends_at.isoformat() == "2027-02-20T16:00:00+00:00"
    assert calendar() == {"2026-10-02": False}
    assert capsys.readouterr().out == "campus@1 is loaded; terms and calendar stay those of campus@2\n"


def test_days_of_other_rules_stay_when_these_change():
    load()
    load(("id: campus", "id: other"), ("2026-10-01", "2026-10-02"))

    load(("version: 1", "version: 2"), ("2026-10-01", "2026-10-03"))

    assert calendar() == {"2026-10-02": False, "2026-10-03": False}


def test_a_holiday_that_other_rules_work_on_is_refused_with_its_line():
    load()

    with pytest.raises(BadFile, match=r"^rules\.yaml:10: calendar: 2026-10-01 is a working day here and the opposite in"):
        load(("id: campus", "id: other"), ("holidays:", "working_days:"))

    assert calendar() == {"2026-10-01": False}


def test_a_term_that_overlaps_one_loaded_before_is_refused_with_its_line():
    load()

    with pytest.raises(BadFile, match=r"^rules\.yaml:7: terms: X1 overlaps 2026-2027-1"):
        load(("id: campus", "id: other"), ("2026-2027-", "X"))

    assert Term.objects.count() == 2
    assert not PolicyVersion.objects.filter(policy_id="other").exists()


def test_days_between_a_term_and_those_loaded_before_are_refused_with_its_line():
    load()

    with pytest.raises(BadFile, match=r"^rules\.yaml:7: terms: days are in no term between 2026-2027-2 and N1, which"):
        load(*NEXT_YEAR, ("2026-09-01", "2027-09-05"))

    assert Term.objects.count() == 2


def test_the_terms_of_the_next_year_follow_those_loaded_before():
    load()

    load(*NEXT_YEAR, ("2026-09-01", "2027-09-01"))

    assert [term.name for term in Term.objects.all()] == ["2026-2027-1", "2026-2027-2", "N1", "N2"]


def test_a_round_of_a_term_that_nobody_knows_is_refused_with_its_line():
    with pytest.raises(BadFile, match=r"^rules\.yaml:12: rounds\.term: 2025-2026-2 is neither in the file nor loaded before"):
        load(("term: 2026-2027-1", "term: 2025-2026-2"))

    assert not Term.objects.exists()


def test_a_round_may_be_of_a_term_that_was_loaded_before():
    load()
    only_the_second = ("  - {name: 2026-2027-1, starts_on: 2026-09-01, ends_on: 2027-02-28}\n", "")

    load(("version: 1", "version: 2"), only_the_second)

    assert Term.objects.count() == 2
