"""How far the reading has come, in words; and asking for it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Student
from credits.contributions.models import Sync
from credits.portal.reading.sync import Reading, may_read_at, progress, readings_of
from journal import clock
from journal.models import Work
from tests.factories import LinkedAccountFactory, RepositoryFactory, StudentFactory, TermFactory, policy_in_force, stored


@pytest.fixture
def student(db) -> Student:
    return StudentFactory(consenting=True)


@pytest.fixture
def linked(student: Student):
    return LinkedAccountFactory(user=student.user, forge="gitee", login="lin")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def ago(seconds: int):
    return clock.machine_now() - timedelta(seconds=seconds)


def work(**row) -> Work:
    return Work.objects.create(task="credits.contributions.collect_account", key="1", queue="collect", **row)


def reading(student: Student) -> Reading:
    return readings_of(student)[0]


def test_a_link_of_this_moment_waits_for_its_turn(student, linked):
    assert reading(student).state == "queued"


def test_a_link_that_nobody_takes_up_says_that_the_worker_does_not_answer(student, linked):
    linked.linked_at = ago(16)
    linked.save(update_fields=["linked_at"])

    found = reading(student)

    assert (found.state, found.words) == ("silent", "The worker does not answer")
    assert "Nothing is lost" in found.next_words


@pytest.mark.parametrize(("seconds", "state"), [(10, "queued"), (16, "silent")])
def test_waiting_work_is_given_fifteen_seconds(student, linked, seconds, state):
    Sync.objects.create(linked_account=linked, work=work(created_at=ago(seconds), next_try_at=ago(seconds)))

    assert reading(student).state == state


def test_a_worker_that_shows_life_is_reading(student, linked):
    row = work(created_at=ago(60), next_try_at=ago(60), lease_until=clock.machine_now() + timedelta(seconds=10))
    Sync.objects.create(
        linked_account=linked, work=row, step="repositories", steps_done=3, steps_total=12, repository="lantern/part"
    )

    found = reading(student)

    assert (found.state, found.words, found.steps_done, found.steps_total) == ("reading", "Reading repositories", 3, 12)
    assert found.now_reading == "lantern/part"


def test_a_worker_that_died_is_said_to_be_silent(student, linked):
    Sync.objects.create(linked_account=linked, work=work(created_at=ago(60), next_try_at=ago(60), lease_until=ago(1)))

    assert reading(student).state == "silent"


def test_a_limit_names_the_time_at_which_it_goes_on(student, linked, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    Sync.objects.create(
        linked_account=linked, work=work(next_try_at=clock.machine_now() + timedelta(hours=1)), trouble=Sync.Trouble.LIMIT
    )

    found = reading(student)

    assert (found.state, found.words) == ("waiting", "Gitee allows no more requests for now")
    assert found.next_words.startswith("What was read stays. It goes on by itself at ")


def test_a_refused_token_asks_to_reconnect(student, linked):
    linked.broken_at = clock.machine_now()
    linked.save(update_fields=["broken_at"])

    found = reading(student)

    assert (found.state, found.words) == ("stopped", "Gitee authorisation is not valid any more")
    assert found.is_over


def test_counts_are_those_of_the_stored_rows(student, linked):
    repository = RepositoryFactory(forge="gitee")
    for number in ("1", "2"):
        stored(linked, repository, external_id=number)

    assert reading(student).counted == "2 contributions found in 1 repository"


def test_progress_has_ended_once_what_was_read_has_its_points(student, linked):
    policy_in_force(TermFactory())
    Sync.objects.create(linked_account=linked, work=work(state=Work.State.DONE), finished_at=ago(5))
    stored(linked, RepositoryFactory(forge="gitee"))

    before = progress(student)

    assert (before.is_read, before.has_ended, before.look_again_seconds) == (True, False, 2)


def test_nothing_found_has_ended_too(student, linked):
    Sync.objects.create(linked_account=linked, work=work(state=Work.State.DONE), finished_at=ago(5))

    assert progress(student).has_ended


def test_the_page_asks_again_at_most_every_five_seconds(student, linked):
    assert progress(student).look_again_seconds == 5


def test_a_reading_can_be_asked_for_a_quarter_of_an_hour_after_the_last(student, linked):
    finished_at = ago(60)
    Sync.objects.create(linked_account=linked, work=work(state=Work.State.DONE), finished_at=finished_at)

    assert may_read_at(readings_of(student)) == finished_at + timedelta(minutes=15)


def test_asking_queues_one_reading_however_often_it_is_pressed(student, linked):
    client = signed_in(student)

    for _ in range(2):
        client.post(reverse("me_sync"))

    assert Work.objects.open().filter(task="credits.contributions.collect_account").count() == 1


def test_asking_too_soon_is_answered_with_the_time(student, linked):
    Sync.objects.create(linked_account=linked, work=work(state=Work.State.DONE), finished_at=ago(60))

    page = signed_in(student).post(reverse("me_sync"), follow=True).content.decode()

    assert "Everything was read just now. You can ask again at" in page
    assert not Work.objects.open().exists()


def test_asked_by_itself_the_page_answers_with_the_progress_alone(student, linked):
    part = signed_in(student).get(reverse("start_sync"), headers={"hx-request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="progress"')
    assert 'hx-trigger="every 5s"' in part
    assert "<html" not in part


def test_the_page_stops_asking_once_it_has_ended(student, linked):
    Sync.objects.create(linked_account=linked, work=work(state=Work.State.DONE), finished_at=ago(5))

    part = signed_in(student).get(reverse("start_sync"), headers={"hx-request": "true"}).content.decode()

    assert "hx-get" not in part
    assert 'data-sync-state="done"' in part
    assert "See your first result" in part


def signed_in(student: Student) -> Client:
    client = Client()
    client.force_login(student.user)
    client.cookies["django_language"] = "en"
    return client


def test_what_a_forge_never_shows_is_said_and_not_passed_over(student, linked):
    Sync.objects.create(linked_account=linked, finished_at=ago(60), unshown=2)

    found = reading(student)

    assert (found.state, found.next_words) == ("done", "Gitee lists 2 things of yours and never shows them; they stay unknown.")
