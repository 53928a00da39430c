"""A verb is one transaction: what it changes, records and tells stands together or not at all (DESIGN.md decision 4).

Tests run in a transaction of their own, which hides a missing one: so the code itself is read.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import accounts.services
import credits.claims.services
import credits.contributions.services
import credits.ledger.services
import credits.policies.services

ROOMS = (
    accounts.services, credits.claims.services, credits.contributions.services, credits.ledger.services, credits.policies.services,
)  # fmt: skip
ATOMIC = "transaction.atomic"
RECORDS = ("audit.add", "outbox.add", "move", "locked", "objects.lock", "select_for_update")
# Called in the transaction of another room's verb. And a collection, whose pages are a transaction each: its row has it done again
# until it comes to its end, so that what it tells last is told.
PARTS = {"append", "book_award", "locked", "collect_account"}


def verbs() -> list[Callable[..., Any]]:
    """What the rooms offer to pages, commands and workers."""
    offered = {getattr(room, name) for room in ROOMS for name in room.__all__ if name not in PARTS}
    return sorted((inspect.unwrap(one) for one in offered if inspect.isfunction(one)), key=lambda verb: verb.__qualname__)


def recorded_outside(function: Callable[..., Any]) -> Iterator[str]:
    """The calls of a function that change or record something outside every transaction, its own parts included."""
    [tree] = ast.parse(inspect.getsource(function)).body
    if ATOMIC not in map(ast.unparse, tree.decorator_list):
        for call in calls_outside(tree):
            own = getattr(sys.modules[function.__module__], call, None)
            if call.endswith(RECORDS):
                yield call
            elif inspect.isfunction(own) and own.__module__ == function.__module__ and own != function:
                yield from recorded_outside(inspect.unwrap(own))


def calls_outside(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.With) and f"{ATOMIC}()" in {ast.unparse(item.context_expr) for item in child.items}:
            continue
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func)
        yield from calls_outside(child)


@pytest.mark.parametrize("verb", verbs(), ids=lambda verb: f"{verb.__module__.split('.')[-3]}.{verb.__name__}")
def test_a_verb_changes_records_and_tells_in_one_transaction(verb):
    assert list(recorded_outside(verb)) == []
