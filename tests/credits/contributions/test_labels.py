"""The university's lists: all of a file or nothing, every bad line named, kept by the repository's number."""

import io

import pytest
from django.utils import translation

from credits.contributions import repositories
from credits.contributions.models import Repository, RepositoryLabel
from credits.contributions.services import load_labels
from credits.contributions.services.labels import BadLabels
from credits.contributions.services.store import store_repository
from credits.forges import facts
from journal import clock
from journal.models import OutboxMessage
from tests.factories import RepositoryFactory, moment

pytestmark = pytest.mark.django_db

HEAD = "forge,repository,label,from,reason\n"


@pytest.fixture(autouse=True)
def in_november(settings):
    settings.OPENCREDITS_NOW = "2026-11-25T14:05:00+08:00"
    with translation.override("en"):
        yield


def load(*lines: str):
    return load_labels(io.StringIO(HEAD + "\n".join(lines) + "\n"))


def line_of(repository: Repository) -> dict:
    [line] = repositories.lines([repository], now=clock.now(), until=moment("2027-03-01"), own=set())
    return line


def test_a_label_stands_in_the_facts_from_its_day_on():
    repository = RepositoryFactory(name="lantern/oil")
    load("github,lantern/oil,foundation,2026-11-25,listed", "github,lantern/oil,ai,2026-11-26,not yet")

    assert line_of(repository)["labels"] == ["foundation"]


def test_excluded_is_no_label_but_the_moment_from_which_it_does_not_count():
    repository = RepositoryFactory(name="lantern/oil")
    load("github,lantern/oil,excluded,2026-10-15,its maintainers wish it")

    line = line_of(repository)
    assert (line["labels"], line["excluded_from"]) == ([], "2026-10-14T16:00:00Z")


def test_a_list_may_name_what_was_not_met_yet_and_follows_its_number_afterwards():
    load("gitee,willow/notes,foundation,2026-01-01,listed")
    told = facts.Repository(forge="gitee", external_id="7", name="willow/notes", owner=None, private=False, created_at=None)

    repository = store_repository(told)
    store_repository(
        facts.Repository(forge="gitee", external_id="7", name="willow/paper", owner=None, private=False, created_at=None)
    )

    assert line_of(repository)["labels"] == ["foundation"]


def test_the_same_file_twice_changes_nothing():
    first = load("github,lantern/oil,foundation,2026-01-01,listed")
    second = load("github,lantern/oil,foundation,2026-01-01,listed")

    assert (first.new, second.new, second.changed, second.same) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("gitlab,lantern/oil,foundation,2026-01-01,listed", "forge"),
        ("github,lantern,foundation,2026-01-01,listed", "owner/name"),
        ("github,lantern/oil,two words,2026-01-01,listed", "one word"),
        ("github,lantern/oil,foundation,soon,listed", "2026-09-01"),
        ("github,lantern/oil,foundation,2026-01-01,", "reason"),
        ("github,lantern/oil,foundation,2026-01-01", "5 values"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_changed(line, said):
    with pytest.raises(BadLabels) as caught:
        load("github,good/one,foundation,2026-01-01,listed", line)

    assert [(number, said in problem) for number, problem in caught.value.problems] == [(3, True)]
    assert not RepositoryLabel.objects.exists()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("forge,repository,label,from\n", "missing column: reason"),
        ("forge,repository,label,from,reason,colour\n", "unknown column: colour"),
        ("forge,forge,repository,label,from,reason\n", "a column twice: forge"),
    ],
)
def test_wrong_columns_are_named(head, said):
    with pytest.raises(BadLabels, match=said):
        load_labels(io.StringIO(head))


def test_the_same_label_twice_in_a_file_is_refused():
    row = "github,lantern/oil,foundation,2026-01-01,listed"

    with pytest.raises(BadLabels, match="line 2"):
        load(row, row)


def test_external_contributors_are_counted_up_to_the_moment_of_reading():
    autumn, spring = int(moment("2026-10-01").timestamp()), int(moment("2024-10-01").timestamp())
    repository = RepositoryFactory(
        people={"github:1": [autumn], "github:2": [spring], "github:3!bot": [autumn], "github:4": [autumn]}
    )

    count = repositories.external_contributors(repository, until=moment("2027-03-01"), own={"github:4"})

    # github:2's merge is more than 24 months before the reading on 20 November 2026; a robot and one of our own are nobody.
    assert count == 1


def test_a_past_that_was_not_read_far_enough_is_not_known():
    repository = RepositoryFactory(history_from=moment("2025-06-01"))

    assert repositories.external_contributors(repository, until=moment("2027-03-01"), own=set()) is None


def test_a_hundred_are_enough_however_far_was_read():
    autumn = [int(moment("2026-10-01").timestamp())]
    repository = RepositoryFactory(people={f"github:{n}": autumn for n in range(130)}, history_from=moment("2026-06-01"))

    assert repositories.external_contributors(repository, until=moment("2027-03-01"), own=set()) == 100


def told(number: str, name: str) -> facts.Repository:
    return facts.Repository(forge="github", external_id=number, name=name, owner=None, private=False, created_at=None)


def test_capitals_make_no_other_repository():
    repository = store_repository(told("7", "Lantern/Oil"))

    load("github,lantern/oil,foundation,2026-01-01,listed")
    again = load("github,LANTERN/oil,foundation,2026-01-01,listed")

    assert line_of(repository)["labels"] == ["foundation"]
    assert (again.new, again.same) == (0, 1)


def test_one_label_in_two_spellings_in_a_file_is_refused():
    with pytest.raises(BadLabels, match="line 2"):
        load("github,lantern/oil,foundation,2026-01-01,listed", "github,Lantern/Oil,foundation,2026-01-01,listed")


def test_who_loads_a_list_reads_which_repositories_are_not_known_yet():
    RepositoryFactory(name="lantern/oil")

    loaded = load("github,lantern/oil,foundation,2026-01-01,listed", "github,lantern/wick,foundation,2026-01-01,listed")

    assert loaded.unmet == {3: "github lantern/wick"}


def test_a_repository_renamed_to_a_listed_name_gets_its_label_and_who_worked_there_is_assessed():
    repository = store_repository(told("7", "lantern/draft"))
    load("github,lantern/oil,foundation,2026-01-01,listed")
    OutboxMessage.objects.all().delete()

    store_repository(told("7", "lantern/Oil"))

    assert line_of(repository)["labels"] == ["foundation"]
    assert OutboxMessage.objects.get().topic == "labels_changed"


def test_who_takes_a_listed_name_after_a_rename_does_not_take_the_label():
    first = store_repository(told("7", "lantern/oil"))
    load("github,lantern/oil,foundation,2026-01-01,listed")
    store_repository(told("7", "lantern/lamp"))

    second = store_repository(told("8", "lantern/oil"))
    load("github,lantern/oil,foundation,2026-01-01,listed")

    assert (line_of(first)["labels"], line_of(second)["labels"]) == (["foundation"], [])


def test_a_row_that_was_loaded_too_early_is_matched_by_loading_it_again():
    load("github,lantern/oil,foundation,2026-01-01,listed")
    repository = RepositoryFactory(name="Lantern/oil")

    again = load("github,lantern/oil,foundation,2026-01-01,listed")

    assert (again.changed, again.unmet) == (1, {})
    assert line_of(repository)["labels"] == ["foundation"]
