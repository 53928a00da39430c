"""`search(type: ISSUE)`: the qualifiers that a collection needs. Free words are looked for in the title."""

import shlex
from collections.abc import Callable
from typing import Any

from sandbox.store import Forge, public
from sandbox.world.things import Issue, PullRequest

Found = PullRequest | Issue


def search(forge: Forge, query: str) -> list[Found]:
    """What fits, newest first (or as `sort:` says)."""
    terms = [one.partition(":") for one in _words(query)]
    given = {name: value for name, colon, value in terms if colon and name != "is"}
    things = _candidates(forge, given)
    tests = [_test(name, value) for name, colon, value in terms if colon] + [_word(name) for name, colon, _ in terms if not colon]
    found = [one for one in things if all(test(one) for test in tests)]
    by_update = given.get("sort", "").startswith("updated")
    return sorted(
        found,
        key=lambda one: (one.updated_at if by_update else one.created_at, one.id),
        reverse=not given.get("sort", "").endswith("-asc"),
    )


def _words(query: str) -> list[str]:
    try:
        return shlex.split(query)
    except ValueError:
        return query.split()


def _candidates(forge: Forge, given: dict[str, str]) -> list[Found]:
    """By the narrowest index: a person's, a repository's, or all there is."""

    def account(name: str) -> int:
        found = forge.logins.get(given[name].lower().lstrip("@"))
        return found.id if found else 0

    if "author" in given:
        return public([*forge.pulls_of.get(account("author"), ()), *forge.issues_of.get(account("author"), ())])
    if "reviewed-by" in given:
        pulls = {one.pull_request.id: one.pull_request for one in forge.reviews_of.get(account("reviewed-by"), ())}
        return public(list(pulls.values()))
    if "repo" in given:
        repository = forge.repository(given["repo"])
        return [*repository.pulls, *repository.issues] if repository else []
    return public([*forge.pulls.values(), *forge.issues.values()])


def _test(name: str, value: str) -> Callable[[Found], bool]:
    if name == "is":
        return _is(value)
    if name == "repo":
        return lambda one: one.repository.full_name.lower() == value.lower()
    if name == "author":
        return lambda one: one.author is not None and one.author.login.lower() == value.lower().lstrip("@")
    if name == "reviewed-by":
        return lambda one: (
            isinstance(one, PullRequest)
            and any(each.author is not None and each.author.login.lower() == value.lower() for each in one.reviews)
        )
    if name in ("merged", "created", "updated", "closed"):
        return _when(f"{name}_at", value)
    return lambda _: True


def _is(value: str) -> Callable[[Found], bool]:
    kinds: dict[str, Callable[[Found], bool]] = {
        "pr": lambda one: isinstance(one, PullRequest),
        "pull-request": lambda one: isinstance(one, PullRequest),
        "issue": lambda one: isinstance(one, Issue),
        "merged": lambda one: one.state == "merged",
        "unmerged": lambda one: one.state != "merged",
        "open": lambda one: one.state == "open",
        "closed": lambda one: one.state != "open",
    }
    return kinds.get(value, lambda _: True)


def _when(name: str, value: str) -> Callable[[Found], bool]:
    """`>=2026-09-01`, `<2026-10-01T00:00:00Z`, `2026-09-01..2026-09-30`; a day covers its whole day."""

    def of(one: Any) -> str:
        return getattr(one, name, None) or ""

    if ".." in value:
        begin, end = value.split("..")
        return lambda one: (
            bool(of(one)) and (begin in ("*", "") or of(one) >= begin) and (end in ("*", "") or of(one)[: len(end)] <= end)
        )
    for sign, fits in _SIGNS.items():
        if value.startswith(sign):
            bound = value[len(sign) :]
            return lambda one: bool(of(one)) and fits(of(one)[: len(bound)], bound)
    return lambda one: of(one).startswith(value)


_SIGNS: dict[str, Callable[[str, str], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


def _word(word: str) -> Callable[[Found], bool]:
    return lambda one: word.lower() in str(one.title).lower()
