"""The result stands in public for the rules' working days, masked, and is gone afterwards."""

import pytest

from credits.claims.errors import NoReason, NotAllowed, NotDue, NothingToShow, NoticeIsOver
from credits.claims.masking import masked_name, masked_number
from credits.claims.models import Claim, Notice
from credits.claims.services import book_award, fall_due, locked, prepare_notice, publish_notice, withdraw_notice
from tests.accounts.factories import DepartmentFactory
from tests.claiming import (
    a_claim_in_notice,
    a_recommended_claim,
    a_registrar,
    a_reviewer,
    a_student_with,
    after_the_notice,
    an_approved_claim,
    publish,
)
from tests.factories import RULES, StaffFactory, rules_in_force


@pytest.mark.parametrize(("name", "shown"), [("林知夏", "林*夏"), ("林夏", "林*"), ("林", "林*"), ("Ada Lovelace", "A*e")])
def test_a_name_is_masked(name, shown):
    assert masked_name(name) == shown


@pytest.mark.parametrize(("number", "shown"), [("2024000123", "2024***123"), ("24001", "***01"), ("0123", "****")])
def test_a_number_is_masked(number, shown):
    assert masked_number(number) == shown


def test_a_notice_stands_for_three_working_days(term):
    claim = a_claim_in_notice(term)

    notice = Notice.objects.get()
    assert (claim.state, notice.state) == ("in_notice", "published")
    # Thursday 10 December, then Friday, Monday and Tuesday.
    assert notice.ends_at.isoformat() == "2026-12-15T09:00:00+00:00"


def test_it_shows_no_name_and_no_number(term):
    claim = a_claim_in_notice(term)

    entry = Notice.objects.get().entries.get()
    assert (entry.masked_name, entry.hundredths) == ("林*夏", 50)
    assert claim.student.number not in entry.masked_number


def test_a_decision_that_may_still_be_taken_back_is_not_listed(term):
    from credits.claims.services import approve

    approve(claim_id=a_recommended_claim(term).pk, by=a_registrar())

    with pytest.raises(NothingToShow):
        prepare_notice(term=term, by=a_registrar())


def test_published_twice_it_is_up_once(term):
    an_approved_claim(term)
    registrar = a_registrar()
    notice = prepare_notice(term=term, by=registrar)

    publish_notice(notice_id=notice.pk, by=registrar)
    first = Notice.objects.get().published_at
    publish_notice(notice_id=notice.pk, by=registrar)

    assert Notice.objects.get().published_at == first


def test_an_approved_claim_stands_in_one_list(term):
    an_approved_claim(term)
    prepare_notice(term=term, by=a_registrar())

    with pytest.raises(NothingToShow):
        prepare_notice(term=term, by=a_registrar())


@pytest.mark.parametrize("somebody", [a_reviewer, lambda: StaffFactory(role="auditor")])
def test_only_a_registrar_makes_a_list(term, somebody):
    an_approved_claim(term)

    with pytest.raises(NotAllowed):
        prepare_notice(term=term, by=somebody())


def test_a_notice_taken_down_with_a_reason_leaves_its_claims_approved(term):
    claim = a_claim_in_notice(term)
    notice = Notice.objects.get()
    with pytest.raises(NoReason):
        withdraw_notice(notice_id=notice.pk, by=a_registrar(), reason="")

    withdraw_notice(notice_id=notice.pk, by=a_registrar(), reason="名单有误，重新公示。")

    assert Claim.objects.get(pk=claim.pk).state == "approved"
    assert publish(term).entries.count() == 1


def test_a_notice_that_is_over_can_be_taken_down_until_its_claims_are_awarded(term, settings):
    claim, registrar = a_claim_in_notice(term), a_registrar()
    notice = Notice.objects.get()
    after_the_notice(settings, claim)
    fall_due()

    withdraw_notice(notice_id=notice.pk, by=registrar, reason="名单有误，重新公示。")
    withdraw_notice(notice_id=notice.pk, by=registrar, reason="再按一次。")

    assert Claim.objects.get(pk=claim.pk).state == "approved"
    assert Notice.objects.get().withdrawn_reason == "名单有误，重新公示。"


def test_a_notice_whose_claims_are_awarded_is_not_taken_down(term, settings):
    claim = a_claim_in_notice(term)
    after_the_notice(settings, claim)
    book_award(claim=locked(claim.pk, among=Claim.objects.all()), by=a_registrar(), award="A1")

    with pytest.raises(NoticeIsOver):
        withdraw_notice(notice_id=Notice.objects.get().pk, by=a_registrar(), reason="名单有误。")


def test_a_list_that_is_dropped_before_it_was_up_was_never_published(term):
    claim = an_approved_claim(term)
    notice = prepare_notice(term=term, by=a_registrar())

    dropped = withdraw_notice(notice_id=notice.pk, by=a_registrar(), reason="还缺一位同学。")

    assert (dropped.state, dropped.published_at, dropped.ends_at) == ("withdrawn", None, None)
    assert publish(term).entries.get().claim == claim


def test_a_notice_stands_as_long_as_the_rules_of_each_of_its_claims_ask(term):
    """Three days for all, five in a department of its own; the one day that is published meanwhile is for later claims."""
    here = DepartmentFactory(name="文学院")
    rules_in_force(term, department=here, content=rules(version=3, notice_days=5))
    an_approved_claim(term)
    an_approved_claim(term, a_student_with({}, department=here))
    rules_in_force(term, department=here, content=rules(version=4, notice_days=1))

    # Thursday 10 December, and five working days.
    assert publish(term).ends_at.isoformat() == "2026-12-17T09:00:00+00:00"


def rules(*, version, notice_days) -> bytes:
    text = RULES.read_text().replace("version: 2", f"version: {version}")
    return text.replace("notice_days: 3", f"notice_days: {notice_days}").encode()


def test_the_sweep_closes_a_notice_at_its_end(term, settings):
    claim = a_claim_in_notice(term)
    settings.OPENCREDITS_NOW = "2026-12-15T16:59:59+08:00"
    fall_due()
    assert Notice.objects.get().state == "published"

    after_the_notice(settings, claim)
    fall_due()

    assert Notice.objects.get().state == "closed"


def test_nothing_is_booked_before_the_end_of_the_notice(term, settings):
    claim = a_claim_in_notice(term)
    with pytest.raises(NotDue):
        book_award(claim=locked(claim.pk, among=Claim.objects.all()), by=a_registrar(), award="A1")

    after_the_notice(settings, claim)
    booked = book_award(claim=locked(claim.pk, among=Claim.objects.all()), by=a_registrar(), award="A1")

    claim.refresh_from_db()
    assert (booked, claim.state, claim.standing) == (50, "awarded", 50)
