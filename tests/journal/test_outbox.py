"""The outbox: what a commit promised is told at least once, and what was rolled back never."""

import pytest
from django.db import transaction

from journal import clock, outbox
from journal.models import OutboxMessage, Work

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


def test_what_a_failed_handler_had_changed_is_undone(heard):
    def half(payload):
        Work.objects.create(task="half done", key="1", queue="notify")
        raise ValueError("broken")

    outbox.subscribe("failing", half)
    with transaction.atomic():
        outbox.add("failing")

    outbox.hand_out()

    assert not Work.objects.exists()
    outbox._handlers.pop("failing")


def test_a_message_that_failed_eight_times_is_left_for_people(heard):
    with transaction.atomic():
        outbox.add("tested", student=7)
    OutboxMessage.objects.update(attempts=8)

    assert outbox.hand_out() == 0

    assert heard == []


def test_a_message_for_later_is_told_when_its_time_has_come(heard):
    with transaction.atomic():
        outbox.add("tested", after_seconds=60, student=7)

    assert outbox.hand_out() == 0

    OutboxMessage.objects.update(next_try_at=clock.machine_now())
    assert outbox.hand_out() == 1
    assert heard == [{"student": 7}]


def test_what_another_process_told_meanwhile_is_not_told_again(heard):
    # While the first message is in hand, somebody else hands out the second.
    outbox.subscribe("first", lambda _: OutboxMessage.objects.filter(topic="tested").update(handled_at=clock.machine_now()))
    with transaction.atomic():
        outbox.add("first")
        outbox.add("tested", student=7)

    assert outbox.hand_out() == 1

    assert heard == []
    outbox._handlers.pop("first")


def test_who_subscribes_twice_is_told_once(heard):
    outbox.subscribe("tested", outbox._handlers["tested"][0])
    with transaction.atomic():
        outbox.add("tested", student=7)

    outbox.hand_out()

    assert heard == [{"student": 7}]
