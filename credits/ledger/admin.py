"""The raw tables of this room, to read. The keys of students are not among them."""

from django.contrib import admin

from credits.ledger.models import Award, AwardRun, Checkpoint, ExportBatch, ExportLine, LedgerEntry
from journal.admin import ReadOnlyAdmin


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "kind", "at", "hundredths", "term", "award", "hash"]
    list_filter = ["kind", "term"]
    search_fields = ["award", "hash"]


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "root", "at", "public_key"]


@admin.register(AwardRun)
class AwardRunAdmin(ReadOnlyAdmin):
    list_display = ["number", "term", "by", "started_at", "finished_at", "awards_made", "hundredths"]
    list_select_related = ["term", "by"]


@admin.register(Award)
class AwardAdmin(ReadOnlyAdmin):
    list_display = ["number", "student", "term", "hundredths", "use", "awarded_at", "state"]
    list_filter = ["state", "term"]
    list_select_related = ["student", "term"]
    search_fields = ["number", "code", "student__number"]


@admin.register(ExportBatch)
class ExportBatchAdmin(ReadOnlyAdmin):
    list_display = ["number", "term", "made_at"]
    list_select_related = ["term"]


@admin.register(ExportLine)
class ExportLineAdmin(ReadOnlyAdmin):
    list_display = ["batch", "line", "award"]
    list_select_related = ["batch", "award"]
