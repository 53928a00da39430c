"""The raw tables of this room, to read."""

from django.contrib import admin

from credits.policies.models import (
    AssessedContribution,
    AssessedPiece,
    Assessment,
    CalendarDay,
    FlagCase,
    PolicyVersion,
    Publication,
    Term,
)
from journal.admin import ReadOnlyAdmin


@admin.register(Term)
class TermAdmin(ReadOnlyAdmin):
    list_display = ["name", "starts_at", "ends_at"]


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "is_working", "name", "rules_id"]


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "kind", "digest", "loaded_at"]
    list_filter = ["kind"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["policy_version", "term", "department", "by", "second", "at"]
    list_select_related = ["policy_version", "term", "department", "by", "second"]


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ["student", "term", "policy_version", "milli_points", "credit_hundredths", "is_current", "made_at"]
    list_filter = ["term", "is_current"]
    list_select_related = ["student", "term", "policy_version"]
    search_fields = ["student__number"]


@admin.register(AssessedPiece)
class AssessedPieceAdmin(ReadOnlyAdmin):
    list_display = ["piece", "points", "rest", "from_pool", "milli_points", "capped"]
    list_filter = ["kind"]
    search_fields = ["piece"]


@admin.register(AssessedContribution)
class AssessedContributionAdmin(ReadOnlyAdmin):
    list_display = ["contribution", "state", "reason", "milli_points", "marks", "flags"]
    list_filter = ["state", "reason"]
    list_select_related = ["contribution"]
    search_fields = ["contribution__external_id"]


@admin.register(FlagCase)
class FlagCaseAdmin(ReadOnlyAdmin):
    list_display = ["contribution", "flag", "state", "opened_at", "ended_at", "ended_by"]
    list_filter = ["flag", "state"]
    list_select_related = ["contribution", "ended_by"]
