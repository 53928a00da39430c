"""Where the work goes: repositories of all sorts at both forges, their popularity heavy-tailed."""

from datetime import timedelta

from sandbox.world import activity, people, words
from sandbox.world.draw import BEGINS, Draw, text_of
from sandbox.world.things import Account, Member, Repository, World

_SORTS = (("foundation", 9), ("community", 17), ("small", 9), ("campus", 4), ("coursework", 3), ("private", 3))
_CONTRIBUTORS = {
    "foundation": (12, 40),
    "community": (3, 24),
    "small": (0, 2),
    "campus": (0, 2),
    "coursework": (0, 0),
    "private": (0, 0),
}
_SCENE = (  # owner, name, forge, language, first number: they stand in the demo student's work
    ("lanternfs", "lantern", "github", "Rust", 1650),
    ("tidewater-db", "tidewater", "github", "Go", 770),
    ("maple-ml", "maple-tokenizer", "github", "Python", 140),
    ("kitecloud", "kite-cli", "github", "TypeScript", 220),
    ("openwillow", "willow-notes", "gitee", "TypeScript", 120),
    ("openwillow", "willow-sync", "gitee", "Go", 60),
)


def repository(
    draw: Draw,
    world: World,
    owner: Account,
    name: str,
    *,
    sort: str,
    writers: list[Account],
    language: str = "",
    stars: int | None = None,
) -> Repository:
    made = Repository(
        forge=owner.forge,
        owner=owner,
        name=name,
        sort=sort,
        created_at=text_of(draw.between(BEGINS.replace(year=2018), BEGINS - timedelta(days=200))),
        stars=draw.heavy(0.7, 20, 60_000) if stars is None else stars,
        language=language or draw.one(words.LANGUAGES),
        description=f"{name}: made up for the sandbox",
        writers=writers,
        private=sort == "private",
    )
    world.repositories.append(made)
    return made


def organisation(world: World, forge: str, login: str) -> Account:
    for one in world.accounts:
        if one.forge == forge and one.login == login:
            return one
    return people.account(world, forge, login, login, type="Organization", email="")


def scene(draw: Draw, world: World, outsiders: dict[str, list[Account]]) -> dict[str, Repository]:
    made = {}
    for owner, name, forge, language, first in _SCENE:
        one = repository(
            draw,
            world,
            organisation(world, forge, owner),
            name,
            sort="foundation",
            writers=draw.some(outsiders[forge], 4),
            language=language,
        )
        one.first_number = first
        made[name] = one
        _outside_work(draw, one, outsiders[forge], draw.number(14, 30))
    return made


def ordinary(draw: Draw, world: World, forge: str, outsiders: list[Account], students: list[Member]) -> list[Repository]:
    """Projects that students work in, with what other people do there."""
    holders = [account for member in students for account in member.accounts if account.forge == forge]
    made, taken = [], set()
    for sort, count in _SORTS:
        for _ in range(count):
            owner, thing = draw.one(words.OWNERS), draw.one(words.THINGS)
            while (owner, thing) in taken:
                owner, thing = draw.one(words.OWNERS), draw.one(words.THINGS)
            taken.add((owner, thing))
            campus = sort in ("campus", "coursework")
            writers = draw.some(holders, 3) + draw.some(outsiders, 1) if campus else draw.some(outsiders, draw.number(1, 5))
            login = f"campus-{owner}" if campus else owner
            one = repository(
                draw, world, organisation(world, forge, login), thing, sort=sort, writers=writers, stars=3 if campus else None
            )
            if draw.chance(10):
                one.former_names = [f"{login}/old-{thing}"]
            _outside_work(draw, one, outsiders, draw.number(*_CONTRIBUTORS[sort]))
            made.append(one)
    return made


def _outside_work(draw: Draw, repository: Repository, outsiders: list[Account], contributors: int) -> None:
    for author in draw.some(outsiders, contributors):
        for _ in range(draw.heavy(1.4, 1, 4)):
            activity.outside_pull(draw, repository, author)
