"""Award runs that meet each other or are killed give the same awards as one calm run."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from credits.claims.models import Claim
from credits.claims.services import withdraw_notice
from credits.ledger.checking import check
from credits.ledger.errors import NothingDue
from credits.ledger.models import Award, AwardRun, Checkpoint, ExportBatch
from credits.ledger.services import award_run, awarding, checkpoint, make_batch
from tests.claiming import a_registrar
from tests.credits.ledger.factories import appended
from tests.meeting import at_once, meet

pytestmark = pytest.mark.django_db(transaction=True)


def awarded() -> list[tuple[int, str]]:
    return list(Award.objects.order_by("claim").values_list("claim", "number"))


def test_a_run_that_was_interrupted_is_gone_on_with(term, due, monkeypatch):
    claims = due(3)
    monkeypatch.setattr(awarding, "_BATCH", 1)
    interrupted = awarding._begun(term, a_registrar())
    awarding._award_some(interrupted.pk, interrupted.by)

    run = award_run(term=term, by=a_registrar())

    assert (run.pk, run.awards_made, run.hundredths) == (interrupted.pk, 3, 150)
    assert awarded() == [(claim.pk, f"2026-2027-1-R01-{place:04}") for place, claim in enumerate(claims, start=1)]
    assert check().problem is None


def test_of_two_runs_at_once_the_second_goes_on_where_the_first_is(term, due, monkeypatch):
    """Guards the lock on the run: without it the second would take the first's claims for all there are, and end the run."""
    monkeypatch.setattr(awarding, "_BATCH", 1)
    claims, (first, second) = due(2), (a_registrar(), a_registrar())
    run = awarding._begun(term, first)

    with transaction.atomic():
        awarding._award_some(run.pk, first)
        thread, raised = at_once(lambda: award_run(term=term, by=second))
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=30)

    assert not raised
    assert awarded() == [(claim.pk, f"2026-2027-1-R01-{place:04}") for place, claim in enumerate(claims, start=1)]
    assert AwardRun.objects.get().awards_made == 2


def test_a_claim_has_one_award_whoever_asks_the_database(term, due):
    due()
    award_run(term=term, by=a_registrar())
    award = Award.objects.get()

    award.pk, award.code, award.number = None, "b" * 32, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        award.save(force_insert=True)


def test_of_two_batches_at_once_each_award_is_in_one(term, due):
    """Guards the lock on the term: without it both would take all that waits."""
    due(2)
    award_run(term=term, by=a_registrar())

    with transaction.atomic():
        make_batch(term=term)
        thread, raised = at_once(lambda: make_batch(term=term))
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=30)

    assert [type(error).__name__ for error in raised] == ["NothingWaits"]
    assert ExportBatch.objects.get().lines.count() == 2


def test_of_two_checkpoints_at_once_one_is_made():
    """Guards the key of Checkpoint: the second finds the first's instead of failing."""
    appended(2)

    with transaction.atomic():
        first = checkpoint()
        thread, raised = at_once(checkpoint)
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=30)

    assert not raised
    assert Checkpoint.objects.get() == first


def test_a_batch_that_is_made_during_a_run_has_what_was_awarded_before_it(term, due, monkeypatch):
    """Guards `no_key` in `make_batch`: else the awards wait for the term's row, and the batch for the run's audit rows."""
    due(2)
    monkeypatch.setattr(awarding, "_BATCH", 1)
    run = awarding._begun(term, a_registrar())
    awarding._award_some(run.pk, run.by)

    raised = meet(lambda: awarding._award_some(run.pk, run.by), lambda: make_batch(term=term))

    assert not raised
    assert Award.objects.count() == 2
    assert ExportBatch.objects.get().lines.count() >= 1


def test_a_notice_that_is_taken_down_while_a_run_arrives_is_awarded_nothing_for(term, due):
    """Guards the locks on students and claims in the run: without them a claim is awarded whose notice was withdrawn."""
    (claim,), registrar = due(), a_registrar()
    notice = claim.notice_entries.get().notice_id

    raised = meet(
        lambda: withdraw_notice(notice_id=notice, by=registrar, reason="A name was wrong."),
        lambda: award_run(term=term, by=registrar),
    )

    assert {type(error) for error in raised} <= {NothingDue}
    assert not Award.objects.exists()
    assert Claim.objects.get().state == "approved"


KILLED = """
import sys, django
django.setup()
from accounts.models import Staff
from credits.policies.models import Term
from credits.ledger.services import awarding
awarding._BATCH = 1
awarding.award_run(term=Term.objects.get(pk=sys.argv[1]), by=Staff.objects.get(pk=sys.argv[2]))
"""


def test_a_run_killed_at_any_line_gives_the_same_awards(term, due):
    claims, registrar = due(5), a_registrar()
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "OPENCREDITS_NOW": settings.OPENCREDITS_NOW}

    child = subprocess.Popen([sys.executable, "-c", KILLED, str(term.pk), str(registrar.pk)], env=environment)
    deadline = time.monotonic() + 60
    while not Award.objects.exists() and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    child.kill()
    assert child.wait() in {0, -signal.SIGKILL}
    if AwardRun.objects.filter(finished_at=None).exists() or not AwardRun.objects.exists():
        award_run(term=term, by=registrar)

    assert awarded() == [(claim.pk, f"2026-2027-1-R01-{place:04}") for place, claim in enumerate(claims, start=1)]
    assert check().problem is None
