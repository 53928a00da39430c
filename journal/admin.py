"""The raw tables, to read: nothing is added, changed or removed here."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from journal.columns import COLUMNS
from journal.models import AccessRow, AuditRow, OutboxMessage, Work


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that can only be read; who may is `User.has_perm`'s to say."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        for table in (model, *(inline.model for inline in self.inlines)):
            for field in table._meta.fields:  # noqa: SLF001 (Django's public name for it)
                field.verbose_name = COLUMNS.get(field.name, field.verbose_name)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        return False


@admin.register(AuditRow)
class AuditRowAdmin(ReadOnlyAdmin):
    list_display = ["at", "verb", "by_kind", "by_id", "about_kind", "about_id"]
    list_filter = ["verb"]
    date_hierarchy = "at"


@admin.register(AccessRow)
class AccessRowAdmin(ReadOnlyAdmin):
    list_display = ["at", "role", "by_kind", "by_id", "what_kind", "what_id"]
    list_filter = ["role"]


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ["topic", "created_at", "handled_at", "attempts", "last_error"]
    list_filter = ["topic"]


@admin.register(Work)
class WorkAdmin(ReadOnlyAdmin):
    list_display = ["task", "key", "state", "next_try_at", "attempts", "last_error"]
    list_filter = ["state", "task"]
