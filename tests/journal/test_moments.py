"""Moments are those of the university's day, in the reader's language."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from credits.pages.typography import tight
from journal import moments

# 00:30 on 28 November 2026 in Beijing is still the 27th in UTC.
EARLY = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_2026(settings):
    settings.OPENCREDITS_NOW = "2026-11-25T00:00:00+08:00"


@pytest.mark.parametrize(("language", "written"), [("zh-hans", "11月28日"), ("en", "Nov 28")])
def test_half_past_midnight_belongs_to_the_new_day(language: str, written: str):
    with translation.override(language):
        assert moments.day(EARLY) == written


@pytest.mark.parametrize(("language", "written"), [("zh-hans", "2025年3月1日"), ("en", "Mar 1, 2025")])
def test_another_year_is_named(language: str, written: str):
    with translation.override(language):
        assert moments.day(datetime(2025, 3, 1, 4, tzinfo=UTC)) == written


@pytest.mark.parametrize(("language", "written"), [("zh-hans", "11月28日 周六 00:30"), ("en", "Sat Nov 28, 00:30")])
def test_a_deadline_has_its_weekday(language: str, written: str):
    with translation.override(language):
        assert moments.deadline(EARLY) == written


@pytest.mark.parametrize(("language", "written"), [("zh-hans", "10 月"), ("en", "October")])
def test_a_month_in_words(language: str, written: str):
    with translation.override(language):
        assert moments.month("2026-10") == written


def test_the_exact_moment_has_its_offset_and_utc():
    with translation.override("en"):
        assert moments.exactly(EARLY) == "2026-11-28 00:30:00 +0800, 2026-11-27 16:30:00 UTC"


@pytest.mark.parametrize(
    ("loose", "set_tight"),
    [("这个 评审 有 3 项", "这个评审有 3 项"), ("其中 这个 PR", "其中这个 PR"), ("this review has 3", "this review has 3")],
)
def test_chinese_has_no_blanks_between_its_own_characters(loose: str, set_tight: str):
    assert tight(loose) == set_tight
