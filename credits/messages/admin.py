"""The raw tables of this room, to read."""

from django.contrib import admin

from credits.messages.models import Mail
from journal.admin import ReadOnlyAdmin


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    list_display = ["topic", "key", "user", "written_at", "sent_at"]
    list_filter = ["topic"]
    list_select_related = ["user__student", "user__staff"]
