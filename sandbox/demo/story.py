"""The round of claims from its first day to its awards, told act by act; each act once, however often the demo is begun."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime

from sandbox.demo import cast, claiming, deciding, people
from sandbox.demo.cast import Fate, Part
from sandbox.demo.diary import Diary
from sandbox.demo.places import STATE, Places, move_clock
from sandbox.demo.records import claims, key_of
from sandbox.demo.visitor import Visitor

# All in the round: everything of the made-up campus is ripe by the first, and what is put up on the day of deciding has stood its
# three working days by the last.
_CLAIMING_AT, _REVIEWING_AT, _ANSWERING_AT, _DECIDING_AT, _AWARDING_AT = (
    datetime.fromisoformat(f"2026-12-{moment}+08:00") for moment in ("08T10:00", "09T14:30", "10T09:20", "10T15:40", "16T09:30")
)
_AT_ONCE = 6
_PARTS, _DIARY = STATE / "parts.json", STATE / "diary.jsonl"
_UNDECIDED = (Fate.WAITING, Fate.FLAGGED, Fate.WITHDRAWN)
AWARDED = (Fate.AWARDED, Fate.CAPPED, Fate.ADJUSTED, Fate.EXCLUDED, Fate.EXPLAINED, Fate.FOUND, Fate.CAME_BACK)
_WITH_DEPARTMENT = ("submitted", "department_review")
# Act → where it begins; a claim that a demo ended half-way left elsewhere has it behind it.
_BEGINS = {
    "submit": (),
    "withdraw": _WITH_DEPARTMENT,
    "review": _WITH_DEPARTMENT,
    "submit again": ("returned",),
    "review again": _WITH_DEPARTMENT,
    "decide": ("recommended", "office_review"),
}


class Story:
    """The parts, and how far they have come."""

    def __init__(self, where: Places, say: Callable[[str], None]) -> None:
        self.where = where
        self._say = say
        self._visitors: dict[str, Visitor] = {}
        move_clock(_CLAIMING_AT)
        self.parts, self.ready = self._cast()
        self.diary = Diary(_DIARY)
        self._found = {row["student"]: row for row in claims(where)} if self.diary else {}

    def tell(self) -> None:
        """All of it, or what is left of it."""
        self._say(f"It is December: what ripened is assessed, and {len(self.parts)} students claim credit")
        self._each("submit", self.parts, self._submit)
        self._each("withdraw", self.having(Fate.WITHDRAWN), self._of_student(claiming.withdraw))
        self._say("The departments review")
        move_clock(_REVIEWING_AT)
        self._review("review", [part for part in self.parts if part.fate not in _UNDECIDED], deciding.review)
        move_clock(_ANSWERING_AT)
        self._each("submit again", self.having(Fate.CAME_BACK, Fate.RESUBMITTED), self._of_student(claiming.submit_again))
        self._review("review again", self.having(Fate.CAME_BACK), deciding.review_again)
        self._say("The office decides, and puts a list up")
        move_clock(_DECIDING_AT)
        self._decide(*AWARDED, Fate.REFUSED)
        self._once("publish", "registrar", deciding.publish)
        self._decide(Fate.IN_NOTICE)
        move_clock(_AWARDING_AT)
        self._say("The notice is over: the award run, the file for the records, the next list")
        self._once("award", "registrar2", deciding.award)
        self._once("publish the next", "registrar", deciding.publish)
        self._decide(Fate.APPROVED)

    def having(self, *fates: Fate) -> list[Part]:
        """The parts with one of these fates."""
        return [part for part in self.parts if part.fate in fates]

    def visitor(self, name: str) -> Visitor:
        """The open browser of a student (number) or of staff (sign-in)."""
        if name not in self._visitors:
            self._visitors[name] = people.sign_in(self.where, name)
        return self._visitors[name]

    def _cast(self) -> tuple[list[Part], str]:
        """Chosen once: when the demo goes on, everybody stays with their part."""
        if not _PARTS.exists():
            first = people.number_of("student")
            # `export_facts` tells the term as of its latest assessment, which must not be one from before the clock moved.
            claiming.wait_until_ripe(self.where, self.visitor(first))
            parts, ready = cast.parts_of(cast.worth_credit(self.where), first=first)
            told = {"parts": [asdict(part) for part in parts], "ready": ready}
            unfinished = _PARTS.with_suffix(".unfinished")
            unfinished.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            unfinished.rename(_PARTS)
        return _kept()

    def _submit(self, part: Part) -> int:
        student = self.visitor(part.number)
        claiming.wait_until_ripe(self.where, student)
        return claiming.submit(self.where, student, place=self.parts.index(part))

    def _of_student(self, do: Callable[[Places, Visitor, int], None]) -> Callable[[Part], None]:
        return lambda part: do(self.where, self.visitor(part.number), self.diary.claim(part.number))

    def _of_staff(self, name: str, do: Callable[[Places, Visitor, int, Fate], None]) -> Callable[[Part], None]:
        return lambda part: do(self.where, self.visitor(name), self.diary.claim(part.number), part.fate)

    def _review(self, act: str, parts: list[Part], do: Callable[[Places, Visitor, int, Fate], None]) -> None:
        """Each reviewer one claim after the other, side by side with the other reviewers."""
        names = sorted({part.reviewer for part in parts})

        def all_of(name: str) -> None:
            for part in parts:
                if part.reviewer == name:
                    self._act(act, part, self._of_staff(name, do))

        with ThreadPoolExecutor() as pool:
            list(pool.map(all_of, names))

    def _decide(self, *fates: Fate) -> None:
        for part in self.having(*fates):
            self._act("decide", part, self._of_staff("registrar", deciding.decide))

    def _each(self, act: str, parts: list[Part], do: Callable[[Part], int | None]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda part: self._act(act, part, do), parts))

    def _act(self, act: str, part: Part, do: Callable[[Part], int | None]) -> None:
        if self.diary.has(act, part.number):
            return
        found = self._found.pop(part.number, None)
        if found is not None and found["state"] not in _BEGINS[act]:
            claim = key_of(found)
        else:
            claim = do(part) or self.diary.claim(part.number)
        self.diary.add(act, part.number, claim=claim)

    def _once(self, act: str, name: str, do: Callable[[Places, Visitor], None]) -> None:
        if not self.diary.has(act):
            do(self.where, self.visitor(name))
            self.diary.add(act)


def worth_a_visit() -> list[tuple[str, str, str]]:
    """What became of a claim, who signs in to see it, and its page: the first of each kind, and one that is still to be written."""
    diary, (parts, ready) = Diary(_DIARY), _kept()
    names = {people.number_of("student"): "student@demo.example"}
    firsts = {part.fate: part for part in reversed(parts)}
    told = [(fate, firsts[fate].number, f"/me/claims/{diary.claim(firsts[fate].number)}/") for fate in Fate if fate in firsts]
    return [(what, names.get(number, number), page) for what, number, page in [*told, ("can claim, and has not", ready, "/me/")]]


def _kept() -> tuple[list[Part], str]:
    told = json.loads(_PARTS.read_text(encoding="utf-8"))
    return [Part(row["number"], row["department"], row["reviewer"], Fate(row["fate"])) for row in told["parts"]], told["ready"]
