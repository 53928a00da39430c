"""Two clocks: the university's can be set, the machine's never."""

from datetime import UTC, datetime

import pytest

from journal import clock


def test_the_university_clock_stands_where_it_was_set(settings):
    settings.OPENCREDITS_NOW = "2026-11-25T14:05:00+08:00"

    assert clock.now() == datetime(2026, 11, 25, 6, 5, tzinfo=UTC)


def test_a_file_moves_all_processes_together(settings, tmp_path):
    moment = tmp_path / "now"
    settings.OPENCREDITS_NOW = f"@{moment}"

    moment.write_text("2026-03-01T00:00:00+08:00\n")
    before = clock.now()
    moment.write_text("2026-03-02T00:00:00+08:00\n")

    assert (clock.now() - before).days == 1


def test_a_moment_without_offset_is_refused(settings):
    settings.OPENCREDITS_NOW = "2026-11-25T14:05:00"

    with pytest.raises(ValueError, match="offset"):
        clock.now()


def test_the_machine_clock_ignores_the_setting(settings):
    settings.OPENCREDITS_NOW = "2001-01-01T00:00:00Z"

    assert clock.machine_now().year >= 2026


def test_the_day_is_the_campus_day(settings):
    settings.OPENCREDITS_NOW = "2026-11-24T16:30:00Z"

    assert clock.today().isoformat() == "2026-11-25"
