"""Celery's doors to this room."""

from celery import shared_task

from credits.policies import services


@shared_task(name="credits.policies.assess_student")
def assess_student(work_id: int) -> None:
    """One student's terms."""
    services.assess_student(work_id)


@shared_task(name="credits.policies.assess_term")
def assess_term(work_id: int) -> None:
    """A whole term."""
    services.assess_term(work_id)


@shared_task(name="credits.policies.assess_due")
def assess_due() -> None:
    """Every minute: what fell due on the university's clock."""
    services.assess_due()
