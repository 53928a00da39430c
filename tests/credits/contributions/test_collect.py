"""Collect: exactly what the forges hold, stopped anywhere and gone on with, and nothing after a no."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.services import unlink, withdraw_consent
from credits.contributions.models import Contribution, FactsVersion, Repository, Sync
from credits.contributions.services import collect_account, request_collection
from journal import clock, work
from journal.models import OutboxMessage, Work
from tests.conftest import ROOT
from tests.credits.contributions.conftest import STORY
from tests.factories import moment

pytestmark = pytest.mark.django_db(transaction=True)


def collect(account) -> Work:
    """One account, here and now."""
    [row] = request_collection(linked_account=account.pk, send=False)
    collect_account(row.pk)
    row.refresh_from_db()
    return row


def asked(forges, account) -> int:
    """How many requests the forge has seen of an account."""
    lines = [json.loads(line) for line in forges.get("/_sandbox/log").text.splitlines()]
    return sum(line["account"] == account.account for line in lines)


def test_what_is_stored_is_exactly_what_the_world_holds(forges, link, tmp_path, capsys):
    for account in link(STORY):
        collect(account)

    call_command("export_contributions")
    export = tmp_path / "export.jsonl"
    export.write_text(capsys.readouterr().out)
    world = forges.world
    world["members"] = [member for member in world["members"] if member["number"] == STORY]
    (tmp_path / "world.json").write_text(json.dumps(world))
    compared = subprocess.run(
        [sys.executable, ROOT / "scripts" / "compare_world.py", tmp_path / "world.json", export],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert compared.stdout.splitlines()[-1].endswith("0 differences"), compared.stdout
    assert set(Contribution.objects.values_list("kind", flat=True)) == {"pull_request", "review", "issue", "release"}


def test_a_second_run_changes_nothing(link):
    accounts = link(STORY)
    for account in accounts:
        collect(account)
    before = (list(Contribution.objects.order_by("pk").values_list("pk", "digest")), FactsVersion.objects.count())

    for account in accounts:
        collect(account)

    assert (list(Contribution.objects.order_by("pk").values_list("pk", "digest")), FactsVersion.objects.count()) == before


def test_a_second_student_of_the_same_projects_does_not_have_them_read_again(forges, link):
    github, _ = link(STORY)
    collect(github)
    read_at = dict(Repository.objects.values_list("pk", "history_read_at"))

    other = next(account for account in link("2023020002") if account.forge == "github")
    collect(other)

    shared = Repository.objects.filter(pk__in=read_at)
    assert dict(shared.values_list("pk", "history_read_at")) == read_at


def test_a_withdrawn_consent_stops_even_what_is_queued_already(forges, link):
    github, _ = link(STORY)
    [row] = request_collection(linked_account=github.pk, send=False)
    before = asked(forges, github)

    withdraw_consent(user=github.user, kind="collect")
    collect_account(row.pk)

    assert asked(forges, github) == before
    assert not Contribution.objects.exists()
    assert Sync.objects.get(linked_account=github).state == "stopped"


def test_after_unlinking_no_request_leaves(forges, link):
    github, _ = link(STORY)
    [row] = request_collection(linked_account=github.pk, send=False)
    before = asked(forges, github)

    unlink(linked_account_id=github.pk, by=github.user)
    collect_account(row.pk)

    assert asked(forges, github) == before


def test_a_token_revoked_in_mid_collection_keeps_what_was_read_and_asks_to_link_again(forges, link):
    _, gitee = link(STORY)
    forges.control("faults", faults=[{"match": "/files$", "forge": "gitee", "status": 401, "times": 50}])

    collect(gitee)

    gitee.refresh_from_db()
    assert gitee.broken_at is not None
    assert OutboxMessage.objects.filter(topic="account_broken").count() == 1
    sync = Sync.objects.get(linked_account=gitee)
    assert (sync.state, sync.trouble) == ("stopped", "access")


def test_a_limit_puts_the_work_aside_until_the_forge_said(forges, link):
    github, _ = link(STORY)
    forges.control("faults", faults=[{"match": "graphql", "status": 429, "headers": {"retry-after": "600"}, "times": 1}])

    row = collect(github)

    assert row.state == "open"
    assert (row.next_try_at - row.created_at).total_seconds() > 590
    assert Sync.objects.get(linked_account=github).trouble == "limit"


def test_a_forge_that_goes_down_in_the_middle_loses_nothing(forges, link):
    _, gitee = link(STORY)
    forges.control("faults", faults=[{"match": "/releases", "forge": "gitee", "status": 503, "times": 9}])

    row = collect(gitee)

    kept = Contribution.objects.count()
    assert row.state == "open"
    assert kept > 0

    forges.control("faults")
    Work.objects.filter(pk=row.pk).update(next_try_at=row.created_at)
    collect_account(row.pk)

    row.refresh_from_db()
    assert row.state == "done"
    expected = next(one["expected"] for one in forges.world["members"] if one["number"] == STORY)
    assert Contribution.objects.count() == sum(one["forge"] == "gitee" for one in expected)


def test_hostile_titles_are_kept_as_they_are(forges, link):
    number = next(
        member["number"]
        for member in forges.world["members"]
        if any("<script" in one.get("title", "") for one in member.get("expected", []))
    )
    for account in link(number):
        collect(account)

    assert Contribution.objects.filter(title__contains="<script").exists()


def test_the_json_of_the_command_counts_what_was_told_and_what_was_not(link, capsys):
    link(STORY)

    call_command("collect", "--wait", "--json")

    said = json.loads(capsys.readouterr().out)
    assert said["contributions"]["new"] == Contribution.objects.count()
    assert {key: counts["null"] for key, counts in said["keys"].items() if counts["null"]} == {}
    assert said["errors"] == []


def test_what_a_forge_lists_and_does_not_show_is_asked_for_again(forges, link):
    github, _ = link(STORY)
    forges.control("faults", faults=[{"match": "graphql", "fault": "partial", "times": 1}])

    collect(github)

    assert Sync.objects.get(linked_account=github).watermark is None
    collect(github)
    expected = next(one["expected"] for one in forges.world["members"] if one["number"] == STORY)
    assert Contribution.objects.count() == sum(one["forge"] == "github" for one in expected)
    assert Sync.objects.get(linked_account=github).watermark is not None


def test_a_first_reading_from_a_day_on_does_not_pass_for_the_whole(link):
    github, _ = link(STORY)
    [row] = request_collection(linked_account=github.pk, since=moment("2026-10-15"), send=False)
    collect_account(row.pk)

    assert Sync.objects.get(linked_account=github).watermark is None


def test_a_wish_to_read_again_is_kept_while_a_reading_waits(link):
    github, _ = link(STORY)
    collect(github)
    request_collection(linked_account=github.pk, send=False)

    for day in ("2026-10-01", "2026-09-01", "2026-11-01"):
        [row] = request_collection(linked_account=github.pk, since=moment(day), send=False)

    row.refresh_from_db()
    assert row.payload["since"] == "2026-09-01T00:00:00+00:00"


def test_a_wish_to_read_again_does_not_narrow_a_first_reading(link):
    github, _ = link(STORY)
    request_collection(linked_account=github.pk, send=False)

    [row] = request_collection(linked_account=github.pk, since=moment("2026-10-01"), send=False)

    row.refresh_from_db()
    assert row.payload["since"] is None


def test_a_repository_that_is_gone_keeps_the_moment_at_which_it_was_read(forges, link):
    """Its people are those of that moment: a later one would have them leave the 24 months one by one."""
    _, gitee = link(STORY)
    collect(gitee)
    long_ago = moment("2026-11-01")
    Repository.objects.update(history_read_at=long_ago)
    forges.control("faults", faults=[{"match": "/commits$", "forge": "gitee", "status": 404, "times": 200}])

    collect(gitee)

    assert set(Repository.objects.values_list("history_read_at", flat=True)) == {long_ago}
    assert not Repository.objects.history_due().exists()


def a_night_with_a_gap(forges, account, *, days_ago: float) -> Sync:
    """A whole reading in which GitHub lists something and does not show it, so many days ago."""
    forges.control("faults", faults=[{"match": "graphql", "fault": "partial", "times": 1}])
    collect(account)
    sync = Sync.objects.get(linked_account=account)
    if sync.gap_since:
        sync.gap_since = min(sync.gap_since, clock.machine_now() - timedelta(days=days_ago))
        sync.save()
    return sync


def test_what_a_forge_never_shows_is_given_up_after_three_readings_over_three_days(forges, link):
    github, _ = link(STORY)

    a_night_with_a_gap(forges, github, days_ago=3)
    second = a_night_with_a_gap(forges, github, days_ago=3)
    third = a_night_with_a_gap(forges, github, days_ago=3)

    assert (second.watermark, second.gap_readings, second.unshown) == (None, 2, 0)
    assert third.watermark is not None
    assert (third.gap_since, third.gap_readings, third.unshown) == (None, 0, 1)


def test_three_readings_in_one_night_give_up_nothing(forges, link):
    github, _ = link(STORY)

    for _ in range(3):
        sync = a_night_with_a_gap(forges, github, days_ago=2.9)

    assert (sync.watermark, sync.unshown) == (None, 0)


def test_an_account_in_a_workers_hands_is_left_to_it(link, capsys):
    github, _ = link(STORY)
    [row] = request_collection(linked_account=github.pk, send=False)

    with work.lease(row.pk), translation.override("en"):
        call_command("collect", "--student", STORY, "--wait", "--json")

    said = capsys.readouterr()
    assert "1 accounts are in a worker's hands" in said.err
    assert json.loads(said.out)["errors"] == []


def test_an_account_that_waits_for_a_limit_is_named_with_its_time(forges, link, capsys):
    github, _ = link(STORY)
    forges.control("faults", faults=[{"match": "graphql", "status": 429, "headers": {"retry-after": "600"}, "times": 1}])
    collect(github)

    with pytest.raises(CommandError):
        call_command("collect", "--student", STORY, "--wait", "--json")

    [error] = json.loads(capsys.readouterr().out)["errors"]
    assert error.startswith("waits until 2")
