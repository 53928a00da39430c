"""Both forges, for those who ask whether they answer."""

from tests.credits.contributions.conftest import _forges, campus, forges  # noqa: F401 (fixtures)
