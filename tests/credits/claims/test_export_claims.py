"""`export_claims`: each claim sent, a line; with --facts the file that it froze."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from credits.claims.models import Claim
from credits.claims.services import book_award, locked
from credits.policies.services import assess
from tests.claiming import (
    a_claim_in_notice,
    a_draft,
    a_recommended_claim,
    a_registrar,
    a_sent_claim,
    a_student_with,
    add_work,
    after_the_notice,
)
from tests.factories import POLICY


def printed(capsys, *arguments: str) -> str:
    call_command("export_claims", *arguments)
    return capsys.readouterr().out


def credit_of(facts: str, file: Path) -> int:
    """What the scoring command makes of a claim's facts, in hundredths."""
    file.write_text(facts)
    command = [sys.executable, "-m", "credits.scoring", str(POLICY), str(file)]
    results = map(json.loads, subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())
    return sum(line["credit_hundredths"] for line in results if line["type"] == "student")


def test_each_claim_that_was_sent_is_a_line(term, capsys):
    claim = a_recommended_claim(term)
    a_draft(term, a_student_with({}))

    lines = [json.loads(line) for line in printed(capsys, "--term", term.name).splitlines()]

    digest = claim.evidence.get().digest
    assert lines == [
        {"claim": claim.number, "student": claim.student.number, "state": "office_review", "asked": 50, "computed": 50, "proposed": 50,
         "approved": None, "facts_digest": digest},
    ]  # fmt: skip


def test_the_frozen_file_comes_byte_for_byte(term, capsys):
    claim = a_sent_claim(term)

    text = printed(capsys, "--facts", claim.number)

    assert hashlib.sha256(text.encode()).hexdigest() == claim.evidence.get().digest


def test_with_the_printed_files_anybody_computes_every_amount_asked(term, settings, capsys, tmp_path):
    """Of the third, half a credit stands already."""
    first, second = a_claim_in_notice(term), a_sent_claim(term, a_student_with({"changes": {"source": (1000, 0)}}))
    after_the_notice(settings, first)
    book_award(claim=locked(first.pk, among=Claim.objects.all()), by=a_registrar(), award="A1")
    add_work(first.student.user.linked_accounts.get(), changes={"source": (936, 0)})
    assess(term=term, student=first.student)
    third = a_sent_claim(term, first.student)

    asked = {row["claim"]: row["asked"] for row in map(json.loads, printed(capsys, "--term", term.name).splitlines())}

    assert asked == {first.number: 50, second.number: 100, third.number: 50}
    assert {number: credit_of(printed(capsys, "--facts", number), tmp_path / number) for number in asked} == {
        first.number: 50, second.number: 100, third.number: 100
    }  # fmt: skip


@pytest.mark.parametrize("arguments", [(), ("--term", "1999"), ("--facts", "OC-1999-1")])
def test_what_is_not_there_is_said(term, arguments):
    with pytest.raises(CommandError):
        call_command("export_claims", *arguments)
