"""Assess: the policy in force on the facts as they stand, stored as `python -m credits.scoring` would print it."""

import io
import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Department
from accounts.services import unlink
from credits.contributions.services import load_labels
from credits.policies import facts
from credits.policies.errors import NothingInForce
from credits.policies.models import AssessedContribution, Assessment
from credits.policies.services import assess, assess_due
from journal import clock, outbox
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

FIGURES = ("state", "milli_lines", "authors", "project_permille", "pool", "milli_points", "marks", "flags")


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


def test_other_facts_of_the_same_worth_have_a_receipt_of_their_own(term):
    linked, repository = LinkedAccountFactory(), RepositoryFactory()
    stored(linked, repository)
    assess(term=term)

    # A title is worth nothing, and stands in no line of the result.
    contribution = stored(linked, repository, title="Fix the watcher, at last", updated_at=moment("2026-11-24"))
    assess(term=term)

    made = AssessedContribution.objects.get(assessment__is_current=True)
    assert (made.facts_digest, made.milli_points) == (contribution.digest, 16000)


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
            kept = by_code[line["contribution"]]
            assert {key: getattr(kept, key) for key in FIGURES} == {key: line[key] for key in FIGURES}
            assert kept.reason == (line["reason"] or "")
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


def test_each_department_is_told_the_points_of_its_own_policy(term):
    here = Department.objects.create(name="文学院")
    doubled = POLICY.read_text().replace("version: 2", "version: 3").replace("pull_request: 4000", "pull_request: 8000")
    policy_in_force(term, department=here, content=doubled.encode())
    ours = LinkedAccountFactory(user=StudentFactory(department=here, consenting=True).user)
    theirs = LinkedAccountFactory()
    stored(ours, RepositoryFactory())
    stored(theirs, RepositoryFactory(), external_id="2", number="8")

    told = assess(term=term).milli_points

    assert told == {ours.user.student.number: 32000, theirs.user.student.number: 16000}


def test_an_account_that_was_unlinked_is_still_its_holders_own(term):
    """Or whoever merges their own work with a second account would only have to unlink it."""
    mine = LinkedAccountFactory()
    second = LinkedAccountFactory(user=mine.user, unlinked_at=moment("2026-10-20"))
    stored(mine, RepositoryFactory(), merged_by=second.account)

    assess(term=term)

    assert AssessedContribution.objects.get().reason == "not_independent"


def test_a_peer_who_unlinked_is_still_a_peer(term):
    mine, theirs = LinkedAccountFactory(), LinkedAccountFactory(unlinked_at=moment("2026-10-20"))
    stored(mine, RepositoryFactory(people={}), merged_by=theirs.account)

    assess(term=term)

    assert AssessedContribution.objects.get().reason == "not_independent"


def test_unlinking_takes_no_points(term):
    linked = LinkedAccountFactory()
    stored(linked, RepositoryFactory())
    assess(term=term)

    unlink(linked_account_id=linked.pk, by=linked.user)

    assert assess(term=term).changed == 0


def test_an_account_is_of_who_holds_it_now(term):
    """Whoever held it before is a stranger to it: what they did with it counts for nobody until a person has looked."""
    before = LinkedAccountFactory(unlinked_at=moment("2026-10-20"))
    stored(before, RepositoryFactory())
    now = LinkedAccountFactory(external_id=before.external_id)

    assess(term=term)

    row = AssessedContribution.objects.select_related("assessment__student").get()
    assert (row.reason, row.assessment.student) == ("not_linked", before.user.student)
    assert facts.accounts_of_students() == {now.user.student.pk: [now.account]}


def test_an_account_that_two_gave_up_is_of_the_later(term):
    first = LinkedAccountFactory(unlinked_at=moment("2026-10-20"))
    second = LinkedAccountFactory(external_id=first.external_id, unlinked_at=moment("2026-10-30"))

    assert facts.accounts_of_students() == {second.user.student.pk: [second.account]}


def test_a_label_begins_with_its_day_and_the_sweep_finds_whom_it_concerns(term, settings):
    linked, repository = LinkedAccountFactory(), RepositoryFactory()
    stored(linked, repository)
    stored(LinkedAccountFactory(), RepositoryFactory(), external_id="2")
    load_labels(io.StringIO(f"forge,repository,label,from,reason\ngithub,{repository.name},foundation,2026-12-01,listed\n"))
    assess(term=term)

    settings.OPENCREDITS_NOW = "2026-11-30T23:59:59+08:00"
    assert assess_due() == 0

    settings.OPENCREDITS_NOW = "2026-12-01T00:00:00+08:00"
    assert (assess_due(), assess_due()) == (1, 0)
    assert Work.objects.open().get().payload == {"student": linked.user.student.pk}


def test_labels_are_exported_as_of_the_moment_that_was_assessed(term, settings):
    linked, repository = LinkedAccountFactory(), RepositoryFactory()
    stored(linked, repository)
    load_labels(io.StringIO(f"forge,repository,label,from,reason\ngithub,{repository.name},foundation,2026-12-01,listed\n"))
    assess(term=term)

    settings.OPENCREDITS_NOW = "2026-12-01T00:00:00+08:00"

    [line] = [line for line in facts.as_assessed(term).lines() if line["type"] == "repository"]
    assert line["labels"] == []


def test_a_change_of_the_roster_has_its_students_assessed(term):
    students = [StudentFactory().pk for _ in range(2)]
    with transaction.atomic():
        outbox.add("roster_changed", students=students)

    outbox.hand_out()

    assert list(Work.objects.open().order_by("pk").values_list("payload", flat=True)) == [{"student": pk} for pk in students]


def test_a_change_of_many_has_whole_terms_assessed_once(term):
    with transaction.atomic():
        outbox.add("roster_changed", students=list(range(101)))
        outbox.add("roster_changed", students=list(range(200, 301)))

    outbox.hand_out()

    assert Work.objects.open().get().payload == {"term": term.pk}


def test_who_moved_to_a_department_without_a_policy_has_no_figures():
    term, here = TermFactory(), Department.objects.create(name="文学院")
    policy_in_force(term, department=here)
    student = StudentFactory(department=here, consenting=True)
    stored(LinkedAccountFactory(user=student.user), RepositoryFactory())
    assess(term=term)
    student.department = Department.objects.create(name="法学院")
    student.save()

    assess(term=term)

    assert not Assessment.objects.current().exists()
