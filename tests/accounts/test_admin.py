"""The raw tables: read by operators and auditors, changed by nobody, without secrets."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

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


def test_they_show_no_token(client):
    linked = LinkedAccountFactory(access="gho_very_secret")
    client.force_login(StaffFactory(role="operator").user)

    page = client.get(f"/admin/accounts/linkedaccount/{linked.pk}/change/").content.decode()

    assert linked.login in page
    assert "gho_very_secret" not in page
    assert linked.access_token not in page
