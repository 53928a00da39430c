"""What each student's work is, read off the events: plain facts to compare a collection with. Nothing is judged here.

Keys follow the scoring facts where there is one; moments are UTC. `null` means that the forge does not tell.
"""

from collections import defaultdict
from collections.abc import Iterator

from sandbox.world.things import Account, Issue, PullRequest, Release, Repository, Review, World

FILES_TOLD = {"github": 3_000, "gitee": 300}
COMMITS_TOLD = 250


_Artefacts = list[dict[str, object]]


def artefacts(world: World) -> dict[str, _Artefacts]:
    """Student number → everything public of the four kinds that is theirs, by forge, kind and id."""
    found: dict[str, _Artefacts] = defaultdict(list)
    for repository in world.repositories:
        if not repository.private:
            for account, thing in _of(repository):
                if account is not None and account.student is not None:
                    found[account.student].append(_told(thing))
    for things in found.values():
        things.sort(key=lambda one: (str(one["forge"]), str(one["kind"]), int(str(one["external_id"]))))
    return found


def _of(repository: Repository) -> Iterator[tuple[Account | None, PullRequest | Review | Issue | Release]]:
    for pull in repository.pulls:
        yield pull.author, pull
        for review in latest_reviews(pull):
            # At Gitee saying yes without a word leaves no remark: it is an approval and nothing else.
            if review.author is not pull.author and (review.forge == "github" or review.remarks):
                yield review.author, review
    for issue in repository.issues:
        yield issue.author, issue
    for release in repository.releases:
        if not release.draft:
            yield release.author, release


def _told(thing: PullRequest | Review | Issue | Release) -> dict[str, object]:
    match thing:
        case PullRequest():
            return _pull_request(thing)
        case Review():
            return _review(thing)
        case Issue():
            return _issue(thing)
    return _release(thing)


def latest_reviews(pull: PullRequest) -> list[Review]:
    """Each person's last review of a pull request: GitHub's contributions have no more, Gitee's remarks are one anyway."""
    last: dict[int, Review] = {}
    for review in sorted(pull.reviews, key=lambda one: one.submitted_at):
        last[id(review.author)] = review
    return list(last.values())


def account_of(account: Account | None) -> str | None:
    if account is None:
        return None
    return f"{account.forge}:{account.id}{'!bot' if account.type == 'Bot' else ''}"


def _common(thing: PullRequest | Review | Issue | Release, repository: Repository, kind: str) -> dict[str, object]:
    return {
        "forge": thing.forge,
        "kind": kind,
        "external_id": str(thing.id),
        "account": account_of(thing.author),
        "repository": f"{thing.forge}:{repository.id}",
        "repository_name": repository.full_name,
    }


def _pull_request(pull: PullRequest) -> dict[str, object]:
    landed = pull.landed
    told = len(pull.files) <= FILES_TOLD[pull.forge]
    authors = [account_of(one) for one in _authors(pull)]
    return {
        **_common(pull, pull.repository, "pull_request"),
        "number": str(pull.number),
        "title": pull.title,
        "path": f"/{pull.repository.full_name}/{'pull' if pull.forge == 'github' else 'pulls'}/{pull.number}",
        "state": "accepted" if pull.merged_at or landed else "refused" if pull.state == "closed" else "open",
        "worked_at": pull.created_at,
        "counted_at": pull.merged_at or (pull.closed_at if landed else None),
        "landed": landed is not None,
        "merged_by": account_of(landed.committer.account if landed else pull.merged_by),
        "approved_by": sorted(str(account_of(one)) for one in approvers(pull)),
        "authors": authors if len(pull.commits) <= COMMITS_TOLD else None,
        "additions": pull.additions if told else None,
        "deletions": pull.deletions if told else None,
        "files": [list(one) for one in pull.files] if told else None,
        "reverted_at": reverted_at(pull),
        "reverts_own": _same_student(pull, pull.reverts),
        "spam": "spam" in pull.labels,
        "draft": pull.draft,
        "head_commit": pull.head,
        "same_work": None if pull.same_as is None else {"forge": pull.same_as.forge, "external_id": str(pull.same_as.id)},
    }


def _authors(pull: PullRequest) -> list[Account]:
    """The opener first, then who else has an account and made one of the commits. A trailer alone is no account at Gitee."""
    found: list[Account] = [] if pull.author is None else [pull.author]
    for commit in pull.commits:
        for one in commit.authors:
            if one.account is not None and one.account not in found:
                found.append(one.account)
    return found


def approvers(pull: PullRequest) -> list[Account]:
    """Who may write there and said yes last. Gitee tells who was asked and accepted, not who may write."""
    if pull.forge == "gitee":
        return list(pull.accepted_by)
    latest = [one for one in latest_opinions(pull) if one.state == "APPROVED"]
    return [one.author for one in latest if one.author is not None and one.author in pull.repository.writers]


def latest_opinions(pull: PullRequest) -> list[Review]:
    last: dict[int, Review] = {}
    for review in sorted(pull.reviews, key=lambda one: one.submitted_at):
        if review.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            last[id(review.author)] = review
    return list(last.values())


def _same_student(pull: PullRequest, other: PullRequest | None) -> bool:
    if other is None or pull.author is None or other.author is None:
        return False
    return pull.author.student is not None and pull.author.student == other.author.student


def reverted_at(pull: PullRequest) -> str | None:
    """When it was first taken back by something that was not taken back itself."""
    reverts = [one for one in pull.repository.pulls if one.reverts is pull and one.merged_at and reverted_at(one) is None]
    moments = [str(one.merged_at) for one in reverts]
    if pull.merge_commit is not None:
        moments += [one.at for one in pull.repository.pushed if f"This reverts commit {pull.merge_commit}." in str(one.message)]
    return min(moments, default=None)


def _review(review: Review) -> dict[str, object]:
    pull = review.pull_request
    return {
        **_common(review, pull.repository, "review"),
        "external_id": str(review.id if review.forge == "github" else pull.id),
        "number": str(pull.number),
        "state": "accepted",
        "worked_at": review.submitted_at,
        "counted_at": review.submitted_at,
        "last_at": max([review.submitted_at, *(one.at for one in review.remarks)]),
        "comments": sum(one.position is not None for one in review.remarks),
        "body_characters": len(review.body),
        "pull_request_author": account_of(pull.author),
        "pull_request_closed": pull.state != "open",
    }


def _issue(issue: Issue) -> dict[str, object]:
    over = issue.state in ("closed", "rejected")
    closer = issue.closer.merged_by if issue.closer is not None else issue.closed_by
    return {
        **_common(issue, issue.repository, "issue"),
        "number": issue.number,
        "title": issue.title,
        "state": "refused" if issue.state == "rejected" else "accepted" if over else "open",
        "worked_at": issue.created_at,
        "counted_at": issue.closed_at,
        "closed_by": account_of(closer) if over else None,
        "completed": issue.reason == "COMPLETED" if over else None,
    }


def _release(release: Release) -> dict[str, object]:
    return {
        **_common(release, release.repository, "release"),
        "number": release.tag,
        "title": release.name,
        "state": "accepted",
        "worked_at": release.published_at,
        "counted_at": release.published_at,
        "draft": False,
        "prerelease": release.prerelease,
    }


def external_contributors(repository: Repository) -> int:
    """People from outside, no robots, with a merged change in the world's two years."""
    return len(
        {
            pull.author.id
            for pull in repository.pulls
            if pull.merged_at and pull.author and not pull.author.student and not _robot(pull.author)
        }
    )


def _robot(account: Account) -> bool:
    return account.type == "Bot" or account.login.endswith("-bot")
