"""The list: what the address asks for, its sums, and the file that spreadsheets open."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from credits.policies.services import assess
from credits.portal.reading.listing import Asked, Listing, rows_of
from tests.credits.portal.conftest import October
from tests.factories import RepositoryFactory, TermFactory, moment, stored


@pytest.fixture
def with_others(october: October) -> None:
    """One that is not merged yet, one merged by the student, one of another repository and month."""
    lantern = october.first.repository
    stored(
        october.linked,
        lantern,
        external_id="20",
        number="20",
        state="open",
        counted_at=None,
        closed_at=None,
        merged_by=None,
        worked_at=moment("2026-11-12"),
    )
    stored(october.linked, lantern, external_id="21", number="21", merged_by=october.linked.account)
    stored(
        october.linked, RepositoryFactory(name="tide/water"), external_id="22", number="22", title="=1+1 Überblick 总览",
        changes={"source": (8, 0), "test": (20, 0)}, worked_at=moment("2026-09-08T16:30:00"), counted_at=moment("2026-09-10"),
    )  # fmt: skip
    assess(term=TermFactory())


def _numbers(student: object, **query: str) -> list[str]:
    return [row.contribution.number for row in rows_of(Listing(student, Asked.of(query)).found)]


def test_the_newest_come_first(october: October, with_others):
    assert _numbers(october.student) == ["20", "215", "907", "21", "1842", "22"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": "counted"}, ["215", "907", "1842", "22"]),
        ({"state": "waiting"}, ["20"]),
        ({"reason": "not_independent"}, ["21"]),
        ({"kind": "review"}, []),
        ({"forge": "gitee"}, []),
        ({"month": "2026-10", "state": "counted"}, ["215", "907", "1842"]),
        ({"day": "2026-10-14"}, ["907"]),
        # Made at 00:30 on the 9th in Beijing, when it was still the 8th in UTC.
        ({"day": "2026-09-09"}, ["22"]),
        ({"day": "2026-09-08"}, []),
        ({"term": "2026-2027-1", "state": "counted"}, ["215", "907", "1842", "22"]),
        ({"term": "no such term"}, []),
        ({"sort": "points", "state": "counted"}, ["215", "907", "1842", "22"]),
        ({"sort": "-points", "state": "counted"}, ["22", "1842", "907", "215"]),
        ({"sort": "date"}, ["22", "1842", "21", "907", "215", "20"]),
        ({"state": "no such state", "day": "yesterday", "repository": "x"}, ["20", "215", "907", "21", "1842", "22"]),
    ],
)
def test_the_address_says_what_is_shown(october: October, with_others, query: dict, expected: list[str]):
    found = _numbers(october.student, **query)
    # 21 and 1842 were opened at the same moment; the newer row stands first.
    assert found == expected


def test_tabs_count_and_the_sum_is_exact(october: October, with_others):
    listing = Listing(october.student, Asked())

    with translation.override("zh-hans"):
        tabs = [(str(tab.name), tab.count) for tab in listing.tabs]
    assert tabs == [("全部", 6), ("已计分", 4), ("未计分", 1), ("等待中", 1), ("待读取", 0)]
    # 15.744 of October and 4000 × icbrt(22_000 × 1_000_000) // 1000 of September.
    assert listing.milli_points == 15744 + 11208


def test_an_address_copied_gives_the_same_view():
    asked = Asked.of({"state": "counted", "month": "2026-10", "sort": "-points", "lang": "en", "page": "2"})

    assert asked.address() == "state=counted&month=2026-10&sort=-points"
    assert asked.address(state="") == "month=2026-10&sort=-points"


def test_the_page_states_its_rows_and_sum(signed_in: Client, with_others):
    page = signed_in.get(reverse("contributions"), {"state": "counted"}).content.decode()

    assert "4 contributions" in page
    assert "26.952" in page


def test_what_does_not_exist_is_left_out_and_said(signed_in: Client, with_others):
    page = signed_in.get(reverse("contributions"), {"state": "foo", "kind": "pull_request", "day": "x"}).content.decode()

    assert "6 contributions" in page
    assert "this part of it was left out:" in page
    assert "state=foo" in page
    assert "day=x" in page
    assert "kind=pull_request" not in page.partition("left out:")[2].partition("</p>")[0]


def test_no_rows_by_filter_offers_to_clear_it(signed_in: Client):
    page = signed_in.get(reverse("contributions"), {"kind": "review"}).content.decode()

    assert "Nothing matches." in page


def test_the_file_has_the_filtered_rows_and_is_harmless(signed_in: Client, with_others):
    response = signed_in.get(reverse("contributions_csv"), {"month": "2026-09"})
    body = response.content.decode()

    assert body.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(body.removeprefix("\ufeff")))
    assert head == ["Date", "Title", "Kind", "Repository", "Forge", "State", "Reason", "Points", "Claim", "Address"]
    assert row[:8] == ["2026-09-09", "'=1+1 Überblick 总览", "PR", "tide/water #22", "GitHub", "Counted", "", "11.208"]


def test_both_files_stand_at_the_list_and_take_its_filter_along(signed_in: Client, with_others):
    page = signed_in.get(reverse("contributions"), {"month": "2026-09"}).content.decode()

    assert 'href="/me/contributions.csv?month=2026-09"' in page
    assert 'href="/me/contributions.xlsx?month=2026-09"' in page
    assert signed_in.get("/me/contributions.xlsx?month=2026-09").content.startswith(b"PK")


def test_fifty_rows_ask_as_often_as_one(october: October, django_assert_num_queries):
    for number in range(30, 80):
        stored(october.linked, october.first.repository, external_id=str(number), number=str(number))
    assess(term=TermFactory())
    listing = Listing(october.student, Asked())

    with django_assert_num_queries(4):
        assert len(rows_of(listing.found)) == 53
