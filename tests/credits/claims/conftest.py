import pytest

from tests import claiming


@pytest.fixture
def term(db, settings):
    """Autumn 2026 with policy and rules, in its round."""
    return claiming.a_term_with_rules(settings)
