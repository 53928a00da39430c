"""The demo's driver fills forms as a browser does, plays each act once, and moves the clock only forward."""

from datetime import datetime

import pytest

from sandbox.demo import places
from sandbox.demo.cast import Fate, Part, Scored, parts_of
from sandbox.demo.diary import Diary
from sandbox.demo.story import Story
from sandbox.demo.visitor import Visitor

PAGE = """
<form action="/other/" method="post"><input name="q" value="x"></form><form method="get"><input name="term"></form>
<form method="post"><input type="hidden" name="edition" value="3"><input type="checkbox" name="chosen" value="1" checked>
<input type="checkbox" name="chosen" value="2" checked><input type="radio" name="decision" value="approve">
<select name="ai-1"><option value="">?</option><option value="no" selected>no</option></select><select name="code"><option value="">-</option></select>
<textarea name="statement">
two
lines</textarea><button name="action" value="submit">Send</button></form>
"""
PART = Part(number="2024010001", department="计算机学院", reviewer="reviewer", fate=Fate.RESUBMITTED)


@pytest.fixture
def told(tmp_path):
    """A story with one part of which nothing was done yet, and nothing behind it but its diary."""
    made = Story.__new__(Story)
    made.diary, made._found, made.parts = Diary(tmp_path / "diary.jsonl"), {}, [PART]
    return made


def test_a_form_sends_what_stands_in_it_and_no_button():
    visitor = Visitor()
    visitor.address, visitor.page = "http://127.0.0.1/me/claims/1/edit/", PAGE

    form = visitor.form("/edit/")

    assert form.fields == {"edition": ["3"], "chosen": ["1", "2"], "ai-1": ["no"], "code": [""], "statement": ["two\nlines"]}
    assert visitor.offers("/edit/", "decision", "approve")
    assert not visitor.offers("/edit/", "decision", "recommend")


def test_an_act_is_played_once_however_often_the_demo_is_begun(told):
    played = []
    told._act("submit", PART, lambda part: played.append(part) or 12)

    told.diary = Diary(told.diary.file)
    told._act("submit", PART, lambda part: played.append(part) or 13)

    assert played == [PART]
    assert told.diary.claim(PART.number) == 12


def test_what_was_done_when_the_demo_was_ended_is_not_done_again(told):
    told._found = {PART.number: {"claim": "OC-2026-0012", "state": "department_review"}}

    told._act("submit again", PART, pytest.fail)

    assert told.diary.has("submit again", PART.number)


def test_the_university_s_clock_never_goes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "NOW", tmp_path / "now")
    december, november = datetime.fromisoformat("2026-12-08T10:00:00+08:00"), datetime.fromisoformat("2026-11-25T14:05:00+08:00")

    places.move_clock(december)
    places.move_clock(november)

    assert (tmp_path / "now").read_text() == "2026-12-08T10:00:00+08:00"


def scored(number, *, department="计算机学院", credit=50, milli_points=20000, flagged=0):
    reviewer = "reviewer2" if number % 2 else "reviewer"
    return Scored(f"{number:02}", department, reviewer, milli_points, credit, flagged)


def test_every_fate_is_given_and_somebody_is_left_who_can_claim():
    special = [
        scored(50, department="数据科学学院", credit=150),
        scored(51, credit=100, milli_points=42000),
        scored(52, credit=100),
    ]
    flagged = [scored(60, credit=100, flagged=1), scored(61, flagged=1), scored(62, flagged=2), scored(63, flagged=99)]

    parts, ready = parts_of([scored(number) for number in range(30)] + special + flagged, first="07")

    assert {part.fate for part in parts} == set(Fate)
    assert next(part.fate for part in parts if part.number == "07") == "awarded as asked"
    assert not {"63", ready} & {part.number for part in parts}
