"""What must be assessed again, and when: after a change of facts, of a policy, or because a day has come."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import Student
from credits.contributions.models import Contribution
from credits.contributions.services import begin_labels
from credits.policies.models import Assessment, PolicyVersion, Publication, Term
from credits.policies.services.assess import assess
from journal import clock, work

STUDENT_TASK = "credits.policies.assess_student"
TERM_TASK = "credits.policies.assess_term"
_QUEUE = "assess"
# More students than these are done sooner with everybody, in one pass, than each alone.
_MANY = 100
_LET_MORE_COME_SECONDS = 60


def queue_student(student_id: int) -> None:
    """Have one student's terms assessed."""
    work.add(STUDENT_TASK, key=f"student {student_id}", queue=_QUEUE, payload={"student": student_id})


def queue_students(student_ids: Collection[int]) -> None:
    """Have several students assessed: each alone, or, when they are many, with everybody."""
    if len(student_ids) > _MANY:
        queue_everyone()
        return
    for student_id in sorted(student_ids):
        queue_student(student_id)


def queue_everyone() -> None:
    """Have every term assessed for which something is published, once what comes with it has come too."""
    for term in Term.objects.filter(publications__isnull=False).distinct():
        queue_term(term.pk, after_seconds=_LET_MORE_COME_SECONDS)


def queue_term(term_id: int, *, after_seconds: int = 0) -> None:
    """Have a whole term assessed; asked again meanwhile, it is done once. `after_seconds`: time for more of the same to come."""
    work.add(TERM_TASK, key=f"term {term_id}", queue=_QUEUE, payload={"term": term_id}, after_seconds=after_seconds)


def assess_student(work_id: int) -> None:
    """The work of `queue_student`: every term in which the student has, or had, something and a policy is in force."""
    with work.lease(work_id) as held:
        if held is not None:
            student = Student.objects.get(pk=held.work.payload["student"])
            for term in Term.objects.all():
                if _concerns(term, student) and _has_policy(term):
                    assess(term=term, student=student)


def assess_term(work_id: int) -> None:
    """The work of `queue_term`."""
    with work.lease(work_id) as held:
        if held is not None:
            term = Term.objects.get(pk=held.work.payload["term"])
            if _has_policy(term):
                assess(term=term)


def assess_due() -> int:
    """Queue whoever has a contribution that ripened or a label that began, and, when a term has begun, its open work.

    How many students.
    """
    ripe = set(Assessment.objects.current().filter(ripens_at__lte=clock.now()).values_list("student_id", flat=True))
    current = Term.objects.current()
    if current is not None:
        ripe |= _never_assessed(current)
    for student_id in ripe:
        queue_student(student_id)
    return len(ripe | _newly_labelled())


def _newly_labelled() -> set[int]:
    """Queue those with work in a repository of which a label's day has come; found once."""
    with transaction.atomic():
        rows = Contribution.objects.filter(repository__in=begin_labels())
        students = set(rows.values_list("student_id", flat=True))
        queue_students(students)
    return students


def _never_assessed(term: Term) -> set[int]:
    """Students with work in the current term and no assessment of it: its first day, or a policy published late."""
    published = Publication.objects.filter(term=term, policy_version__kind=PolicyVersion.Kind.SCORING)
    having = Contribution.objects.belonging_to(term.starts_at, term.ends_at, is_open=True)
    if not published.filter(department=None).exists():
        having = having.filter(student__department__in=published.values("department"))
    assessed = Assessment.objects.current().filter(term=term).values("student_id")
    return set(having.exclude(student_id__in=assessed).values_list("student_id", flat=True))


def _concerns(term: Term, student: Student) -> bool:
    rows = Contribution.objects.of(student).belonging_to(term.starts_at, term.ends_at, is_open=term.is_current)
    return rows.exists() or Assessment.objects.current().filter(student=student, term=term).exists()


def _has_policy(term: Term) -> bool:
    return Publication.objects.filter(term=term, policy_version__kind=PolicyVersion.Kind.SCORING).exists()
