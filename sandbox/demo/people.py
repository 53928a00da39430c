"""What people do in the demo: set a password, sign in, agree, link their accounts, wait for the first result."""

import csv
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sandbox.demo.places import STATE, WORLD, Places
from sandbox.demo.processes import Stopped
from sandbox.demo.visitor import Visitor

PASSWORD = "open-credits-demo"  # noqa: S105 (the demo's, known to everybody)
SIGN_INS = ("student", "student2", "advisor", "reviewer", "reviewer2", "registrar", "registrar2", "owner", "auditor", "operator")
FRESH = "student2"  # left to whoever tries the demo: signs in, and has not linked yet
_LINKING = 210  # students
_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the roster who takes part."""

    number: str
    link: str | None  # to a first password; None: set already
    logins: dict[str, str]  # forge → login there
    links: bool  # whether these get linked, or are left to whoever tries the demo


def read(invitations: Path) -> list[Person]:
    """Who takes part: the demo's own people, and enough students with an account at a forge."""
    links = {row["number"]: row["link"] for row in _rows(invitations)}
    logins, numbers = _logins(), _numbers()
    linking = [number for number in logins if number != numbers[FRESH]][:_LINKING]
    others = [numbers[name] for name in SIGN_INS if numbers[name] not in linking]
    return [Person(number, links.get(number), logins.get(number, {}), links=number in linking) for number in (*linking, *others)]


def number_of(name: str) -> str:
    """The number on the roster of one of the demo's sign-ins."""
    return _numbers()[name]


def logins_of(name: str) -> dict[str, str]:
    """Forge → login there of one of the demo's sign-ins."""
    return _logins()[_numbers()[name]]


def _numbers() -> dict[str, str]:
    """Sign-in (`student`) → number on the roster."""
    return {row["邮箱"].removesuffix("@demo.example"): row["学号"] for row in _rows(WORLD / "roster.csv")}


def _logins() -> dict[str, dict[str, str]]:
    """Student number → forge → login, as the made-up campus has it."""
    logins: dict[str, dict[str, str]] = json.loads((WORLD / "sandbox.json").read_text())["logins"]
    return logins


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def by_account() -> dict[str, str]:
    """Forge account (`github:1`) → number of the student who holds it, as the made-up campus has it."""
    world = json.loads((WORLD / "world.json").read_text())
    return {f"{one['forge']}:{one['id']}": one["student"] for one in world["accounts"] if one["student"]}


def begin(places: Places, people: list[Person]) -> list[Visitor]:
    """Everybody sets a password; those who link sign in and take the first steps. Their browsers stay open."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return [visitor for visitor in pool.map(lambda person: _begin(places, person), people) if visitor is not None]


def _begin(places: Places, person: Person) -> Visitor | None:
    visitor = Visitor()
    if person.link is not None:
        visitor.go(person.link)
        visitor.send("/password/[^/]+/", password=PASSWORD, password_again=PASSWORD)  # and then stands before the sign-in
    else:
        visitor.go(f"{places.portal}/login/")
    if not person.links:
        return None
    visitor.send("/login/", name=person.number, password=PASSWORD)
    # Signing in leads to the first step that is not done; an earlier demo may have been ended half-way.
    if visitor.finds("/start/consent/"):
        visitor.send("/start/consent/", collect="yes")
    if not visitor.address.endswith("/start/link/"):
        visitor.go(f"{places.portal}/start/link/")
    for forge, login in person.logins.items():
        if visitor.finds(f"/accounts/{forge}/login/"):
            visitor.send(f"/accounts/{forge}/login/")
            visitor.send("/authorize", login=login, decision="authorize")
    return visitor


def sign_in(places: Places, name: str) -> Visitor:
    """Somebody (number, or sign-in without its domain) who has a password already."""
    visitor = Visitor()
    visitor.go(f"{places.portal}/login/")
    visitor.send("/login/", name=f"{name}@demo.example" if name in SIGN_INS else name, password=PASSWORD)
    return visitor


def wait_for_results(places: Places, visitors: list[Visitor], *, patience_seconds: int) -> None:
    """One after the other looks at the page of the first sync until it says that it is done.

    The patience is each visitor's: a slow machine gets its time, and workers that do nothing do not get for ever.
    """
    for done, visitor in enumerate(visitors):
        deadline = time.monotonic() + patience_seconds
        while 'data-ended="yes"' not in visitor.go(f"{places.portal}/start/sync/"):
            if time.monotonic() > deadline:
                left = len(visitors) - done
                raise Stopped(f"{left} first collections do not end: see {STATE / 'worker.log'}")
            time.sleep(1)
