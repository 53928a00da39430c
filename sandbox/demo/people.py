"""What people do in the demo: set a password, sign in, agree, link their accounts, wait for the first result."""

import csv
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sandbox.demo.places import WORLD, Places
from sandbox.demo.processes import Stopped
from sandbox.demo.visitor import Visitor

PASSWORD = "open-credits-demo"  # noqa: S105 (the demo's, known to everybody)
SIGN_INS = ("student", "student2", "advisor", "reviewer", "reviewer2", "registrar", "registrar2", "owner", "auditor", "operator")
_AT_ONCE = 6
_FORGES = ("github", "gitee")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster with a one-time link to a first password."""

    number: str
    link: str
    logins: dict[str, str]  # forge → login there


def read(invitations: Path) -> list[Person]:
    """Who was invited, with the made-up accounts that they hold."""
    logins = json.loads((WORLD / "sandbox.json").read_text())["logins"]
    with invitations.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [Person(row["number"], row["link"], logins.get(row["number"], {})) for row in rows]


def by_account() -> dict[str, str]:
    """Forge account (`github:1`) → number of the student who holds it, as the made-up campus has it."""
    world = json.loads((WORLD / "world.json").read_text())
    return {f"{one['forge']}:{one['id']}": one["student"] for one in world["accounts"] if one["student"]}


def begin(places: Places, people: list[Person]) -> None:
    """Everybody sets a password; those with an account at a forge sign in, agree and link it."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for done in [pool.submit(_begin, places, person) for person in people]:
            done.result()


def _begin(places: Places, person: Person) -> None:
    visitor = Visitor()
    visitor.go(person.link)
    visitor.send("/password/", password=PASSWORD, password_again=PASSWORD)
    if not person.logins:
        return
    sign_in(visitor, places, person.number)
    visitor.go(f"{places.portal}/start/consent/")
    visitor.send("/start/consent/", collect="on")
    for forge in _FORGES:
        if forge in person.logins:
            visitor.go(f"{places.portal}/start/link/")
            visitor.send(f"/accounts/{forge}/login/")
            visitor.send("/authorize", login=person.logins[forge], decision="authorize")


def sign_in(visitor: Visitor, places: Places, number: str) -> None:
    """With number and password."""
    visitor.go(f"{places.portal}/login/")
    visitor.send("/login/", name=number, password=PASSWORD)


def wait_for_results(places: Places, people: list[Person], *, seconds: int) -> None:
    """Look at the page of the first sync of everybody who linked, until each says that it is done."""
    deadline = time.monotonic() + seconds
    waiting = {person.number: Visitor() for person in people if person.logins}
    for number, visitor in waiting.items():
        sign_in(visitor, places, number)
    while waiting:
        for number, visitor in list(waiting.items()):
            states = re.findall(r'data-sync-state="(\w+)"', visitor.go(f"{places.portal}/start/sync/"))
            if states and set(states) == {"done"}:
                del waiting[number]
        if waiting and time.monotonic() > deadline:
            raise Stopped(f"{len(waiting)} first collections did not end in {seconds} s: see var/demo/worker.log")
        time.sleep(1)
