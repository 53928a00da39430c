"""Why these points, and why none."""

import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from credits.policies.models import AssessedContribution
from credits.policies.services import assess
from credits.portal.reading.contribution import explain
from journal.models import Work
from tests.credits.portal.conftest import October
from tests.factories import LinkedAccountFactory, RepositoryFactory, StudentFactory, TermFactory, moment, policy_in_force, stored


class _Rows(HTMLParser):
    """The words of each row of the tables of a class."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self.table, self.rows, self._inside = table, [], False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "table":
            self._inside = self.table in (dict(attrs).get("class") or "").split()
        if tag == "tr" and self._inside:
            self.rows.append([])
        if tag in {"td", "th"} and self._inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1] += f"{data.strip()} "


def _rows(page: str, table: str) -> list[list[str]]:
    parser = _Rows(table)
    parser.feed(page)
    return [[cell.strip() for cell in row] for row in parser.rows]


def _page(client: Client, pk: int, lang: str = "en") -> str:
    response = client.get(reverse("contribution", args=[pk]), {"lang": lang})
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_what_assessing_stored(signed_in: Client, october: October):
    page = _page(signed_in, october.first.pk)

    rows = _rows(page, "waterfall")
    assert [(row[0].split("  ")[0], row[3], row[4]) for row in rows[-4:]] == [
        ("The piece of October", "15.7", "15.744"),
        ("of which lantern #907 21.0 lines, 34.4% of 61.0 lines", "5.4", "5.420"),
        ("of which lantern #215 16.0 lines, 26.2% of 61.0 lines", "4.1", "4.130"),
        ("of which this PR 24.0 lines, 39.3% of 61.0 lines", "6.2", "6.194"),
    ]


def test_the_rows_add_up_exactly(signed_in: Client, october: October):
    rows = _rows(_page(signed_in, october.first.pk), "waterfall")[1:]
    exact = [Decimal(row[4].replace("−", "-")) for row in rows]
    total = next(at for at, row in enumerate(rows) if row[0].startswith("The piece"))

    assert sum(exact[:total]) == exact[total] == sum(exact[total + 1 :])


def test_each_class_of_files_says_how_its_lines_count(signed_in: Client, october: October):
    rows = _rows(_page(signed_in, october.first.pk), "lines")

    assert rows[1:] == [
        ["Source code", "+15", "−4", "× 1.0", "17.0"],
        ["Tests", "+10", "0", "× 0.7", "7.0"],
        ["Lock files", "+212", "−198", "× 0", "0.0"],
        ["Lines that count", "24.0"],
    ]


def test_others_appear_by_their_forge_number_only(signed_in: Client, october: October):
    page = _page(signed_in, october.first.pk)

    assert "Merged by github:900, not you" in page
    assert "12 contributors from outside in 24 months" in page
    assert "14 days of cooling-off are over, nothing was reverted" in page


def test_growing_months_keep_their_history(signed_in: Client, october: October):
    stored(
        october.linked,
        october.first.repository,
        external_id="4",
        number="950",
        worked_at=moment("2026-10-25"),
        changes={"source": (64, 0)},
    )
    assess(term=TermFactory())

    page = _page(signed_in, october.first.pk)

    assert "4 items share the month now" in page
    assert re.search(r"6\.2</span>\s*<span[^>]*>→", page)
    assert re.search(r"15\.7</span>\s*<span[^>]*>→", page)


def test_a_zero_says_why_and_what_would_change_it(signed_in: Client, october: October):
    own = stored(
        october.linked, october.first.repository, external_id="9", number="9", merged_by=october.linked.account, approved_by=()
    )  # fmt: skip
    assess(term=TermFactory())

    page = _page(signed_in, own.pk)

    assert "Why 0 points" in page
    assert "nobody independent accepted it" in page
    assert f"Merged by {october.linked.account}, yourself" in page
    assert "Somebody else who may write to the repository approving it." in page


def test_what_matures_has_no_zero_but_a_date(signed_in: Client, october: October):
    fresh = stored(
        october.linked, october.first.repository, external_id="8", number="8",
        worked_at=moment("2026-11-16"), counted_at=moment("2026-11-17T02:00:00"),
    )  # fmt: skip
    assess(term=TermFactory())

    page = _page(signed_in, fresh.pk)

    assert "Why there are no points yet" in page
    assert "Counts from Tue Dec 1, 10:00" in page
    assert explain(fresh).milli_points is None


def test_what_could_not_be_read_is_no_zero_either(signed_in: Client, october: October):
    unread = stored(october.linked, october.first.repository, external_id="7", number="7", merged_by=None, approved_by=None)
    assess(term=TermFactory())

    page = _page(signed_in, unread.pk)

    assert "to be read: who merged or approved it" in page
    assert explain(unread).milli_points is None


def test_not_assessed_yet_is_said(signed_in: Client, october: October):
    new = stored(october.linked, october.first.repository, external_id="6", number="6")

    page = _page(signed_in, new.pk)

    assert "Not yet computed" in page
    assert "Nothing was computed for this yet." in page


def test_small_work_is_paid_from_the_pool_and_says_so(signed_in: Client, october: October):
    small = stored(
        october.linked, RepositoryFactory(name="kite/cli"), external_id="5", number="5", changes={"docs": (8, 0)},
        worked_at=moment("2026-09-22"), counted_at=moment("2026-09-23"),
    )  # fmt: skip
    assess(term=TermFactory())
    assessed = AssessedContribution.objects.get(contribution=small, assessment__is_current=True)

    page = _page(signed_in, small.pk)

    # 4000 × icbrt(4_000 × 1_000_000) // 1000 for 8 lines of documentation at half weight.
    assert assessed.milli_points == 6348
    assert "so the small-work pool pays it: 6.3 points." in page
    assert "small work" in page


def test_a_month_that_the_pool_pays_in_part_shows_how_the_lines_become_the_points(signed_in: Client, october: October):
    small = stored(october.linked, RepositoryFactory(name="kite/cli"), external_id="5", number="5", changes={"docs": (8, 0)})
    assess(term=TermFactory())

    with translation.override("en"):
        of_the_small, of_the_first = (explain(one).piece.split for one in (small, october.first))

    # 4000 × icbrt(65_000 × 1_000_000) // 1000 for all 65 lines, of which the 61 alone bring 15.744.
    lines = ["15.744 by size", "+ 0.336 from the small-work pool", "= 16.080 points"]
    assert [words for _, words in of_the_first.between] == lines
    assert [words for _, words in of_the_small.between] == lines
    assert len(of_the_small.parts) == 4


def test_layers_of_different_factors_are_told_apart(signed_in: Client, october: October):
    together = stored(
        october.linked, october.first.repository, external_id="11", number="11",
        authors=(october.linked.account, "github:901"), changes={"source": (100, 0)}, worked_at=moment("2026-10-20"),
    )  # fmt: skip
    assess(term=TermFactory())

    rows = _rows(_page(signed_in, together.pk), "waterfall")

    assert [row[0] for row in rows[1:3]] == [
        "Layer 1: × 1.0 ÷ 1 61.0 lines: 4.0 × ∛61.0",
        "Layer 2: × 1.0 ÷ 2 100.0 lines more, going on where the layer above ended",
    ]
    exact = [Decimal(row[4].replace("−", "-")) for row in rows[1:]]
    assert sum(exact[:4]) == exact[4] == sum(exact[5:])


def test_hostile_text_is_shown_as_text(signed_in: Client, october: October):
    title = "<script>alert(1)</script>\u202e" + "x" * 5000
    hostile = stored(
        october.linked, RepositoryFactory(name="<b>bold</b>/\u202egnp.exe"), external_id="12", number="12", title=title,
        worked_at=moment("2026-10-02"),
    )  # fmt: skip
    assess(term=TermFactory())

    for address in (reverse("contribution", args=[hostile.pk]), reverse("contributions"), reverse("me")):
        page = signed_in.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "<b>bold" not in page
        assert "x" * 200 not in re.sub(r"<code>.*?</code>", "", page)


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_somebody_elses_is_not_there(october: October, lang: str):
    other = StudentFactory()
    LinkedAccountFactory(user=other.user)
    client = Client()
    client.force_login(other.user)

    theirs = client.get(reverse("contribution", args=[october.first.pk]), {"lang": lang})
    nobodys = client.get(reverse("contribution", args=[999_999]), {"lang": lang})

    assert theirs.status_code == nobodys.status_code == 404
    without_reference = [
        re.sub(r"<code>.*?</code>|csrfmiddlewaretoken.*?>|\?lang[^\"]*", "", page.content.decode()) for page in (theirs, nobodys)
    ]
    assert without_reference[0] == without_reference[1]


def test_reading_again_queues_it_and_keeps_the_points(signed_in: Client, october: October):
    response = signed_in.post(reverse("contribution_read", args=[october.first.pk]), follow=True)

    assert "It is being read again." in response.content.decode()
    work = Work.objects.get(task="credits.contributions.collect_account", key=str(october.linked.pk))
    assert work.payload["since"] is not None
    assert explain(october.first).milli_points == 6194


def test_work_that_moved_to_another_term_is_explained_by_what_was_made_of_it_there(october: October):
    """Until the term that it left is assessed too, both have a line of it."""
    spring = TermFactory(
        name="2026-2027-2", starts_at=moment("2027-03-01T00:00:00+08:00"), ends_at=moment("2027-09-01T00:00:00+08:00")
    )
    policy_in_force(spring)
    stored(october.linked, october.first.repository, counted_at=moment("2027-03-02"))

    assess(term=spring)

    assert explain(october.first).assessed.assessment.term == spring
