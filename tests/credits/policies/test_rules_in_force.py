"""Rules in force: which version holds where, and which rounds a student can claim in."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import translation

from credits.policies.errors import NotValid
from credits.policies.models import Term
from credits.policies.services import load_rules, publish
from credits.policies.services.find import rounds_for, rules_for, scoring_for
from tests.accounts.factories import DepartmentFactory
from tests.factories import RULES, StaffFactory, StudentFactory, moment, policy_in_force, rules_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


WINTER = "2026-2027-1-a"


def changed(*changes: tuple[str, str]) -> bytes:
    text = RULES.read_text()
    for was, becomes in changes:
        assert was in text
        text = text.replace(was, becomes)
    return text.encode()


def states(student, at: str) -> dict[str, str]:
    return {one.round.name: one.state for one in rounds_for(student, at=moment(at))}


def test_no_rules_hold_before_two_people_have_published_them():
    load_rules(name="rules.yaml", content=RULES.read_bytes())
    term = Term.objects.get(name="2026-2027-1")

    assert rules_for(term, None) is None
    assert rounds_for(StudentFactory(), at=moment("2026-12-10")) == []


def test_a_department_has_its_own_rules_and_the_others_the_universitys():
    here, there = DepartmentFactory(name="文学院"), DepartmentFactory(name="理学院")
    rules_in_force()
    rules_in_force(department=here, content=changed(("version: 2", "version: 3"), ("return_days: 5", "return_days: 7")))
    term = Term.objects.get(name="2026-2027-1")

    assert [str(rules_for(term, one).version) for one in (here, there, None)] == ["campus@3", "campus@2", "campus@2"]
    assert [rules_for(term, one).rules.return_days for one in (here, there)] == [7, 5]


def test_the_scoring_policy_in_force_comes_with_its_figures():
    policy_in_force()

    found = scoring_for(Term.objects.get(name="2026-2027-1"), None)

    assert (str(found.version), found.policy.cap_hundredths) == ("default@2", 200)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2026-11-30T23:59:59+08:00", "announced"),
        ("2026-12-01T00:00:00+08:00", "open"),
        ("2027-01-15T16:59:59+08:00", "open"),
        ("2027-01-15T17:00:00+08:00", "closed"),
    ],
)
def test_a_round_is_open_from_midnight_to_five_in_the_afternoon_on_the_campus_clock(at, state):
    rules_in_force()

    assert states(StudentFactory(), at) == {WINTER: state}


@pytest.mark.parametrize(
    ("narrowed", "cohort", "programme", "sees"),
    [
        ("cohorts: [2023, 2024]", "2024", "软件工程", True),
        ("cohorts: [2023]", "2024", "软件工程", False),
        ("programmes: [软件工程]", "2024", "软件工程", True),
        ("programmes: [哲学]", "2024", "软件工程", False),
        ("{cohorts: [2024], programmes: [哲学]}", "2024", "软件工程", False),
    ],
)
def test_a_round_is_only_for_its_cohorts_and_programmes(narrowed, cohort, programme, sees):
    lines = "\n".join(f"    {part}" for part in narrowed.strip("{}").replace("], ", "]\n").splitlines())
    rules_in_force(content=changed(("    closes_on: 2027-01-15\n", f"    closes_on: 2027-01-15\n{lines}\n")))

    found = states(StudentFactory(cohort=cohort, programme=programme), "2026-12-10")

    assert (WINTER in found) is sees


def test_rounds_are_those_of_the_newest_rules_of_the_students_department():
    student = StudentFactory()
    rules_in_force(department=student.department, content=changed(("version: 2", "version: 3"), (WINTER, "ours")))
    rules_in_force(department=student.department, content=changed(("version: 2", "version: 4"), (WINTER, "ours-anew")))
    rules_in_force(content=changed(("version: 2", "version: 5"), (WINTER, "everybodys")))
    elsewhere = StudentFactory(department=DepartmentFactory(name="文学院"))

    assert states(student, "2026-12-10") == {"ours-anew": "open"}
    assert states(elsewhere, "2026-12-10") == {"everybodys": "open"}


def test_rounds_of_all_terms_stand_in_the_order_in_which_they_open():
    rules_in_force()
    rules_in_force(Term.objects.get(name="2025-2026-2"))

    assert states(StudentFactory(), "2026-12-10") == {"2025-2026-2-a": "closed", WINTER: "open"}


def test_rules_are_published_by_two_people_as_policies_are(capsys):
    load_rules(name="rules.yaml", content=RULES.read_bytes())
    owner, registrar = StaffFactory(role="policy_owner"), StaffFactory(role="registrar")

    call_command("publish", "campus@2", term="2026-2027-1", by=owner.number, second=registrar.number)

    assert str(rules_for(Term.objects.get(name="2026-2027-1"), None).version) == "campus@2"
    assert capsys.readouterr().out == "campus@2 is in force for 2026-2027-1\n"


def test_who_publishes_rules_without_a_round_for_the_term_is_told(capsys):
    load_rules(name="rules.yaml", content=RULES.read_bytes())
    owner, registrar = StaffFactory(role="policy_owner"), StaffFactory(role="registrar")

    call_command("publish", "campus@2", term="2024-2025-1", by=owner.number, second=registrar.number)

    assert "It has no round for 2024-2025-1: students cannot claim" in capsys.readouterr().out


@pytest.mark.parametrize("valid", ["valid_from: 2026-09-02", "valid_from: 2026-09-01\nvalid_to: 2027-02-27"])
def test_rules_are_not_published_for_a_term_in_which_they_end_or_begin(valid):
    load_rules(name="rules.yaml", content=changed(("valid_from: 2024-09-01", valid)))
    owner, registrar = StaffFactory(role="policy_owner"), StaffFactory(role="registrar")

    with pytest.raises(NotValid):
        publish(version="campus@2", term="2026-2027-1", by=owner, second=registrar)

    assert rules_for(Term.objects.get(name="2026-2027-1"), None) is None


def test_rules_may_be_valid_for_just_one_term():
    valid = "valid_from: 2026-09-01\nvalid_to: 2027-02-28"
    load_rules(name="rules.yaml", content=changed(("valid_from: 2024-09-01", valid)))
    owner, registrar = StaffFactory(role="policy_owner"), StaffFactory(role="registrar")

    publish(version="campus@2", term="2026-2027-1", by=owner, second=registrar)

    assert rules_for(Term.objects.get(name="2026-2027-1"), None).rules.valid_to == date(2027, 2, 28)
