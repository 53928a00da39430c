"""The demo's two students: rich work at both forges that a person can follow with a finger on the line."""

from datetime import UTC, datetime, timedelta

from sandbox.world import activity, deeds, paths, words
from sandbox.world.draw import Draw
from sandbox.world.things import Account, Issue, Member, PullRequest, Repository


def at(month: int, day: int, hour: int = 2, minute: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


class Story:
    """Deeds with fixed dates, sizes and numbers."""

    def __init__(self, draw: Draw, scene: dict[str, Repository], accounts: dict[str, Account]) -> None:
        self.draw, self.scene, self.accounts = draw, scene, accounts

    def pull(
        self,
        name: str,
        number: int,
        when: datetime,
        title: str,
        files: list[paths.File],
        *,
        merged: datetime | None = None,
        approved: bool = True,
    ) -> PullRequest:
        repository = self.scene[name]
        made = deeds.open_pull(
            self.draw, repository, self.accounts[repository.forge], when, title, files, body=words.remark(self.draw), count=2
        )
        made.number = number
        if merged is not None:
            if approved:
                deeds.review(self.draw, made, repository.writers[1], when + timedelta(hours=20), state="APPROVED")
            deeds.merge(made, repository.writers[0], merged)
        return made

    def issue(
        self, name: str, when: datetime, title: str, *, number: int = 0, closed: datetime | None = None, completed: bool = True
    ) -> Issue:
        repository = self.scene[name]
        made = deeds.report(self.draw, repository, self.accounts[repository.forge], when, title)
        made.number = str(number) if number else ""
        if closed is not None:
            deeds.close_issue(made, repository.writers[0], closed, completed=completed)
        return made

    def review(self, name: str, when: datetime, *, remarks: int, body: str = "") -> None:
        """On somebody else's pull request that was opened the day before and merged two days later."""
        repository = self.scene[name]
        other = repository.writers[2]
        theirs = deeds.open_pull(
            self.draw,
            repository,
            other,
            when - timedelta(days=1),
            words.title(self.draw),
            paths.change(self.draw, repository.language)[:2],
        )
        deeds.review(
            self.draw, theirs, self.accounts[repository.forge], when, remarks=remarks, body=body, state="CHANGES_REQUESTED"
        )
        deeds.merge(theirs, repository.writers[0], when + timedelta(days=2))


def source(stem: str, added: int, deleted: int, suffix: str = "rs") -> paths.File:
    return [f"src/core/{stem}.{suffix}", added, deleted, "modified", "source"]


def first_student(story: Story) -> None:
    """林知夏: three pull requests in October that make 61 lines, and everything around them."""
    story.pull(
        "lantern",
        1842,
        at(10, 8),
        "修复：重命名目录后监听丢失",
        [
            source("watch", 9, 3),
            source("index", 4, 1),
            source("event", 2, 0),
            ["tests/core/test_watch.rs", 10, 0, "added", "test"],
            ["package-lock.json", 212, 198, "modified", "lockfile"],
        ],
        merged=at(10, 12),
    )
    story.pull("tidewater", 907, at(10, 15), "compact: skip empty SST files", [source("compact", 19, 4, "go")], merged=at(10, 20))
    story.pull(
        "willow-notes",
        215,
        at(10, 22),
        "导出 Markdown 时保留任务列表的勾选状态",
        [source("export", 12, 1, "ts"), ["tests/ui/test_export.ts", 5, 0, "added", "test"]],
        merged=at(10, 30),
    )
    story.pull(
        "lantern",
        1790,
        at(9, 6),
        "监听器：合并同一目录的重复事件",
        [source("watch", 64, 18), ["tests/core/test_merge.rs", 40, 0, "added", "test"]],
        merged=at(9, 10),
    )
    story.pull(
        "maple-tokenizer",
        151,
        at(9, 14),
        "Handle combining marks when splitting words",
        [source("split", 31, 6, "py"), ["docs/guide/split.md", 14, 2, "modified", "docs"]],
        merged=at(9, 19),
    )
    story.pull(
        "willow-sync",
        74,
        at(9, 25),
        "同步失败后按指数退避重试",
        [source("retry", 48, 9, "go"), ["tests/net/test_retry.go", 36, 0, "added", "test"]],
        merged=at(9, 29),
    )
    story.pull(
        "kite-cli",
        310,
        at(11, 3),
        "chore: 升级依赖并更新锁文件",
        [["package-lock.json", 1_204, 998, "modified", "lockfile"]],
        merged=at(11, 5),
        approved=False,
    )
    story.pull(
        "kite-cli",
        305,
        at(10, 2),
        "Fix typo in the help of kite login",
        [["README.md", 1, 1, "modified", "docs"]],
        merged=at(10, 3),
    )
    story.pull(
        "tidewater",
        921,
        at(11, 13),
        "压缩时跳过空的 SST 文件",
        [source("sst", 37, 8, "go"), ["tests/storage/test_sst.go", 22, 0, "added", "test"]],
        merged=at(11, 16),
    )
    story.pull(
        "willow-notes",
        228,
        at(11, 12),
        "搜索框支持拼音首字母",
        [source("search", 71, 5, "ts"), ["locales/zh-CN/search.json", 6, 0, "modified", "translation"]],
    )
    deeds.close(story.pull("lantern", 1866, at(11, 1), "用轮询代替系统通知", [source("poll", 210, 30)]), at(11, 4))
    taken_back = story.pull(
        "maple-tokenizer", 160, at(10, 10), "Speed up the merge table", [source("merge", 58, 22, "py")], merged=at(10, 12)
    )
    activity.revert_of(story.draw, taken_back, story.scene["maple-tokenizer"].writers[0], hours=3)
    story.issue("kite-cli", at(10, 9), "升级后无法恢复上次的同步位置", number=302, closed=at(10, 27))
    story.issue("lantern", at(9, 3), "重命名目录后监听丢失", closed=at(10, 12))
    story.issue("willow-notes", at(11, 8), "大文件导出时界面卡住")
    story.issue("willow-notes", at(9, 8), "希望支持竖排", closed=at(9, 12), completed=False)
    for day in (4, 11, 18):
        story.review("lantern", at(10, day, 5), remarks=2, body=words.REMARKS[1])
        story.review("willow-notes", at(9, day, 6), remarks=1, body=words.REMARKS[0])
    story.review("tidewater", at(10, 25, 5), remarks=0, body="LGTM")
    deeds.publish(story.scene["willow-sync"], story.accounts["gitee"], at(10, 31), "v0.9.0", body=words.REMARKS[4])
    deeds.publish(story.scene["maple-tokenizer"], story.accounts["github"], at(10, 21), "v2.3.0", body=words.REMARKS[3])
    deeds.publish(story.scene["maple-tokenizer"], story.accounts["github"], at(11, 18), "v2.4.0rc1", prerelease=True)


def second_student(story: Story) -> None:
    """Steady work in two projects, one change ported to the other forge, one still open."""
    for month, day, size in ((9, 5, 60), (9, 21, 44), (10, 7, 80), (10, 24, 35), (11, 2, 52), (11, 15, 28)):
        story.pull(
            "maple-tokenizer",
            0,
            at(month, day, 3),
            words.title(story.draw),
            [source(f"part{day}", size, size // 6, "py"), [f"tests/test_part{day}.py", size // 2, 0, "added", "test"]],
            merged=at(month, day + 2, 4),
        )
    port = story.pull("tidewater", 0, at(9, 16), "wal: flush before the checkpoint", [source("wal", 41, 7, "go")], merged=at(9, 18))
    copy = deeds.copy_pull(story.scene["willow-sync"], story.accounts["gitee"], at(9, 20), port, same_commit=True)
    deeds.merge(copy, story.scene["willow-sync"].writers[0], at(9, 22))
    story.pull("willow-notes", 0, at(11, 17), "笔记列表支持键盘上下选择", [source("list", 66, 12, "ts")])
    story.issue("lantern", at(10, 3), "Watching a symbolic link follows it twice", closed=at(10, 6))
    story.review("maple-tokenizer", at(10, 14, 5), remarks=3, body=words.REMARKS[3])


def both(draw: Draw, scene: dict[str, Repository], students: list[Member]) -> None:
    for member, tell in zip(students, (first_student, second_student), strict=False):
        tell(Story(draw, scene, {one.forge: one for one in member.accounts}))
        member.notes.append("story")
