"""Whoever meets whom: one decision stands, one claim holds, and no sum passes a cap (WORKFLOW.md section 1, invariant 1).

Each test names the lock or the constraint that it guards; without that it fails each time on PostgreSQL. On SQLite one transaction
writes at a time, and the outcome is the same.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import LinkedAccount, Student
from credits.claims import services
from credits.claims.errors import AlreadyDecided, CannotUndo, InReview, NothingToShow, SavedElsewhere
from credits.claims.models import Claim, ClaimItem, Notice
from credits.claims.services import Written, locked
from credits.contributions.models import Contribution, Repository
from credits.ledger.services import award_run
from credits.policies.models import Term
from credits.policies.services import assess, load_policy, publish
from journal import audit, clock
from journal.models import AuditRow
from tests import claiming
from tests.claiming import (
    a_claim_in_notice,
    a_draft,
    a_recommended_claim,
    a_registrar,
    a_reviewer,
    a_sent_claim,
    a_student_with,
    add_work,
    after_the_notice,
    an_approved_claim,
    written,
)
from tests.factories import (
    POLICY,
    RULES,
    LinkedAccountFactory,
    StaffFactory,
    StudentFactory,
    TermFactory,
    moment,
    policy_in_force,
    rules_in_force,
    stored,
)
from tests.meeting import at_once, meet, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "这一项是课程作业，已计入该课成绩。"


def now_of(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def events(claim: Claim) -> list[str]:
    return list(claim.steps.standing().values_list("event", flat=True))


def decide(event: str, claim: Claim, by) -> None:
    """The decision with this name in the table of transitions."""
    if "reject" in event:
        services.reject(claim_id=claim.pk, by=by, reason=WHY, reason_code="coursework")
    elif "return" in event:
        services.return_claim(claim_id=claim.pk, by=by, reason=WHY)
    else:
        getattr(services, event)(claim_id=claim.pk, by=by)


def submit(claim: Claim) -> Claim:
    return services.submit(claim_id=claim.pk, student=claim.student)


# Two people, one claim.


@pytest.mark.parametrize(("stands", "late"), [("recommend", "reject"), ("reject", "recommend"), ("return", "return")])
def test_of_two_reviewers_at_once_the_second_reads_who_was_first(term, stands, late):
    """Guards the locks in `moving.locked`: without them both find the claim undecided, and the later decision stands."""
    claim, first, second = a_sent_claim(term), a_reviewer(name="周一"), a_reviewer(name="钱二")

    (refused,) = meet(lambda: decide(stands, claim, first), lambda: decide(late, claim, second))

    assert isinstance(refused, AlreadyDecided)
    assert refused.by == "周一"
    assert events(claim) == ["submit", "route", stands]
    assert AuditRow.objects.filter(verb__in=[f"claim_{stands}", f"claim_{late}"]).count() == 1


@pytest.mark.parametrize(("stands", "late"), [("approve", "approve"), ("approve", "office_reject"), ("office_return", "approve")])
def test_of_two_registrars_at_once_the_second_reads_who_was_first(term, stands, late):
    """Guards the locks in `moving.locked`: without them both find the claim undecided, and the later decision stands."""
    claim, first, second = a_recommended_claim(term), a_registrar(name="周一"), a_registrar(name="钱二")

    (refused,) = meet(lambda: decide(stands, claim, first), lambda: decide(late, claim, second))

    assert isinstance(refused, AlreadyDecided)
    assert refused.by == "周一"
    assert events(claim) == ["submit", "route", "recommend", "pass_on", stands]


def test_what_is_opened_while_the_student_withdraws_is_withdrawn(term):
    """Guards the locks in `moving.locked`: without them a claim that was withdrawn has somebody who looked at it."""
    claim, reviewer = a_sent_claim(term), a_reviewer()

    raised = meet(
        lambda: services.withdraw(claim_id=claim.pk, student=claim.student), lambda: services.opened(claim_id=claim.pk, by=reviewer)
    )

    assert not raised
    assert (now_of(claim).state, now_of(claim).opened_at) == ("withdrawn", None)


def test_what_is_withdrawn_while_a_reviewer_opens_it_stays(term):
    """Guards the locks in `moving.locked`: without them the student withdraws what somebody reads already."""
    claim, reviewer = a_sent_claim(term), a_reviewer()

    (refused,) = meet(
        lambda: services.opened(claim_id=claim.pk, by=reviewer), lambda: services.withdraw(claim_id=claim.pk, student=claim.student)
    )

    assert isinstance(refused, InReview)
    assert (now_of(claim).state, now_of(claim).reviewer) == ("department_review", reviewer)


def test_what_is_taken_back_while_the_sweep_arrives_is_not_passed_on(term):
    """Guards the locks in `moving.locked`: without them the office gets a claim that nobody has recommended."""
    claim, reviewer = a_sent_claim(term), a_reviewer()
    decide("recommend", claim, reviewer)
    Claim.objects.update(settles_at=clock.machine_now())

    def undo_in_time() -> None:
        Claim.objects.update(settles_at=clock.machine_now() + timedelta(minutes=1))
        services.undo(claim_id=claim.pk, by=reviewer)

    raised = meet(undo_in_time, services.fall_due)

    assert not raised
    assert (now_of(claim).state, events(claim)) == ("department_review", ["submit", "route"])


def test_what_two_sweeps_find_at_once_is_passed_on_once(term):
    """Guards the locks in `moving.locked`: without them it is passed on twice, with two messages."""
    claim = a_sent_claim(term)
    decide("recommend", claim, a_reviewer())
    Claim.objects.update(settles_at=clock.machine_now())

    raised = meet(services.fall_due, services.fall_due)

    assert not raised
    assert events(claim) == ["submit", "route", "recommend", "pass_on"]


def test_a_note_and_a_decision_at_once_both_stand(term):
    """Guards `no_key` in `moving.locked`: without it the note waits for the claim's row, and the decision for the note's audit row."""
    claim, reviewer = a_sent_claim(term), a_reviewer()

    raised = meet(
        lambda: services.add_note(claim_id=claim.pk, by=a_reviewer(), text="Looks fine."),
        lambda: decide("recommend", claim, reviewer),
    )

    assert not raised
    assert (now_of(claim).state, claim.notes.count()) == ("recommended", 1)


# One student, at two windows.


def test_a_draft_that_is_opened_twice_at_once_is_one(term):
    """Guards the lock in `open_draft`: without it the second runs into `one_draft_a_term`."""
    student = a_student_with({})

    raised = meet(*[lambda: services.open_draft(student=student, term=term)] * 2)

    assert not raised
    assert Claim.objects.get().items.count() == 1


def test_work_that_is_put_into_a_draft_at_two_windows_is_all_in_it(term):
    """Guards the lock in `use_in_draft`: without it the second finds no draft that waits, and drops what the first put in."""
    student = a_student_with({}, {})
    one, other = Contribution.objects.all()

    raised = meet(
        lambda: services.use_in_draft(student=student, contributions=[one]),
        lambda: services.use_in_draft(student=student, contributions=[other]),
    )

    assert not raised
    assert [item.contribution for item in Claim.objects.get().items.all()] == [one, other]


def test_of_two_windows_that_save_at_once_the_second_is_told(term):
    """Guards the locks in `moving.locked`: without them both find the edition that they had opened."""
    claim = a_draft(term)

    def save(words: str) -> None:
        text: Written = written(claim, statement=words)
        services.save_draft(claim_id=claim.pk, student=claim.student, edition=claim.edition, written=text)

    (refused,) = meet(lambda: save("first"), lambda: save("second"))

    assert isinstance(refused, SavedElsewhere)
    assert now_of(claim).statement == "first"


def test_a_claim_that_is_sent_twice_at_once_is_sent_once(term):
    """Guards the locks in `moving.locked`: without them the second freezes the draft once more, and fails."""
    claim = a_draft(term)

    raised = meet(lambda: submit(claim), lambda: submit(claim))

    assert not raised
    assert events(claim) == ["submit", "route"]
    assert claim.evidence.count() == 1


@pytest.mark.parametrize("student_is_first", [True, False])
def test_a_return_is_taken_back_or_edited_and_never_both(term, student_is_first):
    """Guards the locks in `moving.locked`: without them the department decides on what differs from the frozen evidence."""
    claim, reviewer = a_sent_claim(term), a_reviewer()
    decide("return", claim, reviewer)
    text = written(claim, own_part="More about it.")

    def save() -> None:
        services.save_draft(claim_id=claim.pk, student=claim.student, edition=claim.edition, written=text)

    def undo() -> None:
        services.undo(claim_id=claim.pk, by=reviewer)

    (refused,) = meet(save, undo) if student_is_first else meet(undo, save)

    assert isinstance(refused, CannotUndo if student_is_first else AlreadyDecided)
    assert (now_of(claim).state, now_of(claim).edition > claim.edition) == (
        ("returned", True) if student_is_first else ("department_review", False)
    )


def test_what_is_sent_anew_in_the_last_second_does_not_lapse(term, settings):
    """Guards the locks in `moving.locked`: without them the sweep ends what lies with the department."""
    claim = a_sent_claim(term)
    decide("return", claim, a_reviewer())
    deadline = now_of(claim).deadline_at.isoformat()

    def sweep() -> None:
        settings.OPENCREDITS_NOW = deadline
        services.fall_due()

    raised = meet(lambda: submit(claim), sweep)

    assert not raised
    assert events(claim) == ["submit", "route", "return", "submit", "route"]


# What two claims must not share.


def test_a_rejection_that_is_taken_back_while_its_work_is_claimed_in_another_term_stays(two_terms):
    """Guards `one_claim_holds_a_contribution`: the claims are of two terms, so nothing else stands against it."""
    (autumn, spring), reviewer = two_terms, a_reviewer()
    rejected = a_sent_claim(autumn)
    decide("reject", rejected, reviewer)
    move_to_spring(rejected.items.get().contribution)
    draft = a_draft(spring, rejected.student)

    (refused,) = meet(lambda: submit(draft), lambda: services.undo(claim_id=rejected.pk, by=reviewer))

    assert isinstance(refused, CannotUndo)
    assert ClaimItem.objects.holding().get().claim == draft


def test_a_contribution_that_two_claims_of_a_student_would_hold_stands_in_one(two_terms):
    """Guards `one_claim_holds_a_contribution`, whatever a service forgets."""
    student = a_student_of_both()
    autumn, spring = (a_draft(term, student) for term in two_terms)
    spring.items.update(contribution=autumn.items.get().contribution)

    (refused,) = meet(lambda: autumn.items.update(holds=True), lambda: spring.items.update(holds=True))

    assert isinstance(refused, IntegrityError)
    assert ClaimItem.objects.holding().get().claim == autumn


def a_rejected_claim_and_a_draft(term: Term, reviewer) -> tuple[Claim, Claim]:
    """Of one student and term; the draft rests on other work."""
    rejected = a_sent_claim(term)
    decide("reject", rejected, reviewer)
    work = add_work(rejected.student.user.linked_accounts.get())
    assess(term=term, student=rejected.student)
    return rejected, a_draft(term, rejected.student, chosen={work.pk: False})


def test_a_claim_that_is_sent_while_a_rejection_is_taken_back_stays_a_draft(term):
    """Guards `one_live_claim_a_term`: nothing else stands against it."""
    reviewer = a_reviewer()
    rejected, draft = a_rejected_claim_and_a_draft(term, reviewer)

    (refused,) = meet(lambda: services.undo(claim_id=rejected.pk, by=reviewer), lambda: submit(draft))

    assert isinstance(refused, AlreadyDecided)
    assert (now_of(rejected).state, now_of(draft).state) == ("department_review", "draft")


def test_a_rejection_that_is_taken_back_while_the_student_sends_another_claim_stays(term):
    """Guards `one_live_claim_a_term`: nothing else stands against it."""
    reviewer = a_reviewer()
    rejected, draft = a_rejected_claim_and_a_draft(term, reviewer)

    (refused,) = meet(lambda: submit(draft), lambda: services.undo(claim_id=rejected.pk, by=reviewer))

    assert isinstance(refused, CannotUndo)
    assert (now_of(rejected).state, now_of(draft).state) == ("rejected", "department_review")


# Sums under a cap, and the versions of a claim.


@pytest.fixture
def two_terms(db, settings) -> list[Term]:
    """Autumn and spring 2026, both in a round, under a degree cap of 0.8 credits."""
    settings.OPENCREDITS_NOW = claiming.DURING_THE_ROUND
    rules = RULES.read_text().replace("degree_cap_hundredths: 400", "degree_cap_hundredths: 80").replace("2026-10-09", "2026-12-31")
    policy_in_force(TermFactory())
    rules_in_force(TermFactory(), content=rules.encode())
    spring = Term.objects.get(name="2025-2026-2")
    policy_in_force(spring)
    rules_in_force(spring, content=rules.encode())
    return [Term.objects.get(name="2026-2027-1"), spring]


def a_student_of_both() -> Student:
    """With work for 0.5 credits in autumn and in spring."""
    linked: LinkedAccount = LinkedAccountFactory(user=StudentFactory(consenting=True).user)
    add_work(linked)
    move_to_spring(add_work(linked))
    return linked.user.student


def move_to_spring(work: Contribution) -> None:
    """Its forge says another date by now."""
    people = {f"github:{900 + n}": [int(moment("2026-05-01").timestamp())] for n in range(12)}
    Repository.objects.filter(pk=work.repository_id).update(people=people)
    linked, repository = LinkedAccount.objects.get(user__student=work.student), Repository.objects.get(pk=work.repository_id)
    merged = dict.fromkeys(("counted_at", "updated_at", "closed_at"), moment("2026-06-12"))
    stored(linked, repository, external_id=work.external_id, number=work.number, worked_at=moment("2026-06-08"), **merged)
    for term in Term.objects.filter(publications__policy_version__kind="scoring"):
        assess(term=term, student=work.student)


def test_two_approvals_of_a_student_at_once_add_up_to_the_cap(two_terms):
    """Guards the lock on the student in `moving.locked`: without it neither sum holds the other, and 1.0 credits stand under 0.8."""
    student, registrar = a_student_of_both(), a_registrar()
    autumn, spring = (a_recommended_claim(term, student) for term in two_terms)

    raised = meet(lambda: decide("approve", autumn, registrar), lambda: decide("approve", spring, registrar))

    assert not raised
    assert (now_of(autumn).approved, now_of(spring).approved) == (50, 30)
    assert spring.steps.get(event="approve").details["cut_by"] == "degree"


def test_an_award_run_between_two_sums_of_an_approval_moves_nothing_past_the_cap(two_terms, settings):
    """Guards the locks on the student in `moving.locked` and in the award run: without them the amount is in neither sum."""
    student, registrar = a_student_of_both(), a_registrar()
    in_notice, claim = a_claim_in_notice(two_terms[0], student), a_recommended_claim(two_terms[1], student)
    after_the_notice(settings, in_notice)
    runs = []

    def run_after_the_first_sum(execute, sql, *rest):
        found = execute(sql, *rest)
        if "SUM(" in sql and "standing" in sql and not runs:
            runs.append(at_once(lambda: award_run(term=two_terms[0], by=registrar)))
            wait_for(runs[0][0])
        return found

    with connection.execute_wrapper(run_after_the_first_sum):
        decide("approve", claim, registrar)
    runs[0][0].join(30)

    assert runs[0][1] == []
    assert (now_of(in_notice).standing, now_of(claim).approved) == (50, 30)


def test_a_policy_that_is_published_before_the_office_approves_is_for_later_claims(term):
    """Guards the versions that a claim keeps from its submission: with the one in force it would be worth 0.6 credits."""
    claim, registrar = a_recommended_claim(term), a_registrar()
    richer = (
        POLICY.read_text()
        .replace("version: 2", "version: 3")
        .replace("from: 15000, credit_hundredths: 50", "from: 15000, credit_hundredths: 60")
    )
    load_policy(name="policy.yaml", content=richer.encode())
    owners = {name: StaffFactory(role="policy_owner") for name in ("by", "second")}

    publish(version="default@3", term=term.name, **owners)
    decide("approve", claim, registrar)

    assert now_of(claim).approved == 50
    assert a_sent_claim(term).asked == 60


# Notices.


def test_of_two_lists_prepared_at_once_a_claim_stands_in_one(term):
    """Guards the lock on the term in `prepare_notice`: without it both find the claim in no list."""
    claim = an_approved_claim(term)

    (refused,) = meet(*[lambda: services.prepare_notice(term=term, by=a_registrar())] * 2)

    assert isinstance(refused, NothingToShow)
    assert claim.notice_entries.count() == 1


def test_a_list_that_is_published_twice_at_once_is_up_once(term):
    """Guards the lock on the notice: without it the second finds nothing approved, and takes the lines out."""
    claim, registrar = an_approved_claim(term), a_registrar()
    notice = services.prepare_notice(term=term, by=registrar)

    raised = meet(*[lambda: services.publish_notice(notice_id=notice.pk, by=registrar)] * 2)

    assert not raised
    assert (events(claim).count("publish"), notice.entries.count()) == (1, 1)
    assert AuditRow.objects.filter(verb="notice_published").count() == 1


def test_a_list_that_is_taken_down_while_it_is_published_leaves_no_claim_in_notice(term):
    """Guards the lock on the notice: without it a claim whose list nobody can read stands in notice, and is awarded."""
    claim, registrar = an_approved_claim(term), a_registrar()
    notice = services.prepare_notice(term=term, by=registrar)

    raised = meet(
        lambda: services.publish_notice(notice_id=notice.pk, by=registrar),
        lambda: services.withdraw_notice(notice_id=notice.pk, by=registrar, reason=WHY),
    )

    assert not raised
    assert (now_of(claim).state, Notice.objects.get().state) == ("approved", "withdrawn")


def test_a_list_that_is_taken_down_while_its_period_ends_is_down(term, settings):
    """Guards the lock on the notice: without it the sweep closes what was taken down."""
    claim, registrar = a_claim_in_notice(term), a_registrar()
    after_the_notice(settings, claim)
    notice = Notice.objects.get()

    def take_down() -> None:
        services.withdraw_notice(notice_id=notice.pk, by=registrar, reason=WHY)

    raised = meet(take_down, services.fall_due)

    assert not raised
    assert (now_of(claim).state, Notice.objects.get().state) == ("approved", "withdrawn")


@pytest.mark.parametrize("verb", ["publish", "withdraw"])
def test_a_list_waits_for_whoever_has_one_of_its_claims_in_hand(term, verb):
    """Guards that all claims are locked before one is moved: else each waits for the other, over the claim and the audit log's end."""
    claims, registrar = [an_approved_claim(term) for _ in range(2)], a_registrar()
    notice = services.prepare_notice(term=term, by=registrar)
    if verb == "withdraw":
        services.publish_notice(notice_id=notice.pk, by=registrar)
    move = {
        "publish": lambda: services.publish_notice(notice_id=notice.pk, by=registrar),
        "withdraw": lambda: services.withdraw_notice(notice_id=notice.pk, by=registrar, reason=WHY),
    }[verb]

    with transaction.atomic():
        locked(claims[-1].pk, among=Claim.objects.all())
        thread, raised = at_once(move)
        wait_for(thread)
        audit.add("claim_looked_at", about=claims[-1])
    thread.join(30)

    assert not raised
    assert {now_of(claim).state for claim in claims} == {"in_notice" if verb == "publish" else "approved"}
