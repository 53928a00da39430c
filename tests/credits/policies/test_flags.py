"""Flag cases: one a contribution and flag, answered by a person who may, opened again only when the evidence changes."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Department, Staff
from credits.contributions.models import Contribution
from credits.policies.errors import AlreadyAnswered, MayNotAnswer, NoOutcome, NoReason
from credits.policies.models import FlagCase
from credits.policies.services import answer_flag, open_cases
from journal.models import AuditRow
from tests.accounts.factories import DepartmentFactory
from tests.factories import LinkedAccountFactory, RepositoryFactory, StaffFactory, stored

pytestmark = pytest.mark.django_db

BEFORE, AFTER = "a" * 64, "b" * 64


@pytest.fixture
def contribution() -> Contribution:
    return stored(LinkedAccountFactory(), RepositoryFactory())


@pytest.fixture
def case(contribution) -> FlagCase:
    open_cases([(contribution, "quick_merge", BEFORE)])
    return FlagCase.objects.get()


def answer(case: FlagCase, by: Staff, **changes: object) -> FlagCase:
    values = {"outcome": "explained", "reason": "The review was in a call.", "is_conflicted": False}
    department_id = case.contribution.student.department_id
    return answer_flag(case_id=case.pk, by=by, department_id=department_id, **{**values, **changes})


def verbs() -> list[str]:
    return list(AuditRow.objects.filter(verb__startswith="flag_").order_by("pk").values_list("verb", flat=True))


def test_found_twice_a_flag_opens_one_case(contribution):
    found = [(contribution, "quick_merge", BEFORE), (contribution, "churn", BEFORE)]

    assert [open_cases(found), open_cases(found)] == [2, 0]

    assert sorted(FlagCase.objects.values_list("flag", "state")) == [("churn", "open"), ("quick_merge", "open")]
    assert verbs() == ["flag_opened", "flag_opened"]


def test_a_second_case_of_a_flag_is_refused_by_the_database(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        FlagCase.objects.create(contribution=case.contribution, flag=case.flag, evidence_digest=AFTER)


def test_an_answered_case_stays_so_while_its_evidence_is_the_same(case):
    answer(case, StaffFactory(role="reviewer"))

    assert open_cases([(case.contribution, case.flag, BEFORE)]) == 0

    case.refresh_from_db()
    assert case.state == "explained"


def test_other_evidence_opens_an_answered_case_again(case):
    answer(case, StaffFactory(role="reviewer"), outcome="warned")

    assert open_cases([(case.contribution, case.flag, AFTER)]) == 1

    case.refresh_from_db()
    assert (case.state, case.ended_by, case.ended_at, case.reason) == ("open", None, None, "")
    assert verbs() == ["flag_opened", "flag_answered", "flag_opened_again"]
    assert AuditRow.objects.get(verb="flag_answered").details["outcome"] == "warned"


def test_other_evidence_of_an_open_case_is_held_and_opens_nothing(case):
    assert open_cases([(case.contribution, case.flag, AFTER)]) == 0

    case.refresh_from_db()
    assert (case.evidence_digest, verbs()) == (AFTER, ["flag_opened"])


@pytest.mark.parametrize("outcome", ["explained", "warned", "excluded", "referred"])
def test_an_answer_says_who_why_and_what_for_ever(case, outcome):
    reviewer = StaffFactory(role="reviewer")

    answer(case, reviewer, outcome=outcome, reason="  Seen in the log.  ")

    case.refresh_from_db()
    assert (case.state, case.ended_by, case.reason) == (outcome, reviewer, "Seen in the log.")
    row = AuditRow.objects.get(verb="flag_answered")
    assert (row.by_id, row.about_id, row.reason) == (str(reviewer.pk), str(case.pk), "Seen in the log.")
    assert row.details["outcome"] == outcome


@pytest.mark.parametrize(("role", "of"), [("reviewer", "计算机学院"), ("registrar", "计算机学院"), ("registrar", None)])
def test_a_reviewer_of_the_department_or_a_registrar_answers(case, role, of):
    covered = None if of is None else DepartmentFactory(name=of)

    assert answer(case, StaffFactory(role=role, role__department=covered)).state == "explained"


@pytest.mark.parametrize("role", ["advisor", "policy_owner", "auditor", "operator"])
def test_nobody_else_answers(case, role):
    with pytest.raises(MayNotAnswer):
        answer(case, StaffFactory(role=role))

    assert FlagCase.objects.get().state == "open"


def test_a_reviewer_of_another_department_does_not_answer(case):
    elsewhere = Department.objects.create(name="文学院")

    with pytest.raises(MayNotAnswer):
        answer(case, StaffFactory(role="reviewer", role__department=elsewhere))


def test_who_may_not_sign_in_any_more_does_not_answer(case):
    reviewer = StaffFactory(role="reviewer")
    reviewer.user.is_active = False
    reviewer.user.save()

    with pytest.raises(MayNotAnswer):
        answer(case, reviewer)


def test_who_had_a_part_in_the_work_does_not_answer(case):
    with pytest.raises(MayNotAnswer):
        answer(case, StaffFactory(role="reviewer"), is_conflicted=True)

    assert FlagCase.objects.get().state == "open"


def test_who_comes_second_reads_who_was_first(case):
    answer(case, StaffFactory(role="reviewer", name="李审核"), outcome="excluded")

    with pytest.raises(AlreadyAnswered, match="李审核") as caught:
        answer(case, StaffFactory(role="registrar"))

    assert caught.value.case.state == "excluded"
    assert verbs() == ["flag_opened", "flag_answered"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"reason": "  "}, NoReason), ({"outcome": "open"}, NoOutcome), ({"outcome": "forgiven"}, NoOutcome)],
)
def test_an_answer_that_says_too_little_changes_nothing(case, changes, error):
    with pytest.raises(error):
        answer(case, StaffFactory(role="reviewer"), **changes)

    assert verbs() == ["flag_opened"]


def test_an_ended_case_without_a_reason_is_refused_by_the_database(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        FlagCase.objects.filter(pk=case.pk).update(state="warned")


def test_cases_are_found_by_where_they_stand(contribution):
    open_cases([(contribution, flag, BEFORE) for flag in ("churn", "drive_by", "quick_merge")])
    by_flag = {case.flag: case for case in FlagCase.objects.all()}
    answer(by_flag["churn"], StaffFactory(role="reviewer"), outcome="excluded")
    answer(by_flag["drive_by"], StaffFactory(role="reviewer"))
    elsewhere = stored(LinkedAccountFactory(), RepositoryFactory(), external_id="2")
    open_cases([(elsewhere, "churn", BEFORE)])

    assert [case.flag for case in FlagCase.objects.open_for([contribution])] == ["quick_merge"]
    assert sorted(case.flag for case in FlagCase.objects.ended_for([contribution])) == ["churn", "drive_by"]
    assert [case.flag for case in FlagCase.objects.excluded([contribution])] == ["churn"]
