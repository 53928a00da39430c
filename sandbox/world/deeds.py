"""What people do at a forge: open, review, merge, close, report, publish. Each deed leaves a thing; ids come later."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sandbox.world import words
from sandbox.world.draw import ENDS, Draw, moment_of, sha1, text_of
from sandbox.world.paths import File
from sandbox.world.things import Account, Commit, Issue, Person, PullRequest, Release, Remark, Repository, Review, Words


def person(account: Account) -> Person:
    return Person(name=account.name, email=account.email, account=account)


def commits(
    draw: Draw,
    author: Account,
    at: datetime,
    message: str,
    *,
    count: int,
    beside: Sequence[Account] = (),
    trailers: Sequence[Account] = (),
) -> list[Commit]:
    """The commits of a pull request, the last one shortly before it was opened.

    beside: people who are further authors of the last commit (GitHub reads them from its trailers).
    trailers: people named in a `Co-authored-by` line only.
    """
    lines = "".join(f"\nCo-authored-by: {one.name} <{one.email}>" for one in (*beside, *trailers))
    made = []
    for place in range(count):
        last = place == count - 1
        text = (message if last else f"wip {place + 1}: {message}") + (f"\n{lines}" if last and lines else "")
        moment = at - timedelta(minutes=3 + 7 * (count - 1 - place))
        made.append(
            Commit(
                oid=sha1(author.login, author.forge, text, text_of(moment), draw.random()),
                message=text,
                at=text_of(moment),
                authors=[person(author), *(person(one) for one in beside if last)],
                committer=person(author),
            )
        )
    return made


def open_pull(  # noqa: PLR0917 (it reads like a sentence: where, who, when, what)
    draw: Draw,
    repository: Repository,
    author: Account,
    at: datetime,
    title: Words,
    files: list[File],
    *,
    body: Words = "",
    count: int = 1,
    beside: Sequence[Account] = (),
    trailers: Sequence[Account] = (),
    draft: bool = False,
    labels: Sequence[str] = (),
) -> PullRequest:
    made = commits(draw, author, at, title if isinstance(title, str) else "Revert", count=count, beside=beside, trailers=trailers)
    pull = PullRequest(
        forge=repository.forge,
        repository=repository,
        author=author,
        title=title,
        body=body,
        created_at=text_of(at),
        updated_at=text_of(at),
        files=files,
        commits=made,
        head=made[-1].oid,
        patch=made[-1].oid,
        draft=draft,
        labels=list(labels),
    )
    repository.pulls.append(pull)
    return pull


def copy_pull(repository: Repository, author: Account, at: datetime, original: PullRequest, *, same_commit: bool) -> PullRequest:
    """The same work offered at another forge: with the same head commit, or the same patch in a commit of its own."""
    made = [
        Commit(
            oid=one.oid if same_commit else sha1(one.oid, "again"),
            message=one.message,
            at=one.at,
            authors=[person(author)],
            committer=person(author),
        )
        for one in original.commits
    ]
    pull = PullRequest(
        forge=repository.forge,
        repository=repository,
        author=author,
        title=original.title,
        body=original.body,
        created_at=text_of(at),
        updated_at=text_of(at),
        files=[list(one) for one in original.files],
        commits=made,
        head=made[-1].oid,
        patch=original.patch,
    )
    pull.same_as, original.same_as = original, pull
    repository.pulls.append(pull)
    return pull


def merge(pull: PullRequest, by: Account | None, at: datetime, *, touched: datetime | None = None) -> PullRequest:
    pull.state, pull.draft = "merged", False
    pull.merged_at = pull.closed_at = text_of(at)
    pull.merged_by = by
    pull.merge_commit = sha1("merge", pull.head, pull.repository.full_name, pull.created_at)
    pull.updated_at = text_of(touched or at)
    return pull


def close(pull: PullRequest, at: datetime) -> PullRequest:
    pull.state, pull.closed_at, pull.updated_at = "closed", text_of(at), text_of(at)
    return pull


def land(pull: PullRequest, by: Account, at: datetime) -> PullRequest:
    """Close it, its commit having been pushed by the project: it is not "merged", but its work is in."""
    close(pull, at)
    pushed = text_of(at - timedelta(minutes=2))
    pull.landed = Commit(
        oid=sha1("landed", pull.head),
        message=lambda: f"{pull.title}\n\nCloses {'#' if pull.forge == 'github' else '!'}{pull.number}",
        at=pushed,
        authors=pull.commits[-1].authors,
        committer=person(by),
    )
    return pull


def review(
    draw: Draw,
    pull: PullRequest,
    author: Account | None,
    at: datetime,
    *,
    state: str = "COMMENTED",
    remarks: int = 0,
    body: str = "",
) -> Review:
    paths = [str(one[0]) for one in pull.files] or ["README.md"]
    made = [
        Remark(
            body=words.remark(draw),
            at=text_of(at + timedelta(seconds=40 * place)),
            path=draw.one(paths),
            position=draw.number(1, 40),
        )
        for place in range(remarks)
    ]
    if pull.forge == "gitee" and body:
        made.append(Remark(body=body, at=text_of(at + timedelta(seconds=40 * remarks))))
    one = Review(forge=pull.forge, pull_request=pull, author=author, state=state, submitted_at=text_of(at), body=body, remarks=made)
    pull.reviews.append(one)
    pull.updated_at = max(pull.updated_at, text_of(at))
    if pull.forge == "gitee" and author is not None and author in pull.repository.writers:
        # A project asks its own people to look; what somebody else remarks is a remark and no more.
        pull.asked += [author] if author not in pull.asked else []
        pull.accepted_by += [author] if state == "APPROVED" and author not in pull.accepted_by else []
    return one


def report(draw: Draw, repository: Repository, author: Account, at: datetime, title: str) -> Issue:
    issue = Issue(
        forge=repository.forge,
        repository=repository,
        author=author,
        title=title,
        body=words.remark(draw),
        created_at=text_of(at),
        updated_at=text_of(at),
        labels=[draw.one(("bug", "enhancement", "documentation"))] if draw.chance(40) else [],
    )
    repository.issues.append(issue)
    return issue


def close_issue(
    issue: Issue, by: Account | None, at: datetime, *, completed: bool = True, closer: PullRequest | None = None
) -> Issue:
    issue.state = "closed" if completed or issue.forge == "github" else "rejected"
    issue.reason = "COMPLETED" if completed else "NOT_PLANNED"
    issue.closed_at = issue.updated_at = text_of(at)
    issue.closed_by, issue.closer = by, closer
    return issue


def publish(
    repository: Repository,
    author: Account,
    at: datetime,
    tag: str,
    *,
    prerelease: bool = False,
    draft: bool = False,
    body: str = "",
) -> Release:
    if author not in repository.writers:
        repository.writers.append(author)  # only who may write publishes
    release = Release(
        forge=repository.forge,
        repository=repository,
        author=author,
        tag=tag,
        name=tag,
        body=body,
        created_at=text_of(at - timedelta(minutes=5)) if repository.forge == "github" else text_of(at),
        published_at=None if draft else text_of(at),
        prerelease=prerelease,
        draft=draft,
    )
    repository.releases.append(release)
    return release


def is_over(moment: datetime) -> bool:
    """Whether the world ends before that moment: what would have happened then has not happened."""
    return moment >= ENDS


def opened(pull: PullRequest) -> datetime:
    return moment_of(pull.created_at)


def merged(pull: PullRequest) -> datetime:
    """When it was merged. A ValueError if it was not."""
    if pull.merged_at is None:
        raise ValueError(pull)
    return moment_of(pull.merged_at)
