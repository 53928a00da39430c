"""What this room does because of an earlier one."""

from typing import Any

from credits.policies.services import queue_everyone, queue_student, queue_students, queue_term
from journal import outbox


def subscribe() -> None:
    """Called once, when Django is ready."""
    outbox.subscribe("contributions_changed", _student_changed)
    outbox.subscribe("roster_changed", _students_changed)
    outbox.subscribe("account_linked", _everyone_changed)
    outbox.subscribe("labels_changed", _everyone_changed)
    outbox.subscribe("terms_changed", _everyone_changed)
    outbox.subscribe("policy_published", _term_changed)


def _student_changed(payload: dict[str, Any]) -> None:
    queue_student(payload["student"])


def _students_changed(payload: dict[str, Any]) -> None:
    queue_students(payload["students"])


def _term_changed(payload: dict[str, Any]) -> None:
    queue_term(payload["term"])


def _everyone_changed(payload: dict[str, Any]) -> None:  # noqa: ARG001 (who linked does not matter, that somebody did does)
    # A link makes a stranger a peer and an outside contributor one of our own: it may touch anybody's work.
    queue_everyone()
