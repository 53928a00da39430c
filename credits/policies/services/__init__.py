"""The verbs of this room."""

from credits.policies.services.assess import Assessed, assess
from credits.policies.services.due import (
    assess_due,
    assess_student,
    assess_term,
    queue_everyone,
    queue_student,
    queue_students,
    queue_term,
)
from credits.policies.services.flags import answer_flag, open_cases
from credits.policies.services.load import load_policy, load_rules
from credits.policies.services.publish import publish

__all__ = [
    "Assessed",
    "answer_flag",
    "assess",
    "assess_due",
    "assess_student",
    "assess_term",
    "load_policy",
    "load_rules",
    "open_cases",
    "publish",
    "queue_everyone",
    "queue_student",
    "queue_students",
    "queue_term",
]
