"""What holds for every template and style sheet: the strict content policy, and how much a first visit loads."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_stands_inline_that_the_content_policy_would_block(template: Path):
    text = template.read_text()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|\bjs:", text)
    # Htmx evaluates what stands in brackets after a trigger; a strict policy refuses that.
    assert not re.search(r'hx-trigger="[^"]*\[', text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_fetched_from_elsewhere(template: Path):
    assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_somebody_elses_text_is_never_marked_safe(template: Path):
    assert not re.search(r"\|\s*safe\b", template.read_text())


def test_the_style_sheets_stay_below_fifteen_kilobytes():
    sheets = b"".join(path.read_bytes() for path in sorted((ROOT / "static" / "css").glob("*.css")))

    assert len(gzip.compress(sheets, 9)) < 15_000


def test_every_style_stands_in_a_layer():
    for path in (ROOT / "static" / "css").glob("*.css"):
        outside = re.sub(r"@layer [\w, ]+;|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        depth, stray = 0, ""
        for character in outside:
            depth += {"{": 1, "}": -1}.get(character, 0)
            stray += character if depth == 0 and character not in "}\n " else ""
        assert re.fullmatch(r"(@layer\w+)*", stray), path.name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_box_gets_back_what_was_typed_when_a_session_ended(template: Path):
    boxes = re.findall(r'<textarea\b[^>]*\bname="([^"]*)"[^>]*>(.*?)</textarea>', template.read_text(), flags=re.DOTALL)

    # docs/decisions/0006: print `{{ typed.NAME }}`, with what was saved as `|default:`.
    assert [name for name, content in boxes if f"typed.{name}" not in content] == []
