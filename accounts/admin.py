"""Raw tables of people, to read. Secrets and hashes of secrets are on no page."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from accounts.models import Consent, Department, FailedSignIn, LinkedAccount, PasswordLink, Staff, StaffRole, Student, User
from journal.admin import ReadOnlyAdmin


def to_sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """One door for everybody; who is inside already and may not read the tables is told so."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())


admin.site.login = to_sign_in  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = admin.site.index_title = gettext_lazy("Raw tables")
# Tables of others that this product keeps empty.
for unused in (EmailAddress, SocialAccount, SocialApp, SocialToken, Group):
    if admin.site.is_registered(unused):
        admin.site.unregister(unused)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["id", "email", "is_active", "last_login", "created_at"]
    search_fields = ["email"]
    exclude = ["password", "session_round"]


@admin.register(Department)
class DepartmentAdmin(ReadOnlyAdmin):
    list_display = ["name"]


class RoleInline(admin.TabularInline):
    model = StaffRole
    extra = 0


@admin.register(Staff)
class StaffAdmin(ReadOnlyAdmin):
    list_display = ["number", "name", "department"]
    search_fields = ["number", "name"]
    list_select_related = ["department"]
    inlines = [RoleInline]


@admin.register(Student)
class StudentAdmin(ReadOnlyAdmin):
    list_display = ["number", "name", "department", "programme", "cohort", "status"]
    list_filter = ["department", "cohort"]
    search_fields = ["number", "name"]
    list_select_related = ["department"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["user_id", "kind", "version", "given_at", "withdrawn_at"]


@admin.register(LinkedAccount)
class LinkedAccountAdmin(ReadOnlyAdmin):
    list_display = ["forge", "external_id", "login", "user_id", "linked_at", "unlinked_at", "broken_at"]
    list_filter = ["forge"]
    search_fields = ["external_id", "login"]
    exclude = ["access_token", "refresh_token"]


@admin.register(PasswordLink)
class PasswordLinkAdmin(ReadOnlyAdmin):
    list_display = ["user_id", "made_at", "expires_at", "used_at"]
    exclude = ["token_hash"]


@admin.register(FailedSignIn)
class FailedSignInAdmin(ReadOnlyAdmin):
    list_display = ["at"]
    exclude = ["name_hash", "address_hash"]
