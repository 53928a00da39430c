"""The made-up campus: `build(seed)` tells two years of work, event by event; everything else is read off it."""

from pathlib import Path

from sandbox.world import activity, file, papers, people, repositories, story
from sandbox.world.draw import Draw
from sandbox.world.finish import finish
from sandbox.world.patterns import Patterns
from sandbox.world.things import World

_OUTSIDERS = {"github": 210, "gitee": 150}


def build(seed: int) -> World:
    """The same world for the same seed, on any machine."""
    draw = Draw(seed)
    world = World(seed=seed)
    people.staff(world)
    students = people.students(draw, world)
    outsiders = {forge: people.outsiders(draw, world, forge, count) for forge, count in _OUTSIDERS.items()}
    robots = {forge: people.robots(world, forge) for forge in _OUTSIDERS}
    scene = repositories.scene(draw, world, outsiders)
    for forge in _OUTSIDERS:
        repositories.ordinary(draw, world, forge, outsiders[forge], students[2:])
    campus = activity.Campus(draw, world, outsiders, robots)
    story.both(draw, scene, students)
    linked = [one for one in students[2:] if one.accounts]
    for member in linked[:3]:
        campus.marathon(member)
    for member in linked[3:-60]:
        campus.year(member)
    players = linked[-60:]
    github, gitee = (
        [one for one in players if any(account.forge == forge for account in one.accounts)] for forge in ("github", "gitee")
    )
    Patterns(draw, world, campus, github, gitee).play()
    finish(draw, world)
    return world


def write(seed: int, folder: Path) -> World:
    """Writes world.json, roster.csv, labels.csv and sandbox.json."""
    world = build(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("world.json", file.dump(world)),
        ("roster.csv", papers.roster(world)),
        ("labels.csv", papers.labels(world)),
        ("sandbox.json", papers.keys(world)),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return world
