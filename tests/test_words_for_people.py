"""Nothing that people read stays untranslated (PAGES.md section 1)."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
_PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_script", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_of_code_and_templates_has_chinese_words(script: ModuleType):
    with script.CATALOGUE.open("rb") as file:
        catalogue = script.fresh(read_po(file, locale="zh_Hans"))

    assert script.without_words(catalogue) == []


def test_chinese_words_keep_every_place_for_a_value(script: ModuleType):
    with script.CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")

    for message in catalogue:
        if message.id:
            english = message.id[-1] if isinstance(message.id, tuple) else message.id
            chinese = message.string[0] if isinstance(message.string, tuple) else message.string
            assert set(_PLACES.findall(chinese)) <= set(_PLACES.findall(english)), english


def test_full_width_marks_stand_in_chinese_sentences(script: ModuleType):
    with script.CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")

    loose = re.compile(r"[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff]\.(\s|$)")
    assert [message.string for message in catalogue if message.id and loose.search(str(message.string))] == []
