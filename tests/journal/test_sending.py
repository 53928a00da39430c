"""Celery's messages are hints: they leave after the commit, and a broker that is away costs nothing but time."""

import pytest
from celery import Celery
from celery.signals import after_task_publish
from django.db import transaction

from config.celery import app
from journal import outbox, work
from journal.models import OutboxMessage, Work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent():
    """The tasks and arguments that left for the broker."""
    left = []

    def hear(sender, body, **_):
        left.append((sender, *body[0]))

    after_task_publish.connect(hear)
    yield left
    after_task_publish.disconnect(hear)


def add(**more) -> Work:
    return work.add("somewhere.unknown", key="1", queue="notify", payload={}, **more)


def test_the_message_of_work_leaves_after_the_commit(sent):
    with transaction.atomic():
        row = add()
        before = list(sent)

    assert before == []
    assert sent == [("somewhere.unknown", row.pk)]


def test_work_that_is_done_once_more_is_sent_once_more(sent):
    row = add()

    with work.lease(row.pk):
        add()

    assert sent == [("somewhere.unknown", row.pk)] * 2


def test_no_message_leaves_for_work_that_is_done_here_or_later(sent):
    add(hand_out=False)
    Work.objects.all().delete()
    add(after_seconds=60)

    assert sent == []


def test_no_message_leaves_for_what_was_rolled_back(sent):
    with transaction.atomic():
        add()
        outbox.add("tested")
        transaction.set_rollback(True)

    assert sent == []


def test_the_outbox_is_handed_out_after_the_commit(sent):
    with transaction.atomic():
        outbox.add("tested")
        before = list(sent)

    assert before == []
    assert sent == [("journal.hand_out",)]


def test_a_message_for_later_wakes_nobody_now(sent):
    with transaction.atomic():
        outbox.add("tested", after_seconds=60)

    assert sent == []


@pytest.fixture
def _broker_away():
    Celery(broker="redis://127.0.0.1:9/0", set_as_current=False).set_current()
    yield
    app.set_current()


@pytest.mark.usefixtures("_broker_away")
def test_a_broker_that_is_away_keeps_nobody_from_their_work():
    with transaction.atomic():
        row = add()
        outbox.add("tested")

    assert Work.objects.get() == row
    assert OutboxMessage.objects.get().handled_at is None
