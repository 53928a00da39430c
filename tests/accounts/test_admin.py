"""The raw tables: read by operators and auditors, changed by nobody, without secrets."""

import re

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.utils import translation

from journal.admin import ReadOnlyAdmin
from tests.accounts.factories import LinkedAccountFactory, StaffFactory, StudentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "status"), [("operator", 200), ("auditor", 200), ("registrar", 403), ("reviewer", 403), ("policy_owner", 403)]
)
def test_only_operators_and_auditors_see_them(client, role, status):
    client.force_login(StaffFactory(role=role).user)

    assert client.get("/admin/", follow=True).status_code == status


def test_a_student_does_not(client):
    client.force_login(StudentFactory().user)

    assert client.get("/admin/", follow=True).status_code == 403


def test_a_visitor_goes_through_our_own_door(client):
    response = client.get("/admin/accounts/student/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/login/?next=")


def test_nothing_in_them_can_be_changed():
    request = RequestFactory().get("/admin/")
    request.user = StaffFactory(role="operator").user

    for model, table in admin.site._registry.items():
        if model._meta.app_label in {"accounts", "journal"}:
            assert not table.has_add_permission(request), model
            assert not table.has_change_permission(request), model
            assert not table.has_delete_permission(request), model


def test_who_reads_them_may_do_nothing_else():
    operator = StaffFactory(role="operator").user

    assert operator.has_perm("accounts.view_student")
    assert not operator.has_perm("accounts.change_student")

    operator.is_active = False
    assert not operator.has_perm("accounts.view_student")
    assert not operator.has_module_perms("accounts")


def test_they_show_no_token(client):
    linked = LinkedAccountFactory(access="gho_very_secret")
    client.force_login(StaffFactory(role="operator").user)

    page = client.get(f"/admin/accounts/linkedaccount/{linked.pk}/change/").content.decode()

    assert linked.login in page
    assert "gho_very_secret" not in page
    assert linked.access_token not in page


def test_every_table_and_column_has_words_in_both_languages():
    ours = [model for model, table in admin.site._registry.items() if isinstance(table, ReadOnlyAdmin)]
    assert ours
    names = [(model._meta.label, name) for model in ours for name in (model._meta.verbose_name, model._meta.verbose_name_plural)]
    # Words for a new column stand in journal/columns.py.
    names += [(f"{model._meta.label}.{field.name}", field.verbose_name) for model in ours for field in model._meta.fields]

    with translation.override("zh-hans"):
        assert [where for where, name in names if not re.search("[\u4e00-\u9fff]", str(name))] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ["欢迎", "审核示例", "学生", "入学日期"]), ("en", ["Welcome", "审核示例", "student", "Enrolled from"])],
)
def test_they_speak_the_readers_language_and_greet_by_name(client, language, words):
    client.force_login(StaffFactory(role="operator", name="审核示例").user)
    client.cookies["django_language"] = language

    page = client.get(f"/admin/accounts/student/{StudentFactory().pk}/change/").content.decode()

    assert [word for word in words if word not in page] == []
