"""The raw tables of this room, to read."""

from django.contrib import admin

from credits.claims.models import Claim, ClaimItem, Evidence, Note, Notice, NoticeEntry, Recusal, Step
from journal.admin import ReadOnlyAdmin


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "student", "term", "state", "asked", "proposed", "approved", "standing"]
    list_filter = ["state", "term"]
    list_select_related = ["student", "term"]
    search_fields = ["number", "student__number"]


@admin.register(ClaimItem)
class ClaimItemAdmin(ReadOnlyAdmin):
    list_display = ["claim", "contribution", "ai_declared", "holds", "is_excluded", "adjustment"]
    list_select_related = ["claim", "contribution"]
    search_fields = ["claim__number"]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ["claim", "version", "digest", "frozen_at"]
    list_select_related = ["claim"]
    search_fields = ["claim__number", "digest"]


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    list_display = ["claim", "event", "source", "target", "by_staff", "at", "undone_at"]
    list_filter = ["event"]
    list_select_related = ["claim", "by_staff"]
    search_fields = ["claim__number"]


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["claim", "by", "at"]
    list_select_related = ["claim", "by"]


@admin.register(Recusal)
class RecusalAdmin(ReadOnlyAdmin):
    list_display = ["claim", "staff", "at"]
    list_select_related = ["claim", "staff"]


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "state", "department", "published_at", "ends_at"]
    list_filter = ["state"]
    list_select_related = ["term", "department"]


@admin.register(NoticeEntry)
class NoticeEntryAdmin(ReadOnlyAdmin):
    list_display = ["notice", "claim", "masked_number", "hundredths"]
    list_select_related = ["notice__term", "claim"]
