"""The raw tables of this room, to read."""

from django.contrib import admin

from credits.contributions.models import Contribution, FactsVersion, Repository, RepositoryLabel, Sync
from journal.admin import ReadOnlyAdmin


@admin.register(Repository)
class RepositoryAdmin(ReadOnlyAdmin):
    list_display = ["name", "forge", "external_id", "private", "read_at", "history_read_at", "history_missed_at"]
    list_filter = ["forge", "private"]
    search_fields = ["name", "external_id"]


@admin.register(RepositoryLabel)
class RepositoryLabelAdmin(ReadOnlyAdmin):
    list_display = ["name", "forge", "label", "starts_at", "reason"]
    list_filter = ["forge", "label"]
    search_fields = ["name"]


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    list_display = ["code", "student", "repository", "state", "worked_at", "counted_at", "read_at"]
    list_filter = ["forge", "kind", "state"]
    list_select_related = ["student", "repository"]
    search_fields = ["external_id", "student__number", "repository__name"]


@admin.register(FactsVersion)
class FactsVersionAdmin(ReadOnlyAdmin):
    list_display = ["contribution", "digest", "read_at"]
    list_select_related = ["contribution"]
    search_fields = ["digest"]


@admin.register(Sync)
class SyncAdmin(ReadOnlyAdmin):
    list_display = ["linked_account", "step", "requests", "points", "started_at", "finished_at", "trouble"]
    list_filter = ["trouble"]
    list_select_related = ["linked_account", "work"]
