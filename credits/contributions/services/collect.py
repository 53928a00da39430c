"""Collect: what linked accounts contributed, page by page, stopped and taken up again at any line."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.errors import ForgeUnavailable, LinkError
from accounts.models import LinkedAccount, Student
from accounts.services import mark_broken
from credits.contributions import forges
from credits.contributions.models import Contribution, Repository, RepositoryLabel, Sync
from credits.contributions.services import labels, mirrors, store
from credits.forges import facts
from credits.forges.errors import BadAnswer, Missing, RateLimited, TokenRefused, Unavailable
from journal import clock, outbox, work
from journal.models import Work
from journal.work import Lease

log = structlog.get_logger(__name__)

TASK = "credits.contributions.collect_account"
QUEUE = "collect"
# What changed while the last reading was under way is read again: forges' clocks and lists are not exact.
_OVERLAP = timedelta(hours=1)
# Long enough for the 24 months of external contributors before the earliest work that still matters.
_HISTORY = timedelta(days=4 * 365)
# So long, and in so many readings, something may be listed and not shown before it counts as unknown for good.
_GAP_READINGS = 3
_GAP_TIME = timedelta(days=3)


@dataclass(slots=True)
class Collected:
    """What one reading of an account did."""

    counts: Counter[str] = field(default_factory=Counter)  # new, changed, same
    requests: int = 0
    points: int = 0
    missing: int = 0  # artefacts that a forge listed and did not show
    trouble: str = ""


def request_collection(
    *,
    student: Student | None = None,
    linked_account: int | None = None,
    since: datetime | None = None,
    send: bool = True,
) -> list[Work]:
    """Have accounts read: of a student, one account, or everybody's; the work rows.

    since: read again what changed after this moment; None: what changed since the last reading. Asked again while it waits, it is
    read once.
    """
    accounts = LinkedAccount.objects.live().filter(broken_at=None, user__student__isnull=False)
    if student is not None:
        accounts = accounts.filter(user=student.user)
    if linked_account is not None:
        accounts = accounts.filter(pk=linked_account)
    return [_request(account, since, send=send) for account in accounts.order_by("pk")]


def collect_everyone() -> int:
    """The nightly collection; how many accounts."""
    return len(request_collection())


def collect_account(work_id: int) -> Collected | None:
    """Do the work of a row: None when somebody else has it, has done it meanwhile, or it waits for its next try."""
    with work.lease(work_id) as held:
        if held is not None:
            done = Collected()
            _collect(held, done)
            return done
    return None


def _request(account: LinkedAccount, since: datetime | None, *, send: bool) -> Work:
    wish = since.astimezone(UTC).isoformat() if since else None
    payload = {"linked_account": account.pk, "since": wish}
    row = work.add(TASK, key=str(account.pk), queue=QUEUE, payload=payload, hand_out=send)
    sync, _ = Sync.objects.update_or_create(linked_account=account, defaults={"work": row})
    asked: str | None = row.payload["since"]
    # A row that was there already waits, or is under way and done once more at its end: then from where the earliest wish begins.
    # Without a moment a first reading brings everything, which is earlier than any.
    if wish is not None and asked != wish and (asked is not None or sync.watermark is not None):
        Work.objects.open().filter(pk=row.pk).update(payload={**payload, "since": min(asked or wish, wish)})
    return row


def _collect(held: Lease, done: Collected) -> None:
    account = LinkedAccount.objects.select_related("user__student").get(pk=held.work.payload["linked_account"])
    sync = Sync.objects.get_or_create(linked_account=account)[0]
    Sync.objects.filter(pk=sync.pk).update(work=held.work, trouble="", trouble_at=None)
    if held.work.cursor is None:
        Sync.objects.filter(pk=sync.pk).update(started_at=clock.machine_now(), steps_done=0, steps_total=None, requests=0, points=0)
    client = forges.client(account)
    with _troubles(held, account, done), _costs(client, sync, done):
        _read(held, account, client, done)


def _read(held: Lease, account: LinkedAccount, client: Any, done: Collected) -> None:
    state = held.work.cursor or {
        "stage": "contributions", "page": None, "missing": 0, "begun": clock.machine_now().isoformat(),
    }  # fmt: skip
    if state["stage"] == "contributions":
        state = _read_contributions(held, account, client, state, done)
    if state["stage"] == "repositories":
        state = _read_repositories(held, account, client, state)
    mirrors.find(account, client, held)
    outbox.add("contributions_changed", student=account.user.student.pk)
    sync = Sync.objects.get(linked_account=account)
    sync.finished_at, sync.step, sync.repository = clock.machine_now(), "", ""
    done.missing = state["missing"]
    if _leaves_no_gap(held.work.payload["since"], sync):
        done.missing = _close_gap(sync, state["missing"])
        if not done.missing:
            sync.watermark = datetime.fromisoformat(state["begun"]) - _OVERLAP
    # Otherwise something was listed and not shown, or not asked for: the next reading begins where this one should have.
    sync.save(update_fields=["finished_at", "step", "repository", "watermark", "gap_since", "gap_readings", "unshown"])


def _close_gap(sync: Sync, missing: int) -> int:
    """How many artefacts keep the next reading from beginning later: none once they were missing for days, in several readings.

    A forge that fails now shows them tomorrow; what it never shows must not have everything read anew every night.
    """
    now = clock.machine_now()
    if missing:
        sync.gap_since, sync.gap_readings = sync.gap_since or now, sync.gap_readings + 1
        if sync.gap_readings < _GAP_READINGS or now - sync.gap_since < _GAP_TIME:
            return missing
        sync.unshown = missing
    sync.gap_since, sync.gap_readings = None, 0
    return 0


def _read_contributions(held: Lease, account: LinkedAccount, client: Any, state: dict[str, Any], done: Collected) -> dict[str, Any]:
    module = forges.module(account.forge)
    who = facts.Account(forge=account.forge, external_id=account.external_id, login=account.login, url=account.url)
    since = _since(held.work.payload["since"], account)
    known, elsewhere = _repositories(account, is_first=since is None)
    while state["stage"] == "contributions":
        page = module.read_page(client, account=who, since=since, known=known, elsewhere=elsewhere, cursor=state["page"])
        following = {**state, "page": page.cursor, "missing": state["missing"] + page.missing}
        if page.cursor is None:
            following = {**following, "stage": "repositories", "at": 0, "todo": None}
        done.counts += store.store_page(held, account, page, cursor=following)
        _tell(account, page.step)
        state = following
    return state


def _repositories(account: LinkedAccount, *, is_first: bool) -> tuple[list[str], list[str]]:
    """Names of repositories in which the account has been, and, for a first reading, of those on the university's lists.

    What counts most must not be missed because a forge's events do not reach back far enough; to ask everywhere else too would
    cost a request a repository and account.
    """
    names = Repository.objects.filter(forge=account.forge, private=False).order_by("name").values_list("name", flat=True)
    own = list(names.filter(contributions__linked_account=account).distinct())
    return own, _listed_elsewhere(account.forge, own) if is_first else []


def _listed_elsewhere(forge: str, own: list[str]) -> list[str]:
    """Names on the university's lists, today's where the repository is known."""
    listed = RepositoryLabel.objects.filter(forge=forge).values_list(Coalesce("repository__name", "name"), flat=True)
    elsewhere = {labels.place(forge, name): name for name in listed}
    for name in own:
        elsewhere.pop(labels.place(forge, name), None)
    return sorted(elsewhere.values())


def _read_repositories(held: Lease, account: LinkedAccount, client: Any, state: dict[str, Any]) -> dict[str, Any]:
    """Read the past of the account's repositories where nobody did within the week."""
    todo = state["todo"]
    if todo is None:
        mine = Contribution.objects.filter(linked_account=account).values("repository")
        todo = list(Repository.objects.filter(pk__in=mine).history_due().order_by("pk").values_list("pk", flat=True))
    for at in range(state["at"], len(todo)):
        page = state["page"] if at == state["at"] else None
        _read_repository(held, account, client, {**state, "todo": todo, "at": at, "page": page})
        _tell(account, facts.Step("repositories", at + 1, len(todo)))
    return state


def _read_repository(held: Lease, account: LinkedAccount, client: Any, state: dict[str, Any]) -> None:
    row, cursor = Repository.objects.get(pk=state["todo"][state["at"]]), state["page"]
    holder = f"{held.work.pk} {state['begun']}"
    if cursor is None or row.history_holder != holder:
        # Not begun, or put aside so long that another reading took it over: from its beginning, or not at all.
        cursor = None
        if not _hold(row, holder):
            return
    _tell(account, facts.Step("repositories", state["at"], len(state["todo"]), row.name))
    try:
        while True:
            page = forges.module(row.forge).read_repository(
                client, repository=forges.told(row), since=clock.machine_now() - _HISTORY, cursor=cursor
            )
            cursor = page.cursor
            following = {**state, "page": cursor, "at": state["at"] + (cursor is None)}
            store.store_history_page(held, row.pk, page, holder=holder, cursor=following)
            if cursor is None:
                return
    except store.HoldLost:
        # Who took it over reads it to the end, and makes the facts of everybody's work in it.
        log.info("repository_taken_over", repository=row.pk)
    except Missing:
        # Gone or made private: evidence that was read before stands, and the week's wait keeps us from asking every night.
        mine = Repository.objects.filter(pk=row.pk, history_holder=holder)
        mine.update(history_missed_at=clock.machine_now(), history_holder="", history_held_until=None)


def _hold(row: Repository, holder: str) -> bool:
    """Whether this reading is the one that reads the repository now; what it had begun before a kill is still its own."""
    now = clock.machine_now()
    free = Q(history_held_until=None) | Q(history_held_until__lte=now) | Q(history_holder=holder)
    due = Repository.objects.history_due().filter(free, pk=row.pk)
    return bool(due.update(history_holder=holder, history_held_until=now + store.HOLD_REPOSITORY, history_draft=None))


def _since(asked: str | None, account: LinkedAccount) -> datetime | None:
    if asked is not None:
        return datetime.fromisoformat(asked).astimezone(UTC)
    return Sync.objects.values_list("watermark", flat=True).get(linked_account=account)


def _leaves_no_gap(asked: str | None, sync: Sync) -> bool:
    """Whether all is read up to now: the reading began where the one before had ended, or earlier."""
    return asked is None or (sync.watermark is not None and datetime.fromisoformat(asked) <= sync.watermark)


def _tell(account: LinkedAccount, step: facts.Step) -> None:
    Sync.objects.filter(linked_account=account).update(
        step=step.name, steps_done=step.done, steps_total=step.total, repository=step.repository[:300]
    )


@contextmanager
def _costs(client: Any, sync: Sync, done: Collected) -> Iterator[None]:
    """Count requests and points, also of a reading that did not come to its end."""
    try:
        yield
    finally:
        done.requests, done.points = client.requests, client.points
        Sync.objects.filter(pk=sync.pk).update(requests=F("requests") + client.requests, points=F("points") + client.points)


@contextmanager
def _troubles(held: Lease, account: LinkedAccount, done: Collected) -> Iterator[None]:
    """What a forge's refusal means for the row: wait, try again, or stop until the person links again. What was read is kept."""

    def note(trouble: Sync.Trouble) -> None:
        done.trouble = trouble
        Sync.objects.filter(linked_account=account).update(trouble=trouble, trouble_at=clock.machine_now())

    try:
        yield
    except RateLimited as error:
        note(Sync.Trouble.LIMIT)
        held.later(error.retry_after_seconds, str(error))
    except TokenRefused as error:
        note(Sync.Trouble.ACCESS)
        mark_broken(account.pk, str(error))
    except ForgeUnavailable as error:
        note(Sync.Trouble.UNAVAILABLE)
        held.retry(str(error))
    except LinkError as error:
        # Consent withdrawn, unlinked, or broken meanwhile: no request leaves any more.
        note(Sync.Trouble.ACCESS)
        log.info("collection_stopped", account=account.pk, why=type(error).__name__)
    except (Unavailable, Missing) as error:
        note(Sync.Trouble.UNAVAILABLE)
        held.retry(str(error))
    except BadAnswer as error:
        note(Sync.Trouble.BAD_ANSWER)
        held.retry(str(error))


def read_again(*, contribution: Contribution) -> bool:
    """Have the account of a contribution read from before it was made, at its holder's wish; False when it is not linked any more."""
    return bool(request_collection(linked_account=contribution.linked_account_id, since=contribution.worked_at - _OVERLAP))
