"""Publish: two people put a version in force for a term."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import Department, Staff, StaffRole
from credits.policies.errors import NoSuchVersion, NotAllowed, NotValid, SamePerson
from credits.policies.models import PolicyVersion, Publication, Term
from credits.policies.services.find import department_named, rules_of, term_named
from journal import audit, clock, outbox


@transaction.atomic
def publish(*, version: str, term: str, department: str | None = None, by: Staff, second: Staff) -> Publication:
    """Put `ID@VERSION` in force for a term, of the whole university or of one department; run twice, it publishes once.

    Raises NotFound, NotAllowed (a policy owner publishes; the second is another one or a registrar), SamePerson,
    NotValid (the term is not within the days for which the rules are valid).
    """
    policy_version = _version(version)
    held_term = term_named(term)
    held_department = None if department is None else department_named(department)
    if by.pk == second.pk:
        raise SamePerson
    _must_have(by, {StaffRole.Role.POLICY_OWNER}, held_department)
    _must_have(second, {StaffRole.Role.POLICY_OWNER, StaffRole.Role.REGISTRAR}, held_department)
    if policy_version.kind == PolicyVersion.Kind.RULES:
        _must_be_valid(policy_version, held_term)
    in_force = Publication.objects.filter(
        policy_version__kind=policy_version.kind, term=held_term, department=held_department
    ).first()
    if in_force is not None and in_force.policy_version_id == policy_version.pk:
        return in_force
    publication = Publication.objects.create(
        policy_version=policy_version, term=held_term, department=held_department, by=by, second=second
    )
    audit.add("policy_published", by=by, about=publication, version=version, term=term, department=department, second=second.number)
    outbox.add("policy_published", term=held_term.pk)
    return publication


def _version(text: str) -> PolicyVersion:
    policy_id, _, number = text.rpartition("@")
    found = PolicyVersion.objects.filter(policy_id=policy_id, version=number).first() if number.isdecimal() else None
    if found is None:
        raise NoSuchVersion(text)
    return found


def _must_be_valid(version: PolicyVersion, term: Term) -> None:
    zone = clock.campus_zone()
    last_moment = term.ends_at - timedelta(microseconds=1)
    if not rules_of(version).is_valid(term.starts_at.astimezone(zone).date(), last_moment.astimezone(zone).date()):
        raise NotValid(f"{version}, {term}")


def _must_have(staff: Staff, roles: set[str], department: Department | None) -> None:
    """A role of the whole university, or of just the department that it is published for."""
    covering = Q(department=None) if department is None else Q(department=None) | Q(department=department)
    if not (staff.user.is_active and staff.roles.filter(covering, role__in=roles).exists()):
        raise NotAllowed(staff.number)
