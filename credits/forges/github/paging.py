"""Asking for pages that shrink when GitHub cannot work them out, and that begin again when their place is forgotten."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from credits.forges.errors import BadAnswer, TokenRefused, Unavailable
from credits.forges.facts import Account
from credits.forges.github.client import Client, Told

SIZES = (100, 50, 25, 10, 5)
SMALLEST = SIZES[-1]
# GitHub gives up with a status; silence is the network's, and a smaller page only helps if the answer was cut for its length.
_SILENCES = 2


def ask(client: Client, name: str, size: int, variables: Mapping[str, Any]) -> tuple[Told, int]:
    """An answer, and the size of page that worked.

    An answer with gaps is asked for again in smaller pages; at the smallest it is taken, and what is null is not known.
    """
    silences = _SILENCES
    while True:
        try:
            told = client.query(name, {**variables, "first": size}, attempts=1)
            if not told.gaps or size == SMALLEST:
                return told, size
        except Unavailable as error:
            if error.__cause__ is not None:
                silences -= 1
                if silences < 0:
                    raise
                size = size if silences else SMALLEST
                continue
            if size == SMALLEST:
                raise
        size = smaller(size)


def smaller(size: int) -> int:
    """The next size down."""
    return next((one for one in SIZES if one < size), SMALLEST)


def viewer(told: Told, account: Account) -> Mapping[str, Any]:
    """The holder of the token, who must be the one that is linked: a login can be renamed and taken by somebody else."""
    found = told.data["viewer"]
    if str(found["databaseId"]) != account.external_id:
        raise TokenRefused("the token belongs to another account")
    holder: Mapping[str, Any] = found
    return holder


@contextmanager
def reading() -> Iterator[None]:
    """An answer that lacks what the schema promises is a bad answer."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadAnswer(f"an answer of another form: {type(error).__name__}") from error
