"""Claims in every situation, made by the verbs that people use."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Department, LinkedAccount, Staff, Student
from credits.claims import services
from credits.claims.models import Claim, Notice
from credits.claims.services import Written
from credits.contributions.models import Contribution
from credits.contributions.services.store import store_contributions
from credits.forges import facts
from credits.policies.models import Term
from credits.policies.services import assess
from journal import clock
from tests.factories import (
    LinkedAccountFactory,
    RepositoryFactory,
    StaffFactory,
    StudentFactory,
    TermFactory,
    moment,
    policy_in_force,
    rules_in_force,
    stored,
)

# In the round of autumn 2026, a Thursday morning.
DURING_THE_ROUND = "2026-12-10T10:00:00+08:00"
STATEMENT = "用户在文件管理器里重命名目录后，监听仍指向旧路径，之后的改动不再同步。我写了能稳定复现的测试，再把监听表从路径改为按目录句柄索引，维护者审阅后合并。"


def a_term_with_rules(settings: Any) -> Term:
    """Autumn 2026 with the default policy and rules in force, on a day of its round."""
    settings.OPENCREDITS_NOW = DURING_THE_ROUND
    term = TermFactory()
    policy_in_force(term)
    rules_in_force(term)
    return Term.objects.get(pk=term.pk)


def a_student_with(*changes: dict[str, Any], department: Department | None = None) -> Student:
    """A student with one accepted pull request a description, in the current term, assessed. 64 lines of source: 16 points."""
    more = {} if department is None else {"department": department}
    linked = LinkedAccountFactory(user=StudentFactory(consenting=True, **more).user)
    for one in changes:
        add_work(linked, **one)
    student = linked.user.student
    assess(term=Term.objects.get(name="2026-2027-1"), student=student)
    return student


def add_work(linked: LinkedAccount, **changes: Any) -> Contribution:
    """One more pull request, each in a repository of its own where none is given."""
    repository = changes.pop("repository", None) or RepositoryFactory()
    number = str(Contribution.objects.count() + 1)
    return stored(linked, repository, **{"external_id": number, "number": number, **changes})


def add_issue(linked: LinkedAccount) -> None:
    """An issue that a maintainer closed as done."""
    reported = facts.Issue(
        forge=linked.forge, external_id="90", account=linked.account, repository=RepositoryFactory().code, number="90",
        title="The watcher stops after a rename", url="https://forge.example/lantern/90", state="accepted",
        worked_at=moment("2026-10-08T02:00:00"), counted_at=moment("2026-10-12T02:00:00"),
        updated_at=moment("2026-10-12T02:00:00"), closed_by="github:900", completed=True,
    )  # fmt: skip
    store_contributions(linked, [reported], [])


def written(claim: Claim, **changes: Any) -> Written:
    """All that a claim needs, on what its draft chose."""
    values = {
        "chosen": dict.fromkeys(claim.items.values_list("contribution", flat=True), False),
        "statement": STATEMENT,
        "own_part": "独立完成；设计由维护者在 PR 里评审。",
        "help_by_others": "",
        "is_honest": True,
    }
    return Written(**{**values, **changes})


def a_draft(term: Term, student: Student | None = None, **changes: Any) -> Claim:
    """A draft to which nothing is missing."""
    student = student or a_student_with({})
    claim = services.open_draft(student=student, term=term)
    return services.save_draft(claim_id=claim.pk, student=student, edition=claim.edition, written=written(claim, **changes))


def a_sent_claim(term: Term, student: Student | None = None, **changes: Any) -> Claim:
    """In department review."""
    claim = a_draft(term, student, **changes)
    return services.submit(claim_id=claim.pk, student=claim.student)


def a_reviewer(department: Department | None = None, **more: Any) -> Staff:
    """Of a department, by default that of the factories' students."""
    department = department or StaffFactory().department
    return StaffFactory(department=department, role="reviewer", role__department=department, **more)


def a_registrar(**more: Any) -> Staff:
    """Of the whole university."""
    return StaffFactory(role="registrar", **more)


def settle(claim: Claim) -> Claim:
    """Let the time pass in which the last decision could be taken back."""
    Claim.objects.filter(pk=claim.pk).update(settles_at=clock.machine_now() - timedelta(seconds=1))
    services.fall_due()
    return Claim.objects.get(pk=claim.pk)


def a_recommended_claim(term: Term, student: Student | None = None, **changes: Any) -> Claim:
    """In office review."""
    claim = a_sent_claim(term, student, **changes)
    return settle(services.recommend(claim_id=claim.pk, by=a_reviewer(claim.department)))


def an_approved_claim(term: Term, student: Student | None = None, **changes: Any) -> Claim:
    """Approved for good, in no notice yet."""
    claim = a_recommended_claim(term, student, **changes)
    return settle(services.approve(claim_id=claim.pk, by=a_registrar()))


def a_claim_in_notice(term: Term, student: Student | None = None, **changes: Any) -> Claim:
    """In public notice."""
    claim = an_approved_claim(term, student, **changes)
    publish(term)
    return Claim.objects.get(pk=claim.pk)


def publish(term: Term) -> Notice:
    """A notice with all that waits for one."""
    registrar = a_registrar()
    return services.publish_notice(notice_id=services.prepare_notice(term=term, by=registrar).pk, by=registrar)


def after_the_notice(settings: Any, claim: Claim) -> None:
    """Set the university's clock to the end of a claim's notice."""
    ends_at: datetime = Claim.objects.get(pk=claim.pk).deadline_at or clock.now()
    settings.OPENCREDITS_NOW = ends_at.isoformat()
