"""`export_claims`: each claim sent, a line; with --facts the file that it froze."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command

from tests.claiming import a_draft, a_recommended_claim, a_sent_claim, a_student_with


def printed(capsys, *arguments: str) -> str:
    call_command("export_claims", *arguments)
    return capsys.readouterr().out


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


@pytest.mark.parametrize("arguments", [(), ("--term", "1999"), ("--facts", "OC-1999-1")])
def test_what_is_not_there_is_said(term, arguments):
    with pytest.raises(CommandError):
        call_command("export_claims", *arguments)
