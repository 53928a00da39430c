import pytest

from tests import claiming


@pytest.fixture
def term(db, settings):
    """Autumn 2026 with policy and rules, in its round."""
    return claiming.a_term_with_rules(settings)


@pytest.fixture
def due(term, settings):
    """Makes claims whose notice is over, of a student each; 0.5 credits each."""

    def make(count: int = 1):
        claims = [claiming.an_approved_claim(term) for _ in range(count)]
        claiming.publish(term)
        claiming.after_the_notice(settings, claims[-1])
        return claims

    return make
