"""What the product's commands and the sandbox's log say of the demo: its figures, read back."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sandbox.demo import people
from sandbox.demo.places import STATE, TERM, Places
from sandbox.demo.processes import run, run_module

Row = dict[str, Any]


def summary(where: Places) -> Row:
    """The figures of the table."""
    assessment, exported, claimed, awarded, _ = side_by_side(
        where,
        ("assess", "--term", TERM, "--json"),
        ("export_contributions",),
        ("export_claims", "--term", TERM),
        ("export_credits", "--term", TERM, "--format", "json"),
        ("export_ledger", "--out", str(STATE / "ledger.jsonl"), "--checkpoint", str(STATE / "checkpoint")),
    )
    with (STATE / "requests.jsonl").open(encoding="utf-8") as lines:
        log = [json.loads(line) for line in lines]
    students = people.by_account()
    awards = json.loads(awarded)
    return {
        "students_linked": len({students[line["account"]] for line in log if line["account"] in students}),
        "requests": sum(line["forge"] is not None for line in log),
        "contributions": dict(Counter(row["state"] for row in _rows(exported))),
        "milli_points": sum(json.loads(assessment)["milli_points"].values()),
        "claims": dict(Counter(row["state"] for row in _rows(claimed))),
        "awards": len(awards),
        "credit_hundredths": sum(award["credit_hundredths"] for award in awards),
        "ledger_verified": _verified(where, awards),
    }


def claims(where: Places) -> list[Row]:
    """Every claim of the term that was sent."""
    return _rows(run(where, "export_claims", "--term", TERM))


def key_of(claim: Row) -> int:
    """The key of a claim, as addresses have it: OC-2026-0012 is the claim 12."""
    return int(claim["claim"].rpartition("-")[2])


def side_by_side(where: Places, *commands: tuple[str, ...]) -> list[str]:
    """What these print, of which none needs another: each begins with a second of imports, and even small machines have two cores."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda command: run(where, *command), commands))


def _verified(where: Places, awards: list[Row]) -> bool:
    """By the product, which counts as many as were exported, and by the stand-alone verifier; Stopped where one of them objects."""
    checked = json.loads(run(where, "verify_ledger", "--json"))
    ledger, key, head = STATE / "ledger.jsonl", checked["public_key"], STATE / "checkpoint"
    run_module("credits.ledger.verify", str(ledger), "--key", key, "--checkpoint", str(head))
    counted = (len(awards), sum(award["credit_hundredths"] for award in awards))
    return checked["verified"] and counted == (checked["awards"], checked["credit_hundredths"])


def _rows(text: str) -> list[Row]:
    # Not `splitlines`, which would also cut at what a title may hold.
    return [json.loads(line) for line in text.split("\n") if line]
