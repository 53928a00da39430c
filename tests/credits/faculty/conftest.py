import pytest
from django.test import Client

from accounts.models import Staff
from tests import claiming


@pytest.fixture
def term(db, settings):
    """Autumn 2026 with policy and rules, in its round."""
    return claiming.a_term_with_rules(settings)


@pytest.fixture
def browser_of():
    """A browser of somebody's, in English."""

    def browser(person: Staff) -> Client:
        client = Client()
        client.force_login(person.user)
        client.cookies["django_language"] = "en"
        return client

    return browser
