"""Who may open which address: the table of addresses is walked, so that a new one without a decision fails here."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Department
from credits.claims.models import Claim, Evidence
from tests.factories import LinkedAccountFactory, RepositoryFactory, StaffFactory, StudentFactory, TermFactory, stored

# Everybody.
PUBLIC = {
    "", "help/", "policy/", "policy/<str:policy_id>/<int:version>/", "start/consent/text/", "login/", "logout/", "password/reset/",
    "password/<str:token>/", "healthz", "readyz", "notices/",
}  # fmt: skip
# Whoever signed in, each with what is theirs.
OWN = {
    "home/", "start/", "start/consent/", "start/link/", "start/sync/", "start/result/", "me/", "me/explained/", "me/sync/",
    "me/claims/", "me/claims/new/", "me/transcript/", "me/contributions/", "me/contributions.csv", "me/contributions.xlsx",
    "me/accounts/", "me/consent/withdraw/",
    "accounts/github/login/", "accounts/github/login/callback/", "accounts/gitee/login/", "accounts/gitee/login/callback/", "accounts/held/",
}  # fmt: skip
# The one person whose row it is.
OBJECTS = {
    "me/contributions/<int:pk>/", "me/contributions/<int:pk>/read/", "me/accounts/<int:pk>/unlink/",
    "me/claims/<int:pk>/", "me/claims/<int:pk>/edit/", "me/claims/<int:pk>/save/", "me/claims/<int:pk>/summary/",
    "me/claims/<int:pk>/receipt/", "me/claims/<int:pk>/withdraw/", "me/claims/<int:pk>/facts/<int:version>/",
}  # fmt: skip
# Staff in a role that opens them: tests/credits/faculty/test_roles.py.
STAFF = {
    "staff/", "staff/reviews/", "staff/reviews.csv", "staff/reviews.xlsx", "staff/reviews/start/", "staff/reviews/assign/",
    "staff/reviews/<int:pk>/", "staff/reviews/<int:pk>/undo/", "staff/registrar/", "staff/registrar/notices/",
    "staff/registrar/notices/<int:pk>/publish/", "staff/registrar/notices/<int:pk>/withdraw/", "staff/registrar/awards/",
    "staff/registrar/awards/<int:pk>/", "staff/registrar/exports/", "staff/registrar/exports/<int:pk>.<str:form>",
}  # fmt: skip
# Everybody, for as long as the notice stands.
FOR_A_TIME = {"notices/<int:pk>/"}
ADMIN = "admin/"

TITLE, LOGIN, PLACE = "Keep watching after a rename", "heron-of-the-north", "lanternfs/lantern"


def addresses(patterns=None, before: str = "") -> Iterator[str]:
    """Every address of the product, as it stands in the table; the admin's as one."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        elif isinstance(entry, URLResolver):
            yield from [ADMIN] if route == ADMIN else addresses(entry.url_patterns, route)


def answers(client: Client, address: str) -> list:
    """To reading and to sending; who may not come in learns nothing from either."""
    return [one for one in (client.get(address), client.post(address)) if one.status_code != 405]


@pytest.fixture
def row(db, settings):
    """A contribution of a student of the first department."""
    settings.GITHUB_CLIENT_ID = settings.GITEE_CLIENT_ID = "a-client"
    linked = LinkedAccountFactory(login=LOGIN)
    found = stored(linked, RepositoryFactory(name=PLACE), title=TITLE)
    claim = Claim.objects.create(student=found.student, term=TermFactory(), number="OC-2026-0001", submitted_at=found.worked_at)
    Evidence.objects.create(claim=claim, version=1, facts=TITLE, digest="", frozen_at=found.worked_at, statement=TITLE, chosen={})
    return found


def filled(route: str, row) -> str:
    """The address with the keys of the row in it."""
    pk = row.linked_account_id if "accounts" in route else row.pk
    if "claims" in route:
        pk = row.student.claims.get().pk
    return "/" + route.replace("<int:pk>", str(pk)).replace("<int:version>", "1")


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def other_student() -> Client:
    return browser_of(StudentFactory(consenting=True).user)


def staff_of_another_department() -> Client:
    elsewhere = Department.objects.create(name="外国语学院")
    return browser_of(StaffFactory(department=elsewhere, role="reviewer", role__department=elsewhere).user)


def test_each_address_has_a_decision():
    assert sorted(addresses()) == sorted(PUBLIC | OWN | OBJECTS | STAFF | FOR_A_TIME | {ADMIN})


@pytest.mark.parametrize("route", sorted(OWN | OBJECTS | STAFF))
def test_a_visitor_is_shown_the_sign_in_page(row, route):
    found = answers(Client(), filled(route, row))

    assert found
    assert all((one.status_code, one.get("Location", "").split("?")[0]) == (302, "/login/") for one in found)


def test_a_visitor_is_kept_from_the_raw_tables(db):
    answer = Client().get("/admin/")

    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.mark.parametrize("somebody", [other_student, staff_of_another_department])
@pytest.mark.parametrize("route", sorted(OBJECTS))
def test_a_row_of_somebody_else_is_not_there(row, route, somebody):
    found = answers(somebody(), filled(route, row))

    assert found
    assert {one.status_code for one in found} == {404}


def readable(content: bytes) -> str:
    """The text of an answer; of a workbook, of all that is in it."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("somebody", [other_student, staff_of_another_department])
@pytest.mark.parametrize("route", sorted((PUBLIC | OWN) - {"logout/"}))
def test_no_page_tells_of_somebody_elses_work(row, route, somebody):
    client = somebody()
    address = "/" + route.replace("<str:policy_id>/<int:version>", "default/2").replace("<str:token>", "guessed")

    for answer in answers(client, address):
        text = readable(b"".join(answer) if answer.streaming else answer.content)
        assert not [secret for secret in (TITLE, LOGIN, PLACE) if secret in text]


@pytest.mark.parametrize("somebody", [other_student, staff_of_another_department])
def test_the_raw_tables_are_not_for(row, somebody):
    assert somebody().get("/admin/credits_contributions/contribution/").status_code in {302, 403, 404}
