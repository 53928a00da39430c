# ruff: noqa: PLR2004 (figures of a story: each stands where it is told)
"""The attacks of the scoring model's table, each played by students of its own, and the extremes that readers must live through."""

from datetime import datetime, timedelta

from sandbox.world import activity, deeds, paths, people, repositories, words
from sandbox.world.activity import Campus
from sandbox.world.draw import ENDS, TERM_BEGINS, Draw, sha1, text_of
from sandbox.world.things import Account, Commit, Member, PullRequest, Repository, World

_BUSY_UNTIL = ENDS - timedelta(days=20)


class Patterns:
    def __init__(self, draw: Draw, world: World, campus: Campus, github: list[Member], gitee: list[Member]) -> None:
        """github, gitee: students who have an account there and play nothing else."""
        self.draw, self.world, self.campus = draw, world, campus
        self.rest = {"github": github, "gitee": gitee}

    def play(self) -> None:
        for forge in ("github", "gitee"):
            self.ring(forge)
            self.splitter(forge)
            self.padder(forge)
            self.typo_farmer(forge)
            self.comment_farmer(forge)
            self.toy_maker(forge)
            self.self_merger(forge)
            self.false_community(forge)
            self.release_farmer(forge)
            self.issue_farmer(forge)
            self.giant(forge)
            self.reverter(forge)
            self.porter(forge)
        self.mover()
        self.robot_friend()

    def take(self, forge: str, note: str) -> Account:
        member = self.rest[forge].pop()
        self.rest = {name: [one for one in members if one is not member] for name, members in self.rest.items()}
        member.notes.append(note)
        return next(one for one in member.accounts if one.forge == forge)

    def day(self) -> datetime:
        return self.draw.between(TERM_BEGINS, _BUSY_UNTIL)

    def fine(self, forge: str) -> Repository:
        return self.draw.one([one for one in self.campus.open_to[forge] if one.sort == "foundation"])

    def own(self, account: Account, name: str) -> Repository:
        made = repositories.repository(
            self.draw, self.world, account, name, sort="own", writers=[account], stars=self.draw.number(0, 4)
        )
        made.created_at = text_of(TERM_BEGINS - timedelta(days=40))
        return made

    def lines(self, repository: Repository, kind: str, added: int, deleted: int = 0) -> list[paths.File]:
        return [paths.file(self.draw, kind, repository.language, added=added, deleted=deleted)]

    def ring(self, forge: str) -> None:
        """Five students who approve and merge one another's work in a repository of their own making."""
        fellows = [self.take(forge, "ring") for _ in range(5)]
        circle = self.own(fellows[0], "study-circle")
        circle.writers = list(fellows)
        for author in fellows:
            for _ in range(6):
                at = self.day()
                by = self.draw.one([one for one in fellows if one is not author])
                pull = deeds.open_pull(
                    self.draw, circle, author, at, words.title(self.draw), self.lines(circle, "source", self.draw.number(30, 150))
                )
                deeds.review(self.draw, pull, by, at + timedelta(minutes=2), state="APPROVED", body="LGTM")
                deeds.merge(pull, by, at + timedelta(minutes=4))

    def splitter(self, forge: str) -> None:
        """One change handed in as twenty-five."""
        account, repository = self.take(forge, "splitter"), self.fine(forge)
        begins = TERM_BEGINS + timedelta(days=20)
        for place in range(25):
            at = begins + timedelta(hours=7 * place)
            pull = deeds.open_pull(
                self.draw, repository, account, at, f"Rename helper, part {place + 1} of 25", self.lines(repository, "source", 4, 3)
            )
            deeds.merge(pull, repository.writers[0], at + timedelta(hours=3))

    def padder(self, forge: str) -> None:
        """Two lines of work under thousands of lock file and vendored code."""
        account, repository = self.take(forge, "padder"), self.fine(forge)
        for place in range(6):
            at = self.day()
            files = [
                ["package-lock.json", 8_000 + place, 7_000, "modified", "lockfile"],
                [f"vendor/github.com/example/pad{place}/pad.go", 3_000, 0, "added", "vendored"],
                *(self.lines(repository, "source", 2) if place % 2 else []),
            ]
            pull = deeds.open_pull(self.draw, repository, account, at, f"chore: 升级依赖 {place + 1}", files)
            deeds.merge(pull, repository.writers[0], at + timedelta(hours=9))

    def typo_farmer(self, forge: str) -> None:
        """The same typo mended in a dozen projects."""
        account = self.take(forge, "typo_farmer")
        for repository in self.draw.some(
            [one for one in self.campus.open_to[forge] if one.sort in ("foundation", "community")], 12
        ):
            at = self.day()
            pull = deeds.open_pull(
                self.draw, repository, account, at, "Fix typo in README", [["README.md", 1, 1, "modified", "docs"]]
            )
            deeds.merge(pull, self.draw.one(repository.writers), at + timedelta(hours=5))

    def comment_farmer(self, forge: str) -> None:
        """A nod on each of forty pull requests, and not one comment on a line."""
        account, done = self.take(forge, "comment_farmer"), 0
        for repository in self.campus.open_to[forge]:
            for pull in repository.pulls:
                at = deeds.opened(pull) + timedelta(minutes=31)
                if (
                    done < 40
                    and pull.author is not account
                    and not deeds.is_over(at)
                    and (not pull.closed_at or text_of(at) < pull.closed_at)
                ):
                    deeds.review(self.draw, pull, account, at, body=self.draw.one(words.NODS))
                    done += 1

    def toy_maker(self, forge: str) -> None:
        """A repository of one's own in which one merges everything oneself."""
        account = self.take(forge, "toy_maker")
        toy = self.own(account, "my-first-compiler")
        for _ in range(18):
            at = self.day()
            pull = deeds.open_pull(
                self.draw, toy, account, at, words.title(self.draw), self.lines(toy, "source", self.draw.number(20, 400))
            )
            deeds.merge(pull, account, at + timedelta(minutes=1))

    def self_merger(self, forge: str) -> None:
        """A student who may write to a well-known project and presses the button alone."""
        account, repository = self.take(forge, "self_merger"), self.fine(forge)
        repository.writers.append(account)
        for place in range(5):
            at = self.day()
            pull = deeds.open_pull(self.draw, repository, account, at, words.title(self.draw), self.lines(repository, "source", 60))
            if place == 0:
                deeds.review(self.draw, pull, repository.writers[0], at + timedelta(hours=2), state="APPROVED")
            deeds.merge(pull, account, at + timedelta(hours=6))

    def false_community(self, forge: str) -> None:
        """An own repository made to look used, by accounts as young as it is."""
        account = self.take(forge, "false_community")
        stage = self.own(account, "awesome-everything")
        for place in range(4):
            puppet = people.account(self.world, forge, f"fresh-face-{place + 1}", f"Fresh Face {place + 1}")
            puppet.created_at = text_of(TERM_BEGINS + timedelta(days=1, hours=place))
            stage.writers.append(puppet)
            at = self.day()
            deeds.merge(
                deeds.open_pull(self.draw, stage, puppet, at, "Add a link", self.lines(stage, "docs", 1)),
                account,
                at + timedelta(minutes=3),
            )
        for _ in range(8):
            at = self.day()
            pull = deeds.open_pull(self.draw, stage, account, at, words.title(self.draw), self.lines(stage, "source", 120))
            deeds.merge(pull, self.draw.one(stage.writers[1:]), at + timedelta(minutes=2))

    def release_farmer(self, forge: str) -> None:
        """Thirty releases of nothing."""
        account = self.take(forge, "release_farmer")
        farm = self.own(account, "left-trim")
        at = self.day()
        deeds.merge(deeds.open_pull(self.draw, farm, account, at, "Begin", self.lines(farm, "source", 12)), account, at)
        for place in range(30):
            deeds.publish(
                farm,
                account,
                TERM_BEGINS + timedelta(days=1 + 2 * place),
                f"v0.0.{place}",
                prerelease=place % 10 == 9,
                draft=forge == "github" and place == 29,
            )

    def issue_farmer(self, forge: str) -> None:
        """Twenty-seven issues in October and as many in November, opened and closed by hand."""
        account, repository = self.take(forge, "issue_farmer"), self.fine(forge)
        for month in (31, 62):
            for place in range(27):
                at = TERM_BEGINS + timedelta(days=month, hours=4 + 17 * place)
                if not deeds.is_over(at + timedelta(hours=1)):
                    issue = deeds.report(self.draw, repository, account, at, words.title(self.draw, words.TROUBLES))
                    deeds.close_issue(issue, account if place % 3 else repository.writers[0], at + timedelta(minutes=50))

    def giant(self, forge: str) -> None:
        """More files and commits than a forge tells, moved lines, a very quick merge, declared help by a machine."""
        account, repository = self.take(forge, "giant"), self.fine(forge)
        by = repository.writers[0]
        many = 3_200 if forge == "github" else 340
        for files, count in ((many, 1), (130, 3), (2, 120), (2, 260)):
            at = self.day()
            changed = [[f"src/generated/part{place:04d}.py", 2, 1, "modified", "source"] for place in range(files)]
            deeds.merge(
                deeds.open_pull(self.draw, repository, account, at, f"Move {files} files in {count} steps", changed, count=count),
                by,
                at + timedelta(hours=30),
            )
        at = self.day()
        deeds.merge(
            deeds.open_pull(self.draw, repository, account, at, "Reformat the core", self.lines(repository, "source", 800, 796)),
            by,
            at + timedelta(hours=2),
        )
        at = self.day()
        deeds.merge(
            deeds.open_pull(self.draw, repository, account, at, "Vectorise the inner loop", self.lines(repository, "source", 90)),
            by,
            at + timedelta(minutes=3),
        )
        at = self.day()
        pull = deeds.open_pull(self.draw, repository, account, at, "Draft the manual", self.lines(repository, "docs", 260, 10))
        pull.commits[
            -1
        ].message = (
            f"{pull.commits[-1].message}\n\nCo-authored-by: Example Copilot <copilot@ai.example>\nGenerated-by: example-model"
        )
        deeds.merge(pull, by, at + timedelta(days=1))
        at = self.day()  # its commits arrived through another push: "merged", and nothing changed
        deeds.merge(
            deeds.open_pull(self.draw, repository, account, at, "Backport the fix for cursors", []), by, at + timedelta(hours=8)
        )

    def reverter(self, forge: str) -> None:
        """Merged and taken back; taken back and brought again; taken back by its own author; by a bare commit."""
        account, repository = self.take(forge, "reverter"), self.fine(forge)
        by = repository.writers[0]
        repository.writers.append(account)
        for place in range(5):
            at = TERM_BEGINS + timedelta(days=4 + 3 * place)
            pull = deeds.open_pull(
                self.draw, repository, account, at, words.title(self.draw), self.lines(repository, "source", 45 + place, 6)
            )
            deeds.merge(pull, by, at + timedelta(hours=4))
            if place == 4:
                repository.pushed.append(_undoing(pull, by, at + timedelta(days=2)))
                continue
            revert = activity.revert_of(self.draw, pull, account if place == 2 else by, hours=5) if place else None
            if place == 3 and revert is not None:
                activity.revert_of(self.draw, revert, by, hours=5)

    def porter(self, forge: str) -> None:
        """The same work offered at both forges: once as the same commit, once as the same patch."""
        candidates = [one for one in self.rest["github"] if one in self.rest["gitee"]]
        if not candidates or forge == "gitee":
            return
        member = candidates[-1]
        self.rest = {name: [one for one in members if one is not member] for name, members in self.rest.items()}
        member.notes.append("porter")
        here, there = member.accounts
        source, target = self.fine("github"), self.fine("gitee")
        for same_commit in (True, False, True, False):
            at = self.day()
            pull = deeds.open_pull(self.draw, source, here, at, words.title(self.draw), paths.change(self.draw, source.language))
            deeds.merge(pull, source.writers[0], at + timedelta(hours=11))
            copy = deeds.copy_pull(target, there, at + timedelta(days=1), pull, same_commit=same_commit)
            deeds.merge(copy, target.writers[0], at + timedelta(days=2))

    def mover(self) -> None:
        """A student who took another login, and somebody else who took the old one."""
        account = self.take("github", "mover")
        account.former_logins = ["tidy-otter"]
        newcomer = people.account(self.world, "github", "tidy-otter", "Tidy Otter", created_at=text_of(TERM_BEGINS))
        repository = self.fine("github")
        for author in (account, newcomer):
            at = self.day()
            deeds.merge(
                deeds.open_pull(self.draw, repository, author, at, words.title(self.draw), self.lines(repository, "source", 33)),
                repository.writers[0],
                at + timedelta(hours=12),
            )

    def robot_friend(self) -> None:
        """Pull requests by a robot, reviewed by a student, and by an account that is gone."""
        account, repository = self.take("github", "robot_friend"), self.fine("github")
        robot = self.campus.robots["github"][0]
        for author in (robot, None):
            at = self.day()
            pull = deeds.open_pull(
                self.draw, repository, robot, at, "Bump the dependencies", self.lines(repository, "config", 3, 3)
            )
            pull.author = author
            deeds.review(self.draw, pull, account, at + timedelta(hours=1), remarks=2, body=words.REMARKS[0])
            deeds.merge(pull, repository.writers[0], at + timedelta(hours=2))


def _undoing(pull: PullRequest, by: Account, at: datetime) -> Commit:
    who = deeds.person(by)
    return Commit(
        oid=sha1("undo", pull.head),
        message=lambda: f'Revert "{pull.title}"\n\nThis reverts commit {pull.merge_commit}.',
        at=text_of(at),
        authors=[who],
        committer=who,
    )
