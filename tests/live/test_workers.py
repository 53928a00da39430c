"""Killed, stopped and started again: workers only ever delay a collection, and the page of the first sync says where it stands."""

import json
import re
import subprocess
import sys
from itertools import pairwise

import pytest
from django.test import Client

from credits.contributions.models import Contribution, FactsVersion, Sync
from journal.models import Work
from tests.conftest import ROOT
from tests.credits.contributions.conftest import STORY
from tests.live.conftest import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

SLOW = 300  # ms added to each answer of a forge
EXPECTED = 26  # contributions of the story's student at both forges, by world.json


def collected() -> bool:
    """Whether everything that was asked for has been done."""
    return not Work.objects.open().filter(task__startswith="credits.contributions").exists()


def differences(forges, workers, tmp_path) -> str:
    """The last words of the script that compares the export with the world."""
    world = forges.world
    world["members"] = [member for member in world["members"] if member["number"] == STORY]
    (tmp_path / "world.json").write_text(json.dumps(world))
    (tmp_path / "export.jsonl").write_text(workers.manage("export_contributions"))
    compare = [sys.executable, ROOT / "scripts" / "compare_world.py", tmp_path / "world.json", tmp_path / "export.jsonl"]
    return subprocess.run(compare, capture_output=True, text=True, check=False).stdout


def nothing_lost_or_doubled(forges, workers, tmp_path) -> None:
    assert differences(forges, workers, tmp_path) == f"{EXPECTED} in the world, {EXPECTED} stored, 0 differences\n"
    # What was read twice after a kill is the same, so it made no second version of the facts by itself.
    digests = list(FactsVersion.objects.order_by("pk").values_list("contribution", "digest"))
    assert all(one != following for one, following in pairwise(digests))


def test_without_a_worker_collect_stores_nothing_and_with_one_all_is_there(workers, forges, link, tmp_path):
    accounts = link(STORY)

    workers.manage("collect")

    assert Contribution.objects.count() == 0
    assert Work.objects.open().count() == len(accounts)

    workers.start()

    until(collected, "the collection's end")
    nothing_lost_or_doubled(forges, workers, tmp_path)


def test_a_worker_killed_in_the_middle_only_delays(workers, forges, link, tmp_path):
    link(STORY)
    forges.control("faults", delay_ms=SLOW)
    workers.start()
    workers.manage("collect")
    # The page of the first sync is there for a kill among contributions; this one comes where repositories' pasts are read.
    until(Sync.objects.filter(step="repositories").exists, "the reading of repositories")

    workers.kill()
    assert not collected()
    forges.control("faults")
    workers.start()

    until(collected, "the collection's end")
    nothing_lost_or_doubled(forges, workers, tmp_path)


def test_a_pool_process_killed_in_the_middle_only_delays(workers, forges, link, tmp_path):
    link(STORY)
    forges.control("faults", delay_ms=SLOW)
    workers.start()
    workers.manage("collect")
    until(lambda: Contribution.objects.exists() and both_are_held(), "both pool processes at work")

    workers.kill_a_pool_process()
    assert not collected()
    forges.control("faults")

    until(collected, "the collection's end")
    assert "WorkerLostError" in workers.log()
    nothing_lost_or_doubled(forges, workers, tmp_path)


def both_are_held() -> bool:
    return Work.objects.open().exclude(lease_token=None).count() == 2


def test_the_sync_page_counts_stored_rows_stands_still_without_a_worker_and_goes_on(workers, forges, link, tmp_path):
    _, gitee = link(STORY)
    page = SyncPage(gitee.user)
    forges.control("faults", delay_ms=SLOW)
    workers.start()
    workers.manage("collect")
    until(lambda: page.look() and page.count > 0 and "reading" in page.states, "a count that grows")
    seen = page.count
    until(lambda: page.look() and page.count > seen, "the next rows")

    workers.kill()
    page.look()
    still = page.count
    until(lambda: page.look() and page.is_still, "the page saying that the worker does not answer", seconds=30)
    assert page.count == still == Contribution.objects.count()

    forges.control("faults")
    workers.start()
    until(lambda: page.look() and page.count > still, "the count going on")
    until(lambda: page.look() and page.states == ["done", "done"], "the end")
    assert page.count == EXPECTED
    nothing_lost_or_doubled(forges, workers, tmp_path)


class SyncPage:
    """What the page's own poll gets, whoever stores rows meanwhile."""

    def __init__(self, user) -> None:
        self._client = Client(headers={"hx-request": "true"})
        self._client.force_login(user)
        self._client.cookies["django_language"] = "en"
        self.text = ""

    def look(self) -> bool:
        """Poll once. The count is that of the stored rows: not fewer than before the poll, not more than after it."""
        before = Contribution.objects.count()
        self.text = self._client.get("/start/sync/").content.decode()
        assert before <= self.count <= Contribution.objects.count()
        return True

    @property
    def count(self) -> int:
        return int(re.search(r'class="big-count">(\d+)<', self.text)[1])

    @property
    def is_still(self) -> bool:
        """Whether nothing is shown as being read, and it is said why."""
        return "reading" not in self.states and "The worker does not answer" in self.text

    @property
    def states(self) -> list[str]:
        return re.findall(r'data-sync-state="(\w+)"', self.text)
