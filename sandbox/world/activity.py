# ruff: noqa: PLR2004 (chances and sizes: each figure stands where it is drawn)
"""Ordinary work over two years: pull requests, reviews, issues and releases, most of it small, a little of it large."""

from collections.abc import Sequence
from datetime import timedelta

from sandbox.world import deeds, paths, words
from sandbox.world.draw import BEGINS, ENDS, Draw, moment_of, text_of
from sandbox.world.things import Account, Member, PullRequest, Repository, World


def outside_pull(draw: Draw, repository: Repository, author: Account) -> PullRequest:
    """A change by somebody from outside, usually merged."""
    at = draw.between(BEGINS + timedelta(days=2), ENDS - timedelta(days=3))
    pull = deeds.open_pull(draw, repository, author, at, words.title(draw), paths.change(draw, repository.language)[:3])
    merged_at = draw.later(at, hours=20)
    by = next((one for one in repository.writers if one is not author), None)
    if not deeds.is_over(merged_at) and by is not None:
        deeds.merge(pull, by, merged_at)
    return pull


class Campus:
    """Students at work. Knows which repositories are to be had at each forge and who else is there."""

    def __init__(self, draw: Draw, world: World, outsiders: dict[str, list[Account]], robots: dict[str, list[Account]]) -> None:
        self.draw = draw
        self.outsiders = outsiders
        self.robots = robots
        self.open_to: dict[str, list[Repository]] = {
            forge: [one for one in world.repositories if one.forge == forge and one.sort not in ("own", "private")]
            for forge in ("github", "gitee")
        }
        self.closed_to = {
            forge: [one for one in world.repositories if one.forge == forge and one.sort == "private"] for forge in self.open_to
        }

    def year(self, member: Member) -> None:
        """What one student did at each of their accounts: the number is heavy-tailed, one in nine did nothing."""
        if self.draw.chance(11):
            return
        for account in member.accounts:
            count = self.draw.heavy(1.05, 3, 60)
            favourites = self.draw.some(self.open_to[account.forge], self.draw.number(1, 4))
            for _ in range(count):
                self.pull(account, self.draw.one(favourites))
            self.beside(account, favourites, count)

    def marathon(self, member: Member) -> None:
        """A student with hundreds of pull requests."""
        account = member.accounts[0]
        favourites = self.draw.some(self.open_to[account.forge], 3)
        for _ in range(self.draw.number(190, 320)):
            self.pull(account, self.draw.one(favourites))
        self.beside(account, favourites, 60)
        member.notes.append("marathon")

    def beside(self, account: Account, favourites: Sequence[Repository], count: int) -> None:
        """The reviews, issues and releases that come with so many pull requests, and now and then something private."""
        draw = self.draw
        for _ in range(draw.number(0, 1 + count // 3)):
            self.look(account, draw.one(favourites))
        for _ in range(draw.number(0, 1 + count // 3)):
            self.report(account, draw.one(favourites))
        if draw.chance(12):
            self.releases(account, draw.one(favourites), draw.number(1, 3))
        if draw.chance(5):
            self.pull(account, draw.one(self.closed_to[account.forge]))

    def pull(self, account: Account, repository: Repository) -> PullRequest:
        draw = self.draw
        at = draw.while_studying()
        files = paths.change(draw, repository.language)
        beside = [draw.one(self.outsiders[account.forge])] if draw.chance(8) else []
        count = draw.heavy(1.3, 1, 9)
        text = words.title(draw)
        if draw.chance(0.6):
            text = draw.one(words.HOSTILE_TITLES)
        pull = deeds.open_pull(
            draw,
            repository,
            account,
            at,
            text,
            files,
            body=words.remark(draw) if draw.chance(60) else "",
            count=count,
            beside=beside if account.forge == "github" else (),
            trailers=beside if account.forge == "gitee" else (),
            draft=draw.chance(2),
            labels=[draw.one(("bug", "enhancement", "good first issue"))] if draw.chance(25) else (),
        )
        self.outcome(pull)
        return pull

    def outcome(self, pull: PullRequest) -> None:
        """Merged, refused, landed some other way, or still open."""
        draw, repository = self.draw, pull.repository
        fellows = [one for one in repository.writers if one is not pull.author]
        when = draw.later(deeds.opened(pull), hours=30)
        if deeds.is_over(when) or not fellows:
            return
        sort = draw.number(1, 1000)
        if sort <= 60:
            return
        if sort <= 200:
            deeds.close(pull, when)
            if draw.chance(6):
                pull.labels.append("spam")
        elif sort <= 215 and repository.sort in ("foundation", "community"):
            deeds.land(pull, draw.one(fellows), when)
        else:
            by: Account | None = draw.one(fellows)
            if sort >= 992:
                by = None if pull.forge == "github" else by  # the account is gone since
            elif sort >= 972:
                by = self.robots[pull.forge][1]
            if draw.chance(45):
                deeds.review(draw, pull, draw.one(fellows), deeds.opened(pull) + (when - deeds.opened(pull)) / 2, state="APPROVED")
            deeds.merge(pull, by, when)
            if sort <= 230:
                self.undo(pull, draw.one(fellows))

    def undo(self, pull: PullRequest, by: Account) -> None:
        """A maintainer takes a merged change back; sometimes that is taken back too."""
        revert = revert_of(self.draw, pull, by, hours=60)
        if revert is not None and self.draw.chance(30):
            revert_of(self.draw, revert, by, hours=30)

    def look(self, account: Account, repository: Repository) -> None:
        """A review of somebody else's pull request, at most one for each."""
        draw = self.draw
        for pull in draw.some(repository.pulls, 6):
            if pull.author is account or any(one.author is account for one in pull.reviews):
                continue
            at = deeds.opened(pull) + timedelta(hours=draw.number(1, 30), minutes=draw.number(0, 59))
            if deeds.is_over(at) or (pull.closed_at and text_of(at) > pull.closed_at):
                continue
            remarks = draw.heavy(1.5, 1, 7) if draw.chance(60) else 0
            body = draw.one(words.NODS) if draw.chance(30) else words.remark(draw) if draw.chance(60) or not remarks else ""
            deeds.review(
                draw,
                pull,
                account,
                at,
                state=draw.one(("COMMENTED", "COMMENTED", "CHANGES_REQUESTED", "APPROVED")),
                remarks=remarks,
                body=body,
            )
            return

    def report(self, account: Account, repository: Repository) -> None:
        draw = self.draw
        at = draw.while_studying()
        issue = deeds.report(draw, repository, account, at, words.title(draw, words.TROUBLES))
        when = draw.later(at, hours=70)
        if deeds.is_over(when) or draw.chance(15):
            if issue.forge == "gitee" and draw.chance(30):
                issue.state = "progressing"
            return
        closer = next(
            (one for one in repository.pulls if one.merged_at and one.merged_by and at < moment_of(one.merged_at) < when),
            None,
        )
        if closer is not None and draw.chance(35):
            deeds.close_issue(issue, closer.merged_by, deeds.merged(closer), closer=closer)
        else:
            by = account if draw.chance(18) else draw.one(repository.writers)
            deeds.close_issue(issue, by, when, completed=draw.chance(78))

    def releases(self, account: Account, repository: Repository, count: int) -> None:
        """Releases by a student whom the project trusts with them, in a repository where they work too."""
        draw = self.draw
        self.pull(account, repository)
        for place in range(count):
            at = draw.while_studying()
            deeds.publish(
                repository,
                account,
                at,
                f"v{draw.number(0, 4)}.{draw.number(0, 30)}.{place}",
                prerelease=draw.chance(20),
                body=words.remark(draw),
            )


def revert_of(draw: Draw, pull: PullRequest, by: Account, *, hours: float) -> PullRequest | None:
    """A pull request that takes `pull` back, merged by the same person. None if the world ends before."""
    at = draw.later(deeds.merged(pull), hours=hours)
    done = at + timedelta(minutes=draw.number(20, 300))
    if deeds.is_over(done):
        return None
    files = [[path, deleted, added, "modified", kind] for path, added, deleted, _, kind in pull.files]
    repository = pull.repository
    made = deeds.open_pull(
        draw,
        repository,
        by,
        at,
        f'Revert "{pull.title}"',
        files,
        body=lambda: f"Reverts {repository.full_name}{sign(repository)}{pull.number}",
    )
    made.reverts = pull
    return deeds.merge(made, by, done)


def sign(repository: Repository) -> str:
    """How a forge writes a pull request's number."""
    return "#" if repository.forge == "github" else "!"
