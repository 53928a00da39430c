"""Whether the demo showed all that it is for: each claim came where its fate leads, and its amount can be computed without us."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

from sandbox.demo.cast import CAPPED_AT, CAPPED_DEPARTMENT, POLICY, Fate, Part
from sandbox.demo.places import STATE
from sandbox.demo.processes import score
from sandbox.demo.records import Row, claims
from sandbox.demo.story import AWARDED, Story

_STATES = {
    **dict.fromkeys(AWARDED, "awarded"),
    Fate.IN_NOTICE: "in_notice",
    Fate.APPROVED: "approved",
    Fate.OFFICE: "office_review",
    Fate.WAITING: "department_review",
    Fate.RESUBMITTED: "department_review",
    Fate.FLAGGED: "department_review",
    Fate.RETURNED: "returned",
    Fate.REJECTED: "rejected",
    Fate.REFUSED: "rejected",
    Fate.WITHDRAWN: "withdrawn",
}
_SENT_TWICE = (Fate.CAME_BACK, Fate.RESUBMITTED)
_FLAGGED = (Fate.FLAGGED, Fate.EXPLAINED, Fate.FOUND)


def shortcomings(story: Story) -> list[str]:
    """What is not as it should be, a sentence each."""
    rows = {row["student"]: row for row in claims(story.where)}
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda part: _of_claim(story, part, rows[part.number]), story.parts))
    return [f"no claim is {fate}" for fate in Fate if not story.having(fate)] + [wrong for wrong in found if wrong]


def _of_claim(story: Story, part: Part, row: Row) -> str:
    """What is wrong with one of them; empty: nothing."""
    text = _frozen(story, part)
    file = STATE / "facts" / f"{row['claim']}.jsonl"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text)
    results = score(POLICY, file)
    credit = next(line["credit_hundredths"] for line in results if line["type"] == "student" and line["student"] == part.number)
    asked = min(credit, CAPPED_AT) if part.department == CAPPED_DEPARTMENT else credit
    in_check = any(line["flags"] for line in results if line["type"] == "contribution")
    wrongs = {
        f"is {row['state']}": row["state"] != _STATES[part.fate],
        "rests on other facts than its student sees": hashlib.sha256(text).hexdigest() != row["facts_digest"],
        f"asks for {row['asked']}, computed are {asked}": row["asked"] != asked,
        "is cut by no cap": part.fate is Fate.CAPPED and asked == credit,
        "has no flag": part.fate in _FLAGGED and not in_check,
        "was reduced by nothing": part.fate is Fate.ADJUSTED and row["proposed"] >= row["computed"],
        "was awarded another amount than was proposed": row["state"] == "awarded" and row["approved"] != row["proposed"],
    }
    return next((f"{row['claim']} ({part.fate}) {wrong}" for wrong, is_so in wrongs.items() if is_so), "")


def _frozen(story: Story, part: Part) -> bytes:
    """What the claim froze when it was last sent; Lost where it was not sent so often."""
    claim, version = story.diary.claim(part.number), 2 if part.fate in _SENT_TWICE else 1
    return story.visitor(part.number).go(f"{story.where.portal}/me/claims/{claim}/facts/{version}/").encode()
