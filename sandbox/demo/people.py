"""What people do in the demo: set a password, sign in, agree, link their accounts, wait for the first result."""

import csv
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sandbox.demo.places import WORLD, Places
from sandbox.demo.processes import Stopped
from sandbox.demo.visitor import Visitor

PASSWORD = "open-credits-demo"  # noqa: S105 (the demo's, known to everybody)
SIGN_INS = ("student", "student2", "advisor", "reviewer", "reviewer2", "registrar", "registrar2", "owner", "auditor", "operator")
_LINKING = 210  # students
_AT_ONCE = 6
_FORGES = ("github", "gitee")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster with a one-time link to a first password."""

    number: str
    link: str
    logins: dict[str, str]  # forge → login there


def read(invitations: Path) -> list[Person]:
    """Who takes part: the demo's own people, and enough students with an account at a forge."""
    logins = json.loads((WORLD / "sandbox.json").read_text())["logins"]
    linking = set(list(logins)[:_LINKING])
    with invitations.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        Person(row["number"], row["link"], logins.get(row["number"], {}))
        for row in rows
        if row["number"] in linking or row["email"].removesuffix("@demo.example") in SIGN_INS
    ]


def by_account() -> dict[str, str]:
    """Forge account (`github:1`) → number of the student who holds it, as the made-up campus has it."""
    world = json.loads((WORLD / "world.json").read_text())
    return {f"{one['forge']}:{one['id']}": one["student"] for one in world["accounts"] if one["student"]}


def begin(places: Places, people: list[Person]) -> list[Visitor]:
    """Everybody sets a password; those with an account at a forge sign in, agree and link it. Their browsers stay open."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return [visitor for visitor in pool.map(lambda person: _begin(places, person), people) if visitor is not None]


def _begin(places: Places, person: Person) -> Visitor | None:
    visitor = Visitor()
    visitor.go(person.link)
    visitor.send("/password/", password=PASSWORD, password_again=PASSWORD)
    if not person.logins:
        return None
    visitor.go(f"{places.portal}/login/")
    visitor.send("/login/", name=person.number, password=PASSWORD)
    visitor.go(f"{places.portal}/start/consent/")
    visitor.send("/start/consent/", collect="yes")
    for forge in _FORGES:
        if forge in person.logins:
            visitor.go(f"{places.portal}/start/link/")
            visitor.send(f"/accounts/{forge}/login/")
            visitor.send("/authorize", login=person.logins[forge], decision="authorize")
    return visitor


def wait_for_results(places: Places, visitors: list[Visitor], *, seconds: int) -> None:
    """One after the other looks at the page of the first sync until it says that it is done."""
    deadline = time.monotonic() + seconds
    for done, visitor in enumerate(visitors):
        while 'data-ended="yes"' not in visitor.go(f"{places.portal}/start/sync/"):
            if time.monotonic() > deadline:
                left = len(visitors) - done
                raise Stopped(f"{left} first collections did not end in {seconds} s: see var/demo/worker.log")
            time.sleep(1)
