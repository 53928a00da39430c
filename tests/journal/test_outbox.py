"""The outbox: what a commit promised is told at least once, and what was rolled back never."""

import pytest
from django.db import transaction

from journal import clock, outbox
from journal.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard():
    told: list[dict] = []
    outbox.subscribe("tested", told.append)
    yield told
    outbox._handlers.pop("tested")


def test_a_message_reaches_its_subscriber_once(heard):
    with transaction.atomic():
        outbox.add("tested", student=7)

    outbox.hand_out()
    outbox.hand_out()

    assert heard == [{"student": 7}]


def test_a_message_of_a_rolled_back_change_is_never_told(heard):
    with transaction.atomic():
        outbox.add("tested", student=7)
        transaction.set_rollback(True)

    outbox.hand_out()

    assert heard == []


def test_a_handler_that_fails_holds_up_nobody_and_is_tried_again_later(heard):
    def fail(payload):
        raise ValueError("broken")

    outbox.subscribe("failing", fail)
    with transaction.atomic():
        outbox.add("failing")
        outbox.add("tested", student=8)

    outbox.hand_out()

    assert heard == [{"student": 8}]
    failed = OutboxMessage.objects.get(topic="failing")
    assert (failed.handled_at, failed.attempts) == (None, 1)
    assert failed.next_try_at > clock.machine_now()
    outbox._handlers.pop("failing")
