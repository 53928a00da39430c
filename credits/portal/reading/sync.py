"""How far the reading of a person's accounts has come, in words; the counts are those of the stored rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import LinkedAccount, Student
from credits.contributions.models import Contribution, Sync
from credits.pages.words import FORGES
from credits.portal.reading.unassessed import Unassessed
from journal import clock, moments
from journal.models import Work

SILENT_AFTER = timedelta(seconds=15)  # of a worker, before the page says so
WAIT = timedelta(minutes=15)  # between two readings that a student asks for
_LATEST = 6
_BUSY_SECONDS = 2
_QUIET_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One account's reading. state: a state of `Sync`, or `silent` when no worker takes it up.

    percent: None while the number of steps is not known.
    """

    account: LinkedAccount
    forge: str
    state: str
    icon: str
    tone: str
    words: str
    next_words: str
    contributions: int
    repositories: int
    finished_at: datetime | None
    steps_done: int
    steps_total: int | None
    now_reading: str

    @property
    def is_over(self) -> bool:
        """Whether it does not go on by itself."""
        return self.state in {"done", "stopped"}

    @property
    def is_healthy(self) -> bool:
        """Whether there is nothing to tell but that it was read."""
        return self.state == "done"

    @property
    def names_forge(self) -> bool:
        """Whether its words already say at which forge."""
        return self.forge in self.words

    @property
    def counted(self) -> str:
        """What has been found so far."""
        found = ngettext("%(count)d contribution found", "%(count)d contributions found", self.contributions) % {
            "count": self.contributions
        }
        places = ngettext(" in %(count)d repository", " in %(count)d repositories", self.repositories) % {
            "count": self.repositories
        }
        return f"{found}{places}" if self.contributions else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All accounts of a student."""

    readings: tuple[Reading, ...]
    latest: tuple[Contribution, ...]
    contributions: int
    is_assessed: bool

    @property
    def has_ended(self) -> bool:
        """Whether every account is read or stopped, and all that was found is assessed as far as it can be."""
        return self.is_read and self.is_assessed

    @property
    def is_read(self) -> bool:
        """Whether every account is read or stopped."""
        return all(reading.is_over for reading in self.readings)

    @property
    def look_again_seconds(self) -> int:
        """How soon the page asks again."""
        return _BUSY_SECONDS if any(reading.state == "reading" for reading in self.readings) or self.is_read else _QUIET_SECONDS


def progress(student: Student) -> Progress:
    """Of a student's live accounts."""
    rows = Contribution.objects.of(student)
    readings = readings_of(student)
    return Progress(
        readings=readings,
        latest=tuple(rows.select_related("repository").order_by("-pk")[:_LATEST]),
        contributions=rows.count(),
        is_assessed=not Unassessed(student).is_any_to_come(),
    )


def readings_of(student: Student) -> tuple[Reading, ...]:
    """One for each live account, GitHub first."""
    accounts = LinkedAccount.objects.live().of(student.user).select_related("sync__work").order_by("-forge", "pk")
    found = _counts(student)
    return tuple(_reading(account, *found.get(account.pk, (0, 0))) for account in accounts)


def may_read_at(readings: tuple[Reading, ...]) -> datetime | None:
    """From when on a student may ask for a reading; None when now, or when there is nothing to read."""
    finished = [reading.finished_at for reading in readings if reading.finished_at is not None]
    free_at = max(finished, default=clock.machine_now() - WAIT) + WAIT
    return free_at if free_at > clock.machine_now() else None


def _counts(student: Student) -> Mapping[int, tuple[int, int]]:
    rows = (
        Contribution.objects.of(student)
        .values("linked_account")
        .annotate(found=Count("pk"), places=Count("repository", distinct=True))
        .values_list("linked_account", "found", "places")
    )
    return {account: (found, places) for account, found, places in rows}


def _reading(account: LinkedAccount, contributions: int, repositories: int) -> Reading:
    sync: Sync | None = getattr(account, "sync", None)
    state = _state(account, sync)
    icon, tone, words, next_words = _words(state, account, sync)
    return Reading(
        account=account,
        forge=FORGES[account.forge],
        state=state,
        icon=icon,
        tone=tone,
        words=words,
        next_words=next_words,
        contributions=contributions,
        repositories=repositories,
        finished_at=sync.finished_at if sync else None,
        steps_done=sync.steps_done if sync else 0,
        steps_total=sync.steps_total if sync else None,
        now_reading=sync.repository if sync and state == "reading" else "",
    )


def _state(account: LinkedAccount, sync: Sync | None) -> str:
    if account.broken_at is not None:
        return "stopped"
    if sync is None:
        # The row comes with the first request, seconds after linking; without a worker it does not come.
        return "silent" if clock.machine_now() - account.linked_at > SILENT_AFTER else "queued"
    if sync.state == "interrupted" or (sync.state == "queued" and _waits_since(sync.work) > SILENT_AFTER):
        return "silent"
    return sync.state


def _waits_since(work: Work | None) -> timedelta:
    return clock.machine_now() - max(work.next_try_at, work.created_at) if work is not None else timedelta(0)


def _words(state: str, account: LinkedAccount, sync: Sync | None) -> tuple[str, str, str, str]:
    """Shape, tone, what is, and what comes next."""
    forge = FORGES[account.forge]
    match state:
        case "reading":
            return "clock", "wait", _step(sync), ""
        case "queued" | "never":
            return "clock", "wait", _("Waiting for its turn"), _("It begins within seconds.")
        case "silent":
            return (
                "dots", "wait", _("The worker does not answer"),
                _("Nothing is lost: the reading stands still and goes on by itself as soon as a worker is back."),
            )  # fmt: skip
        case "waiting":
            return "clock", "wait", _trouble(sync, forge), _goes_on(sync)
        case "stopped":
            return "broken", "wait", *_stopped(account, sync, forge)
    return "check", "ok", _("Read to the end"), _never_shown(sync, forge)


def _never_shown(sync: Sync | None, forge: str) -> str:
    count = sync.unshown if sync else 0
    said = ngettext(
        "%(forge)s lists %(count)d thing of yours and never shows it; it stays unknown.",
        "%(forge)s lists %(count)d things of yours and never shows them; they stay unknown.",
        count,
    )
    return said % {"forge": forge, "count": count} if count else ""


def _step(sync: Sync | None) -> str:
    if sync is None or not sync.step:
        return _("Reading")
    if sync.step == "repositories":
        return _("Reading repositories")
    return _("Reading contributions")


def _trouble(sync: Sync | None, forge: str) -> str:
    trouble = sync.trouble if sync else ""
    if trouble == Sync.Trouble.LIMIT:
        return _("%(forge)s allows no more requests for now") % {"forge": forge}
    if trouble == Sync.Trouble.BAD_ANSWER:
        return _("%(forge)s gave an answer that cannot be read") % {"forge": forge}
    return _("%(forge)s does not answer at the moment") % {"forge": forge}


def _goes_on(sync: Sync | None) -> str:
    at = sync.next_try_at if sync else None
    return _("What was read stays. It goes on by itself at %(time)s.") % {"time": moments.nearby(at)} if at else ""


def _stopped(account: LinkedAccount, sync: Sync | None, forge: str) -> tuple[str, str]:
    if account.broken_at is not None or (sync is not None and sync.trouble == Sync.Trouble.ACCESS):
        return _("%(forge)s authorisation is not valid any more") % {"forge": forge}, _("What was read stays. Reconnect to go on.")
    return _("Reading failed several times"), _("What was read stays. The operator has been told; it is tried again tonight.")
