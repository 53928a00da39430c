"""A person's public events: from them a collection learns in which repositories somebody works."""

from collections.abc import Iterator
from typing import Any

from sandbox.gitee.bodies import Bodies, local
from sandbox.store import Forge
from sandbox.world.draw import BEGINS, moment_of
from sandbox.world.things import Account, PullRequest, Repository

_FIRST = 310_000_000
Event = tuple[str, str, Repository, dict[str, Any]]  # moment, type, repository, payload


def events(forge: Forge, account: Account) -> list[tuple[int, Event]]:
    """Newest first, each with the id by which the list is scrolled."""
    found = sorted((one for one in _told(forge, account) if not one[2].private), key=lambda one: one[0], reverse=True)
    numbered, last = [], 0
    for event in reversed(found):
        # Ids grow with time; two events of one second still differ.
        last = max(last + 1, int((moment_of(event[0]) - BEGINS).total_seconds() * 10) + _FIRST)
        numbered.append((last, event))
    return numbered[::-1]


def _told(forge: Forge, account: Account) -> Iterator[Event]:
    for pull in forge.pulls_of[account.id]:
        yield pull.created_at, "PullRequestEvent", pull.repository, {"action": "opened", **_pull(pull)}
    for review in forge.reviews_of[account.id]:
        pull = review.pull_request
        for remark in review.remarks:
            yield (
                remark.at,
                "PullRequestCommentEvent",
                pull.repository,
                {"action": "created", "pull_request": _pull(pull), "comment": {"id": remark.id}},
            )
    for issue in forge.issues_of[account.id]:
        yield (
            issue.created_at,
            "IssueEvent",
            issue.repository,
            {"action": "opened", "id": issue.id, "number": issue.number, "title": issue.title},
        )
    for release in forge.releases_of[account.id]:
        yield release.created_at, "CreateEvent", release.repository, {"ref": release.tag, "ref_type": "tag"}


def _pull(one: PullRequest) -> dict[str, Any]:
    return {"id": one.id, "number": one.number, "title": one.title, "state": one.state}


def shown(bodies: Bodies, account: Account, identity: int, event: Event) -> dict[str, Any]:
    at, kind, repository, payload = event
    actor = bodies.user(account) or {}
    basic = bodies.basic(repository)
    return {
        "id": str(identity),
        "type": kind,
        "actor": {name: actor[name] for name in ("id", "login", "name", "avatar_url", "url", "html_url", "remark")},
        "repo": {name: basic[name] for name in ("id", "full_name", "human_name", "url", "namespace")},
        "org": None,
        "public": True,
        "created_at": local(at),
        "payload": payload,
    }
