"""verify_ledger names the first entry that does not fit, whatever a superuser changed behind the product's back."""

import json
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from credits.ledger import triggers
from credits.ledger.models import Award, LedgerEntry
from credits.ledger.services import append, award_run, checkpoint
from tests.claiming import a_registrar
from tests.credits.ledger.factories import a_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def awards(term, due):
    """Three awards in the ledger, and a checkpoint over them."""
    due(3)
    award_run(term=term, by=a_registrar())
    checkpoint()
    return list(Award.objects.order_by("entry"))


@pytest.fixture
def superuser():
    """Types SQL as somebody who has switched the triggers off."""
    triggers.drop(connection)

    def typed(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return typed


def told(capsys) -> dict:
    with suppress(CommandError):
        call_command("verify_ledger", json=True)
    return json.loads(capsys.readouterr().out)


def test_what_the_product_wrote_holds(awards, capsys):
    checked = told(capsys)

    assert (checked["verified"], checked["first_bad"]) == (True, None)
    assert {key: checked[key] for key in ("entries", "awards", "checkpoints", "credit_hundredths")} == {
        "entries": 3,
        "awards": 3,
        "checkpoints": 1,
        "credit_hundredths": 150,
    }


def test_an_empty_ledger_holds_with_its_checkpoint(db, capsys):
    checkpoint()

    assert told(capsys)["verified"]


def test_what_does_not_fit_ends_with_one_line_that_names_it(awards, superuser):
    superuser("UPDATE ledger_ledgerentry SET hundredths = 9900 WHERE sequence = 2")

    with pytest.raises(CommandError, match=r"^第 2 条：[^\n]+$"):
        call_command("verify_ledger")


@pytest.mark.parametrize(
    ("sql", "sequence"),
    [
        ("UPDATE ledger_ledgerentry SET hundredths = 51 WHERE sequence = 2", 2),
        ("UPDATE ledger_ledgerentry SET at = '2026-12-15 09:00:01+00:00' WHERE sequence = 3", 3),
        ("UPDATE ledger_ledgerentry SET kind = 'correction' WHERE sequence = 1", 1),
        ("UPDATE ledger_ledgerentry SET hash = previous_hash WHERE sequence = 1", 1),
        ("UPDATE ledger_ledgerhead SET sequence = 2", 3),
        ("UPDATE ledger_ledgerhead SET sequence = 5", 4),
        ("UPDATE ledger_checkpoint SET sequence = 2", 2),
        ("UPDATE ledger_checkpoint SET sequence = 9", 4),
        ("UPDATE ledger_checkpoint SET root = public_key", 3),
        ("UPDATE ledger_checkpoint SET signature = public_key || root", 3),
        ("UPDATE ledger_award SET hundredths = 51 WHERE number LIKE '%2'", 2),
        ("UPDATE ledger_award SET category = 'other' WHERE number LIKE '%2'", 2),
        ("UPDATE ledger_award SET number = 'other' WHERE number LIKE '%2'", 2),
        ("UPDATE ledger_award SET awarded_at = '2020-01-01 00:00:00+00:00' WHERE number LIKE '%2'", 2),
        (
            "UPDATE ledger_award SET student_id = (SELECT student_id FROM ledger_award WHERE number LIKE '%1') WHERE number LIKE '%2'",
            2,
        ),
        ("UPDATE claims_claim SET standing = 100 WHERE id = (SELECT claim_id FROM ledger_award WHERE number LIKE '%3')", 3),
        (
            "UPDATE claims_evidence SET facts = facts || ' ' WHERE id = (SELECT evidence_id FROM ledger_award WHERE number LIKE '%2')",
            2,
        ),
        ("UPDATE policies_policyversion SET text = text || ' ' WHERE kind = 'scoring'", 1),
        ("UPDATE policies_policyversion SET text = text || ' ' WHERE kind = 'rules'", 1),
        ("DELETE FROM ledger_studentkey WHERE student_id = (SELECT student_id FROM ledger_award WHERE number LIKE '%2')", 2),
        ("DELETE FROM ledger_award WHERE number LIKE '%3'", 3),
    ],
)
def test_one_change_anywhere_is_found_at_its_entry(awards, superuser, capsys, sql, sequence):
    superuser(sql)

    assert told(capsys)["first_bad"]["sequence"] == sequence


@pytest.mark.parametrize(("removed", "sequence"), [(1, 1), (2, 2), (3, 3)])
def test_a_removed_entry_is_found(awards, superuser, capsys, removed, sequence):
    superuser(f"DELETE FROM ledger_award WHERE entry_id = {removed}")
    superuser(f"DELETE FROM ledger_ledgerentry WHERE sequence = {removed}")

    assert told(capsys)["first_bad"]["sequence"] == sequence


def test_entries_that_changed_places_are_found(awards, superuser, capsys):
    superuser("DELETE FROM ledger_award")
    superuser("UPDATE ledger_ledgerentry SET sequence = 9 WHERE sequence = 2")
    superuser("UPDATE ledger_ledgerentry SET sequence = 2 WHERE sequence = 3")
    superuser("UPDATE ledger_ledgerentry SET sequence = 3 WHERE sequence = 9")
    superuser("UPDATE ledger_ledgerentry SET kind = 'correction'")

    assert told(capsys)["first_bad"]["sequence"] == 1


def test_an_entry_without_an_award_is_found(awards, capsys):
    append([a_draft()])

    assert told(capsys)["first_bad"] == {"sequence": 4, "what": "缺少对应的认定记录"}


def test_a_ledger_written_anew_by_somebody_who_knows_how_is_found_by_its_checkpoint(awards, superuser, capsys):
    previous = LedgerEntry.objects.get(pk=2).previous_hash
    for entry in LedgerEntry.objects.filter(sequence__gte=2):
        entry.term, entry.previous_hash = "2026-2027-2", previous
        previous = entry.hash_of_content()
        superuser(
            f"UPDATE ledger_ledgerentry SET term = '2026-2027-2', previous_hash = '{entry.previous_hash}', hash = '{previous}', "
            f"kind = 'award' WHERE sequence = {entry.sequence}"
        )
    superuser(f"UPDATE ledger_ledgerhead SET hash = '{previous}'")

    assert told(capsys)["first_bad"]["sequence"] in {2, 3}


def test_a_checkpoint_of_an_older_key_of_ours_holds_and_a_strangers_does_not(awards, settings, capsys):
    ours = settings.LEDGER_SIGNING_KEYS
    settings.LEDGER_SIGNING_KEYS = [b"the newest key of thirty-two byt", *ours]
    assert told(capsys)["verified"]

    settings.LEDGER_SIGNING_KEYS = [b"the newest key of thirty-two byt"]
    assert told(capsys)["first_bad"]["sequence"] == 3


def test_credit_on_a_claim_without_an_entry_is_found(awards, capsys):
    from tests.claiming import a_sent_claim, a_student_with

    claim = a_sent_claim(awards[0].term, a_student_with({}))
    type(claim).objects.filter(pk=claim.pk).update(standing=50)

    assert (told(capsys)["verified"], told(capsys)["first_bad"]) != (True, None)
