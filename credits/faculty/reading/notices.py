"""Public notices at the registrar desk: what waits for one, and each list as it is or will be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, QuerySet

from accounts.models import Department, Staff
from credits.claims import services
from credits.claims.models import Notice, NoticeEntry, NoticeQuerySet, State
from credits.faculty.reading.desk import reads_all
from credits.pages import labels
from credits.policies.models import Term
from journal import clock


@dataclass(frozen=True, slots=True)
class Waiting:
    """Approved claims of a term in no list yet: of each department, with its key."""

    term: Term
    title: str
    count: int
    departments: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list. `ends_at`: until when it stands, or would if it were published now; None where no rules say."""

    notice: Notice
    title: str
    entries: list[NoticeEntry]
    ends_at: datetime | None


class Notices:
    """All that one member of staff may see of them: a list names students of any department."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    @cached_property
    def waiting(self) -> list[Waiting]:
        """By term, the latest first."""
        terms = Term.objects.filter(claims__state=State.APPROVED).distinct().order_by("-starts_at")
        return [found for term in terms if (found := self._of_term(term)) is not None]

    def _of_term(self, term: Term) -> Waiting | None:
        counts = services.waiting(term, self.staff).order_by().values_list("department").annotate(Count("pk"))
        held = dict(counts)
        names = Department.objects.in_bulk([key for key in held if key])
        departments = tuple((key, names[key].name, count) for key, count in held.items() if key in names)
        return Waiting(term, labels.term_title(term), sum(held.values()), departments) if held else None

    @cached_property
    def prepared(self) -> list[Listed]:
        """Not published yet."""
        return list(self._listed(self._all.filter(state=Notice.State.PREPARED)))

    @cached_property
    def showing(self) -> list[Listed]:
        """Up now: the university's clock decides, not the sweep."""
        return list(self._listed(self._all.showing().order_by("ends_at")))

    @cached_property
    def past(self) -> list[Listed]:
        """Over or withdrawn, the latest first; without their lines."""
        gone = self._all.exclude(state=Notice.State.PREPARED).exclude(pk__in=Notice.objects.showing())
        return [Listed(one, labels.term_title(one.term), [], one.ends_at) for one in gone.annotate(lines=Count("entries"))[:20]]

    @property
    def _all(self) -> NoticeQuerySet:
        rows = Notice.objects.select_related("term", "department", "prepared_by", "published_by")
        return rows if reads_all(self.staff) else rows.none()

    def _listed(self, rows: "QuerySet[Notice]") -> Iterator[Listed]:
        for notice in rows.prefetch_related("entries__claim"):
            ends_at = notice.ends_at or services.notice_ends(notice, clock.now())
            yield Listed(notice, labels.term_title(notice.term), list(notice.entries.all()), ends_at)
