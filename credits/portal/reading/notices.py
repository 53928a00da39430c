"""Public notices in words."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from credits.claims.models import Notice, NoticeEntry
from credits.pages.labels import term_title
from journal import moments


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice that stands. entries: its lines as they were frozen, masked."""

    pk: int
    title: str
    published_at: datetime | None
    ends_at: datetime | None
    until: str
    entries: tuple[NoticeEntry, ...]


def notice_view(notice: Notice) -> NoticeView:
    """With its lines."""
    return NoticeView(
        pk=notice.pk,
        title=_("%(where)s, %(term)s") % {
            "where": notice.department.name if notice.department else settings.UNIVERSITY_NAME, "term": term_title(notice.term),
        },
        published_at=notice.published_at,
        ends_at=notice.ends_at,
        until=moments.due(notice.ends_at) if notice.ends_at else "",
        entries=tuple(notice.entries.all()),
    )  # fmt: skip


def showing() -> list[NoticeView]:
    """All that stand now, the newest first."""
    notices = Notice.objects.showing().select_related("term", "department").prefetch_related("entries")
    return [notice_view(notice) for notice in notices.order_by("-published_at", "-pk")]
