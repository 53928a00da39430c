"""Ten read-only calls that show whether a forge still answers as its readers expect: `calls` of each forge's `trial`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from credits.forges.errors import ForgeError, RateLimited, TokenRefused, Unavailable
from credits.forges.facts import Issue, Merged, PullRequest, Release, Repository, Review
from credits.forges.wire import readable

# What every answer tells, and what it tells of something accepted. A field that no answer fills was renamed or taken away: readers
# make None of it, so that collecting would go on and nothing would ever be counted.
_ALWAYS: dict[type, tuple[str, ...]] = {
    PullRequest: ("updated_at", "authors", "changes", "spam", "ai_trailers"),
    Review: ("updated_at", "pull_request_closed", "comments", "body_characters"),
    Issue: ("updated_at",),
    Release: ("draft", "prerelease"),
    Repository: ("private", "created_at"),
    Merged: ("at",),
}
_ACCEPTED: dict[type, tuple[str, ...]] = {PullRequest: ("counted_at", "merged_by"), Issue: ("counted_at",)}
# Of one or two the people may be gone.
_ENOUGH = 3

Call = tuple[str, Callable[[], Sequence[Any]]]


class NothingToAsk(Exception):
    """The token's holder has nothing on which this call could be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a call. untold: fields that no answer filled. has_nothing: it was not made, the holder has no such work."""

    name: str
    error: ForgeError | None = None
    untold: tuple[str, ...] = ()
    has_nothing: bool = False

    @property
    def is_good(self) -> bool:
        """Whether the readers got what they expect."""
        return self.error is None and not self.untold


def make(calls: Iterable[Call]) -> Iterator[Tried]:
    """Make each call and compare what its readers gave. Where the forge is silent, or wants nothing of us, the rest is left out."""
    for name, call in calls:
        try:
            with readable():
                read = call()
        except NothingToAsk:
            yield Tried(name=name, has_nothing=True)
        except ForgeError as error:
            yield Tried(name=name, error=error)
            if isinstance(error, TokenRefused | RateLimited | Unavailable):
                return
        else:
            yield Tried(name=name, untold=_untold(read))


def _untold(read: Sequence[Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for of in dict.fromkeys(type(one) for one in read):
        all_of = [one for one in read if type(one) is of]
        accepted = [one for one in all_of if getattr(one, "state", "") == "accepted"]
        found |= dict.fromkeys(_empty(all_of, _ALWAYS.get(of, ())))
        if len(accepted) >= _ENOUGH:
            found |= dict.fromkeys(_empty(accepted, _ACCEPTED.get(of, ())))
    return tuple(found)


def _empty(read: Sequence[Any], fields: Sequence[str]) -> list[str]:
    return [name for name in fields if all(getattr(one, name) is None for one in read)]
