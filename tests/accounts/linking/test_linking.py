"""A signed-in person links a forge account by OAuth at the sandbox; whatever is not exactly that is refused."""

import io
import threading

import pytest
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction

from accounts.errors import HeldBySomebodyElse
from accounts.linking.adapter import LinkingAdapter
from accounts.linking.grant import Grant
from accounts.linking.proof import Holder
from accounts.models import LinkedAccount, User
from accounts.services import link, unlink, withdraw_consent
from journal import clock
from journal.models import AuditRow, OutboxMessage
from tests.accounts.factories import LinkedAccountFactory, StaffFactory, StudentFactory
from tests.accounts.linking.conftest import FOREIGN, LOGINS, NUMBERS, asked, said, signed_in

pytestmark = pytest.mark.django_db
both = pytest.mark.parametrize("forge", ["github", "gitee"])


@both
def test_a_student_links_an_account_by_its_number(forges, student, forge):
    response = student.link(forge)

    linked = LinkedAccount.objects.live().get()
    assert (linked.user, linked.account, linked.login) == (student.user, f"{forge}:{NUMBERS[forge]}", LOGINS[forge])
    assert response["Location"] == "/start/link/"
    assert LOGINS[forge] in said(response)
    assert "林知夏" in said(response)


@both
def test_linking_tells_the_other_rooms_and_the_audit_log(forges, student, forge):
    student.link(forge)

    linked = LinkedAccount.objects.get()
    assert OutboxMessage.objects.get(topic="account_linked").payload == {"linked_account": linked.pk}
    row = AuditRow.objects.get(verb="account_linked")
    assert (row.by_id, row.about_id) == (str(student.user.pk), str(linked.pk))


@both
def test_the_token_that_is_kept_is_the_persons_own(forges, student, forge):
    student.link(forge)

    access, _ = LinkedAccount.objects.get().tokens()
    path = {"github": "/api.github/user", "gitee": "/gitee/api/v5/user"}[forge]
    assert forges.get(path, access).json()["login"] == LOGINS[forge]


def test_gitees_tokens_end_and_come_with_a_refresh_token(forges, student):
    student.link("gitee")

    linked = LinkedAccount.objects.get()
    assert linked.tokens()[1]
    assert 86_000 < (linked.token_expires_at - linked.linked_at).total_seconds() <= 86_400


@pytest.mark.parametrize(("forge", "scope"), [("github", ""), ("gitee", "user_info")])
def test_the_address_cannot_widen_what_the_forge_is_asked_for(forges, student, forge, scope):
    started = student.start(forge, query="?process=connect&scope=repo,user&auth_params=prompt%3Dnone%26scope%3Drepo")

    assert asked(started)["scope"] == scope
    assert "prompt" not in asked(started)


@both
def test_state_and_pkce_go_with_every_request(forges, student, forge):
    first, second = asked(student.start(forge)), asked(student.start(forge))

    assert first["code_challenge_method"] == "S256"
    assert len(first["state"]) >= 16
    assert {first["state"], first["code_challenge"]}.isdisjoint({second["state"], second["code_challenge"]})


def test_a_code_without_its_verifier_links_nothing(forges, student):
    back = student.decide(student.start("github"), LOGINS["github"])
    session = student.client.session
    for state, _, _ in session["socialaccount_states"].values():
        state["pkce_code_verifier"] = "a" * 64
    session.save()

    response = student.client.get(back)

    assert "did not accept" in said(response)
    assert not LinkedAccount.objects.exists()


@both
def test_the_callback_is_at_the_public_address_behind_a_tls_proxy(forges, student, settings, forge):
    settings.PUBLIC_URL = "https://credits.example.edu"

    started = student.start(forge)

    assert asked(started)["redirect_uri"] == f"https://credits.example.edu/accounts/{forge}/login/callback/"


@both
def test_a_wrong_state_links_nothing(forges, student, forge):
    back = student.decide(student.start(forge), LOGINS[forge])

    response = student.client.get(back.replace("state=", "state=x"))

    assert "used already, is too old or began in another window" in said(response)
    assert not LinkedAccount.objects.exists()


def test_a_missing_state_links_nothing(forges, student):
    back = student.decide(student.start("github"), LOGINS["github"])

    student.client.get(back.partition("&state")[0])

    assert not LinkedAccount.objects.exists()


@both
def test_a_state_is_good_once(forges, student, forge):
    started = student.start(forge)
    student.client.get(student.decide(started, LOGINS[forge]))
    unlink(linked_account_id=LinkedAccount.objects.get().pk, by=student.user)

    response = student.client.get(student.decide(started, LOGINS[forge]))

    assert response["Location"] == "/start/link/"
    assert "used already" in said(response)
    assert not LinkedAccount.objects.live().exists()


def test_a_state_of_another_session_links_nothing(forges, student):
    attacker = signed_in(StudentFactory(consenting=True).user)
    back = attacker.decide(attacker.start("github"), FOREIGN["github"])

    student.client.get(back)

    assert not LinkedAccount.objects.exists()


def test_a_state_of_the_other_forge_links_nothing(forges, student):
    back = student.decide(student.start("github"), LOGINS["github"])

    student.client.get(back.replace("/github/", "/gitee/"))

    assert not LinkedAccount.objects.exists()


def test_a_code_is_good_once(forges, student):
    code = student.decide(student.start("github"), LOGINS["github"]).partition("code=")[2].partition("&")[0]
    student.client.get(f"/accounts/github/login/callback/?code={code}&state={asked(student.start('github'))['state']}")
    assert not LinkedAccount.objects.exists()  # That code belonged to another verifier, and is spent now.

    response = student.client.get(f"/accounts/github/login/callback/?code={code}&state={asked(student.start('github'))['state']}")

    assert "did not accept" in said(response)
    assert not LinkedAccount.objects.exists()


@both
def test_who_refuses_at_the_forge_is_told_so_and_can_link_later(forges, student, forge):
    response = student.client.get(student.decide(student.start(forge), "", "deny"))

    assert response["Location"] == "/start/link/"
    assert "You did not authorise" in said(response)
    student.link(forge)
    assert LinkedAccount.objects.live().count() == 1


@both
@pytest.mark.parametrize("fault", [{"status": 503, "fault": "html"}, {"fault": "cut"}, {"fault": "empty"}, {"status": 500}])
@pytest.mark.parametrize("where", ["token", "/user$"])
def test_a_forge_that_fails_in_the_middle_leaves_the_link_possible(forges, student, forge, fault, where):
    back = student.decide(student.start(forge), LOGINS[forge])
    forges.control("faults", faults=[{"match": where, **fault}])

    response = student.client.get(back)

    assert response["Location"] == "/start/link/"
    assert "Try again" in said(response)
    assert not LinkedAccount.objects.exists()
    student.link(forge)
    assert LinkedAccount.objects.live().count() == 1


@both
def test_an_account_of_somebody_else_is_refused_without_saying_whose_it_is(forges, student, forge):
    holder = StudentFactory(name="绝不显示", consenting=True).user
    LinkedAccountFactory(user=holder, forge=forge, external_id=NUMBERS[forge])

    response = student.link(forge)

    page = student.client.get(response["Location"]).text
    assert "How to settle it" in page
    assert LOGINS[forge] in page
    assert "绝不显示" not in page
    assert LinkedAccount.objects.live().get().user == holder
    row = AuditRow.objects.get(verb="link_refused")
    assert (row.by_id, row.details) == (str(student.user.pk), {"account": f"{forge}:{NUMBERS[forge]}"})


def test_the_page_on_a_refused_account_is_only_for_who_was_refused(student, visitor):
    assert student.client.get("/accounts/held/")["Location"] == "/start/link/"
    assert visitor.client.get("/accounts/held/")["Location"].startswith("/login/")


def test_an_account_that_was_unlinked_can_be_linked_by_its_next_holder_and_the_history_stays(forges, student):
    before = LinkedAccountFactory(external_id=NUMBERS["github"])
    unlink(linked_account_id=before.pk, by=before.user)

    student.link("github")

    assert list(LinkedAccount.objects.order_by("pk").values_list("user", flat=True)) == [before.user_id, student.user.pk]
    assert LinkedAccount.objects.live().get().user == student.user


def test_connecting_again_mends_the_same_row(forges, student):
    broken = LinkedAccountFactory(user=student.user, external_id=NUMBERS["github"], broken_at="2026-11-01T00:00:00Z")

    student.link("github")

    mended = LinkedAccount.objects.get()
    assert (mended.pk, mended.state) == (broken.pk, "ok")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_link_one_account_at_once_one_holds_it():
    first, second = (StudentFactory(consenting=True).user for _ in range(2))
    holder, outcome = Holder(external_id="7", login="same", url=""), []

    def late():
        try:
            link(user=User.objects.get(pk=second.pk), forge="github", holder=holder, grant=Grant(access="second"))
        except HeldBySomebodyElse as error:
            outcome.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    with transaction.atomic():
        link(user=first, forge="github", holder=holder, grant=Grant(access="first"))
        thread.start()
        thread.join(1)
    thread.join(30)

    assert [type(error) for error in outcome] == [HeldBySomebodyElse]
    assert LinkedAccount.objects.get().user == first


@both
def test_a_forge_account_signs_nobody_in(forges, visitor, student, forge):
    student.link(forge)

    started = visitor.start(forge)

    assert started["Location"].startswith("/login/")
    assert visitor.client.get(f"/accounts/{forge}/login/callback/?code=x&state=y")["Location"].startswith("/login/")
    assert "_auth_user_id" not in visitor.client.session


@pytest.mark.parametrize("query", ["", "?process=login", "?process=redirect", "?process=connect&process=login"])
def test_nothing_but_linking_is_begun(forges, student, query):
    started = student.start("github", query=query)

    assert started.status_code == 403


@pytest.mark.parametrize("process", ["login", "redirect"])
def test_nothing_but_linking_is_finished(forges, student, process):
    people = User.objects.count()
    back = student.decide(student.start("github"), LOGINS["github"])
    session = student.client.session
    for state, _, _ in session["socialaccount_states"].values():
        state["process"] = process
    session.save()

    response = student.client.get(back)

    assert response.status_code == 403
    assert not LinkedAccount.objects.exists()
    assert User.objects.count() == people


def test_who_is_not_signed_in_finishes_nothing_whatever_the_way_here(rf):
    request = rf.get("/accounts/github/login/callback/")
    request.user = AnonymousUser()
    login = SocialLogin()
    login.state = {"process": "connect"}

    with pytest.raises(ImmediateHttpResponse) as refused:
        LinkingAdapter().pre_social_login(request, login)

    assert refused.value.response.status_code == 403


def test_allauth_keeps_no_second_truth(forges, student):
    people = User.objects.count()

    student.link("github")

    assert (SocialAccount.objects.count(), SocialToken.objects.count(), User.objects.count()) == (0, 0, people)


def test_no_table_holds_a_token_that_can_be_read(forges, student):
    student.link("gitee")

    dump = io.StringIO()
    call_command("dumpdata", stdout=dump)
    access, refresh = LinkedAccount.objects.get().tokens()
    sessions = str(dict(student.client.session))
    assert access not in dump.getvalue() + sessions
    assert refresh not in dump.getvalue() + sessions


def test_without_consent_nobody_is_sent_to_a_forge(forges):
    person = signed_in(StudentFactory().user)

    started = person.start("github")

    assert started["Location"] == "/start/consent/"


def test_who_withdraws_on_the_way_links_nothing(forges, student):
    back = student.decide(student.start("github"), LOGINS["github"])
    withdraw_consent(user=student.user)

    response = student.client.get(back)

    assert "not agreed" in said(response)
    assert not LinkedAccount.objects.exists()


def test_staff_link_too_but_nothing_is_collected_for_them(forges):
    person = signed_in(StaffFactory(role="reviewer").user)

    response = person.link("github")

    linked = LinkedAccount.objects.get()
    assert linked.tokens() == ("", "")
    assert not OutboxMessage.objects.exists()
    assert response["Location"] == "/me/accounts/"


def test_a_forge_without_an_application_of_ours_cannot_be_linked(forges, student, settings):
    settings.GITHUB_CLIENT_ID = ""

    assert student.start("github").status_code == 404
    assert student.client.get("/accounts/github/login/callback/?code=x&state=y").status_code == 404


def test_linking_begins_by_a_form_only(forges, student):
    assert student.client.get("/accounts/github/login/?process=connect").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "logout/",
        "signup/",
        "email/",
        "password/change/",
        "password/reset/",
        "social/connections/",
        "social/signup/",
        "3rdparty/",
        "",
    ],
)
def test_allauths_other_pages_are_not_here(student, path):
    assert student.client.get(f"/accounts/{path}").status_code == 404


def test_secrets_are_sent_in_the_body_never_in_an_address(forges, student):
    student.link("gitee")

    log = requests.get(f"{forges.base}/_sandbox/log", timeout=10).text
    access, refresh = LinkedAccount.objects.get().tokens()
    assert not any(secret in log for secret in (access, refresh, forges.keys["clients"]["gitee"]["client_secret"]))


def test_staff_who_link_what_was_a_students_are_told_of(forges):
    LinkedAccountFactory(external_id=NUMBERS["github"], unlinked_at=clock.machine_now())

    signed_in(StaffFactory(role="reviewer").user).link("github")

    linked = LinkedAccount.objects.live().get()
    assert OutboxMessage.objects.get(topic="account_linked").payload == {"linked_account": linked.pk}
