"""The published policy, read once from its text."""

from functools import lru_cache

from credits import scoring
from credits.policies.models import PolicyVersion


def policy_of(version: PolicyVersion) -> scoring.Policy:
    """The policy of a version; its text was checked when it was loaded."""
    return _read(version.text, str(version))


@lru_cache(maxsize=16)
def _read(text: str, name: str) -> scoring.Policy:
    return scoring.read_policy(text, name)
