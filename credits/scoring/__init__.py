"""From facts and a policy to points, flags and the reasons for both; no Django, no clock, no network.

`score(read_policy(text, name), facts_from_records(records))` gives a Result; its `lines()` are what the command prints.
"""

from .assess import score
from .credit import credit_hundredths, to_next_tier
from .errors import BadValue, InputError, ScoringError
from .facts import KINDS, Facts
from .flags import FLAGS
from .marks import MARKS
from .pieces import Layer, PieceResult
from .policy import CreditTier, Policy, ProjectTier, read_policy
from .reading import facts_from_records, read_facts
from .result import ContributionResult, Result, StudentResult
from .rules import REASONS, STATES
from .size import ClassSize, apportion, icbrt, root, size_by_class

__all__ = [
    "FLAGS",
    "KINDS",
    "MARKS",
    "REASONS",
    "STATES",
    "BadValue",
    "ClassSize",
    "ContributionResult",
    "CreditTier",
    "Facts",
    "InputError",
    "Layer",
    "PieceResult",
    "Policy",
    "ProjectTier",
    "Result",
    "ScoringError",
    "StudentResult",
    "apportion",
    "credit_hundredths",
    "facts_from_records",
    "icbrt",
    "read_facts",
    "read_policy",
    "root",
    "score",
    "size_by_class",
    "to_next_tier",
]
