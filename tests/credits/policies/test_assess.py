"""Assess: the policy in force on the facts as they stand, stored as `python -m credits.scoring` would print it."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from accounts.models import Department
from credits.policies import facts
from credits.policies.errors import NothingInForce
from credits.policies.models import AssessedContribution, Assessment
from credits.policies.services import assess, assess_due
from journal import clock
from journal.models import Work
from tests.factories import (
    POLICY,
    LinkedAccountFactory,
    RepositoryFactory,
    StudentFactory,
    TermFactory,
    moment,
    policy_in_force,
    stored,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november(settings):
    settings.OPENCREDITS_NOW = "2026-11-25T14:05:00+08:00"


@pytest.fixture
def term():
    term = TermFactory()
    policy_in_force(term)
    return term


def test_sixty_four_lines_are_sixteen_points(term):
    linked = LinkedAccountFactory()
    stored(linked, RepositoryFactory())

    assessed = assess(term=term)

    assert assessed.milli_points == {linked.user.student.number: 16000}
    held = Assessment.objects.get()
    assert (held.milli_points, held.credit_hundredths, held.to_next_tier, held.counted) == (16000, 50, 24000, 1)


def test_assessing_twice_changes_nothing(term):
    stored(LinkedAccountFactory(), RepositoryFactory())

    assess(term=term)
    again = assess(term=term)

    assert again.changed == 0
    assert Assessment.objects.count() == 1


def test_a_change_of_facts_makes_a_new_assessment_and_keeps_the_old(term):
    linked, repository = LinkedAccountFactory(), RepositoryFactory()
    stored(linked, repository)
    assess(term=term)

    stored(linked, repository, changes={"source": (8, 0), "docs": (200, 0)})
    assess(term=term)

    assert [(row.milli_points, row.is_current) for row in Assessment.objects.order_by("pk")] == [(16000, False), (19048, True)]


def test_who_merged_is_a_peer_when_another_student_holds_the_account(term):
    """Between two students of a project that is no community, a merge proves nothing."""
    mine, theirs = LinkedAccountFactory(), LinkedAccountFactory()
    stored(mine, RepositoryFactory(people={}), merged_by=theirs.account)

    assess(term=term)

    row = AssessedContribution.objects.get()
    assert (row.state, row.reason) == ("not_counted", "not_independent")


def test_a_students_own_account_does_not_make_a_community(term):
    mine = LinkedAccountFactory()
    others = [LinkedAccountFactory() for _ in range(3)]
    autumn = [int(moment("2026-09-10").timestamp())]
    repository = RepositoryFactory(people={one.account: autumn for one in others} | {"github:900": autumn})
    stored(mine, repository)

    assess(term=term)

    lines = {line["repository"]: line for line in facts.as_assessed(term).lines() if line["type"] == "repository"}
    assert lines[repository.code]["external_contributors"] == 1


def test_what_matures_waits_until_its_day_and_the_sweep_finds_it(term, settings):
    stored(LinkedAccountFactory(), RepositoryFactory(), counted_at=moment("2026-11-20T00:00:00"))
    assess(term=term)
    row = AssessedContribution.objects.get()
    assert (row.state, row.reason, row.ripens_at) == ("waiting", "maturing", moment("2026-12-04T00:00:00"))

    settings.OPENCREDITS_NOW = "2026-12-03T23:59:59Z"
    assert assess_due() == 0

    settings.OPENCREDITS_NOW = "2026-12-04T00:00:00Z"
    assert assess_due() == 1
    assert Work.objects.open().get().task == "credits.policies.assess_student"


def test_a_term_without_a_policy_is_refused_with_a_next_step():
    with pytest.raises(NothingInForce, match="2026-2027-1"):
        assess(term=TermFactory())


def test_the_command_gives_byte_for_byte_what_was_stored(term, tmp_path):
    repository = RepositoryFactory()
    numbers = []
    for place in range(3):
        linked = LinkedAccountFactory()
        numbers.append(linked.user.student.number)
        for month in (9, 10, 11):
            stored(
                linked, repository, external_id=f"{place}{month}", number=f"{place}{month}",
                worked_at=moment(f"2026-{month:02}-03"), counted_at=moment(f"2026-{month:02}-05"),
                changes={"source": (10 * month + place, 3), "test": (5, 0)},
            )  # fmt: skip
    assess(term=term)

    exported = tmp_path / "facts.jsonl"
    exported.write_text("".join(facts.text(line) + "\n" for line in facts.as_assessed(term).lines()))
    printed = subprocess.run(
        [sys.executable, "-m", "credits.scoring", str(POLICY), str(exported)], capture_output=True, check=True, text=True
    )

    lines = [json.loads(line) for line in printed.stdout.splitlines()]
    students = {line["student"]: line["milli_points"] for line in lines if line["type"] == "student"}
    assert students == {row.student.number: row.milli_points for row in Assessment.objects.select_related("student")}
    assert set(students) == set(numbers)
    by_code = {row.contribution.code: row for row in AssessedContribution.objects.select_related("contribution", "piece")}
    for line in lines:
        if line["type"] == "contribution":
            kept = by_code[line["contribution"]].result_line()
            assert kept == {key: line[key] for key in kept}
    pieces = {
        line["piece"]: [line["layers"], line["points"], line["rest"], line["from_pool"], line["milli_points"], line["capped"]]
        for line in lines
        if line["type"] == "piece"
    }
    held = {row.piece for row in by_code.values() if row.piece}
    assert pieces == {row.piece: [row.layers, row.points, row.rest, row.from_pool, row.milli_points, row.capped] for row in held}


def test_one_student_alone_gets_the_same_figures_as_with_everybody(term):
    repository = RepositoryFactory()
    for place in range(3):
        linked = LinkedAccountFactory()
        stored(linked, repository, external_id=str(place), number=str(place), changes={"source": (20 + place, 0)})
    together = assess(term=term).milli_points
    Assessment.objects.update(is_current=False)

    alone = {}
    for number in together:
        student = Assessment.objects.filter(student__number=number).first().student
        alone |= assess(term=term, student=student).milli_points

    assert alone == together


def test_a_student_whose_work_left_the_term_is_assessed_to_nothing(term):
    linked, repository = LinkedAccountFactory(), RepositoryFactory()
    stored(linked, repository)
    assess(term=term)

    stored(linked, repository, counted_at=moment("2026-08-20"), worked_at=moment("2026-08-20"))
    assess(term=term)

    assert Assessment.objects.current().get().milli_points == 0


def test_enrolment_ends_with_its_last_day(term):
    student = StudentFactory(enrolled_from="2024-09-01", enrolled_to="2026-10-08")
    linked, repository = LinkedAccountFactory(user=student.user), RepositoryFactory()
    stored(linked, repository, worked_at=moment("2026-10-08T23:59:59+08:00"))
    stored(linked, repository, external_id="2", number="8", worked_at=moment("2026-10-09T00:00:00+08:00"))

    assess(term=term)

    by_number = {row.contribution.number: row.reason for row in AssessedContribution.objects.select_related("contribution")}
    assert by_number == {"7": "", "8": "not_enrolled"}


def test_what_was_made_of_older_facts_never_replaces_the_newer(term):
    """A whole term takes minutes; one student's page was assessed meanwhile."""
    linked, repository = LinkedAccountFactory(), RepositoryFactory()
    stored(linked, repository)
    assess(term=term)
    Assessment.objects.update(looked_at=clock.machine_now() + timedelta(seconds=30))
    stored(linked, repository, changes={"source": (8, 0)})

    assess(term=term)

    assert Assessment.objects.get().milli_points == 16000


def test_a_department_without_a_policy_stops_nobody_elses(settings):
    term, here = TermFactory(), Department.objects.create(name="文学院")
    policy_in_force(term, department=here)
    ours = LinkedAccountFactory(user=StudentFactory(department=here, consenting=True).user)
    repository = RepositoryFactory()
    stored(ours, repository)
    stored(LinkedAccountFactory(), repository, external_id="2", number="8")

    assert assess(term=term).milli_points == {ours.user.student.number: 16000}
    assert assess_due() == 0
