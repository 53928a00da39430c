"""Load and publish: a file becomes a version, two people put it in force, and then it never changes."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import Department
from credits.policies.errors import AlreadyPublished, BadFile, NotAllowed, NotFound, SamePerson
from credits.policies.models import PolicyVersion, Publication
from credits.policies.services import load_policy, load_rules, publish
from journal.models import AuditRow, OutboxMessage
from tests.factories import POLICY, RULES, StaffFactory, TermFactory

pytestmark = pytest.mark.django_db


def policy(change: tuple[str, str] = ("", "")) -> PolicyVersion:
    return load_policy(name="policy.yaml", content=POLICY.read_text().replace(*change).encode())


@pytest.fixture
def owner():
    return StaffFactory(role="policy_owner")


@pytest.fixture
def registrar():
    return StaffFactory(role="registrar")


def test_the_same_file_twice_is_one_version():
    assert policy().pk == policy().pk


def test_a_draft_may_be_loaded_again_with_other_content():
    first = policy()

    assert policy(("maturity_days: 14", "maturity_days: 20")).pk == first.pk
    assert "maturity_days: 20" in PolicyVersion.objects.get().text


def test_a_published_version_never_changes(owner, registrar):
    policy()
    publish(version="default@2", term=TermFactory().name, by=owner, second=registrar)

    with pytest.raises(AlreadyPublished):
        policy(("maturity_days: 14", "maturity_days: 20"))

    assert "maturity_days: 14" in PolicyVersion.objects.get().text


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("maturity_days: 14", "maturity_days: 14\nquorum: 3", "policy.yaml:7: quorum: unknown key"),
        ("maturity_days: 14", "maturity_days: 14\nmaturity_days: 15", "policy.yaml:7: maturity_days: key twice"),
        ("pool_cap: 8000", "pool_cap: -1", "pool_cap"),
        ("- {from: 40000, credit_hundredths: 100}", "- {from: 14000, credit_hundredths: 100}", "tiers"),
    ],
)
def test_a_bad_policy_is_refused_with_line_and_key(was, becomes, said):
    with pytest.raises(BadFile) as caught:
        policy((was, becomes))

    assert said in str(caught.value)
    assert not PolicyVersion.objects.exists()


def test_one_person_cannot_publish_alone(owner):
    policy()

    with pytest.raises(SamePerson):
        publish(version="default@2", term=TermFactory().name, by=owner, second=owner)

    assert not Publication.objects.exists()


def test_two_people_stand_in_the_database_too(owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(policy_version=policy(), term=TermFactory(), by=owner, second=owner)


@pytest.mark.parametrize("role", ["reviewer", "advisor", "auditor", "operator", "registrar"])
def test_who_is_no_policy_owner_does_not_publish(role, registrar):
    policy()

    with pytest.raises(NotAllowed):
        publish(version="default@2", term=TermFactory().name, by=StaffFactory(role=role), second=registrar)


def test_an_owner_of_one_department_publishes_for_that_one_alone(registrar):
    term, here, there = TermFactory(), Department.objects.create(name="文学院"), Department.objects.create(name="理学院")
    owner = StaffFactory(role="policy_owner", role__department=here)
    policy()

    publish(version="default@2", term=term.name, department=here.name, by=owner, second=registrar)

    for elsewhere in (there.name, None):
        with pytest.raises(NotAllowed):
            publish(version="default@2", term=term.name, department=elsewhere, by=owner, second=registrar)


def test_who_may_not_sign_in_any_more_does_not_publish(owner, registrar):
    policy()
    owner.user.is_active = False
    owner.user.save()

    with pytest.raises(NotAllowed):
        publish(version="default@2", term=TermFactory().name, by=owner, second=registrar)


@pytest.mark.parametrize("role", ["reviewer", "advisor", "auditor", "operator"])
def test_the_second_is_another_owner_or_a_registrar(role, owner):
    policy()

    with pytest.raises(NotAllowed):
        publish(version="default@2", term=TermFactory().name, by=owner, second=StaffFactory(role=role))


def test_publishing_leaves_an_audit_row_and_has_the_term_assessed(owner, registrar):
    policy()
    publish(version="default@2", term=TermFactory().name, by=owner, second=registrar)

    assert AuditRow.objects.get(verb="policy_published").details["second"] == registrar.number
    assert OutboxMessage.objects.filter(topic="policy_published").count() == 1


def test_publishing_twice_publishes_once(owner, registrar):
    policy()
    for _ in range(2):
        publish(version="default@2", term=TermFactory().name, by=owner, second=registrar)

    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("version", "term"), [("default@3", "2026-2027-1"), ("default@2", "2031-2032-1"), ("default", "2026-2027-1")]
)
def test_what_is_not_there_is_said(version, term, owner, registrar):
    policy()
    TermFactory()

    with pytest.raises(NotFound):
        publish(version=version, term=term, by=owner, second=registrar)


def test_a_department_has_its_own_version_and_the_others_the_universitys(owner, registrar):
    term, here = TermFactory(), Department.objects.create(name="文学院")
    policy()
    policy(("version: 2", "version: 3"))
    publish(version="default@2", term=term.name, by=owner, second=registrar)
    publish(version="default@3", term=term.name, department=here.name, by=owner, second=registrar)

    in_force = [Publication.objects.in_force("scoring", term, department) for department in (here, owner.department, None)]
    assert [str(one.policy_version) for one in in_force] == ["default@3", "default@2", "default@2"]


def test_an_id_is_a_policys_or_rules_never_both():
    policy()

    with pytest.raises(BadFile, match="other kind"):
        load_rules(name="rules.yaml", content=RULES.read_bytes().replace(b"id: campus", b"id: default"))


def test_the_commands_say_in_one_line_what_is_wrong(tmp_path):
    bad = tmp_path / "policy.yaml"
    bad.write_text("id: x\nversion: [\n")

    with pytest.raises(CommandError, match=f"^{bad}:3: no YAML"):
        call_command("load_policy", str(bad))
    with pytest.raises(CommandError, match=r"gone\.yaml:1: "):
        call_command("load_rules", str(tmp_path / "gone.yaml"))
