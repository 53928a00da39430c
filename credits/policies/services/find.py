"""Terms, people and departments by the names that commands are given; policies and rules by where they hold."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from accounts.models import Department, Student
from credits.policies.errors import NoSuchDepartment, NoSuchStudent, NoSuchTerm
from credits.policies.models import PolicyVersion, Publication, Term
from credits.policies.rules import Round, Rules, closes_at, opens_at, read_rules
from credits.scoring import Policy, read_policy
from journal import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesInForce:
    """The recognition rules that hold somewhere: the version, and what its file says."""

    version: PolicyVersion
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInForce:
    """The scoring policy that holds somewhere: the version, and what its file says."""

    version: PolicyVersion
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundState:
    """A round for a student, and where it stands; `opens_at` and `closes_at` in UTC, the latter no longer in it."""

    round: Round
    term: Term
    state: Literal["announced", "open", "closed"]
    opens_at: datetime
    closes_at: datetime


def rules_for(term: Term, department: Department | None) -> RulesInForce | None:
    """The department's rules for the term, or else the university's; None when none are published."""
    publication = Publication.objects.in_force(PolicyVersion.Kind.RULES, term, department)
    if publication is None:
        return None
    return RulesInForce(version=publication.policy_version, rules=rules_of(publication.policy_version))


def scoring_for(term: Term, department: Department | None) -> PolicyInForce | None:
    """The department's scoring policy for the term, or else the university's; None when none is published."""
    publication = Publication.objects.in_force(PolicyVersion.Kind.SCORING, term, department)
    if publication is None:
        return None
    version = publication.policy_version
    return PolicyInForce(version=version, policy=policy_of(version))


def policy_of(version: PolicyVersion) -> Policy:
    """What a scoring policy's version says."""
    return _policy(version.text, str(version))


def rules_of(version: PolicyVersion) -> Rules:
    """What a version of the recognition rules says."""
    return _rules(version.text, str(version))


def rounds_for(student: Student, *, at: datetime) -> list[RoundState]:
    """The rounds of all terms that are for the student's cohort and programme, in the order in which they open."""
    rounds = rounds_in_force(student.department, at=at)
    return [one for one in rounds if one.round.is_for(cohort=student.cohort, programme=student.programme)]


def rounds_in_force(department: Department | None, *, at: datetime) -> list[RoundState]:
    """The rounds of all terms by the department's rules, or else the university's, in the order in which they open."""
    zone = clock.campus_zone()
    found = []
    for publication in Publication.objects.in_force_by_term(PolicyVersion.Kind.RULES, department):
        term, rules = publication.term, rules_of(publication.policy_version)
        for round_ in rules.rounds_of(term.name):
            opens, closes = opens_at(round_, zone), closes_at(round_, rules, zone)
            state: Literal["announced", "open", "closed"] = "announced" if at < opens else "open" if at < closes else "closed"
            found.append(RoundState(round=round_, term=term, state=state, opens_at=opens, closes_at=closes))
    return sorted(found, key=lambda one: (one.opens_at, one.closes_at))


@lru_cache(maxsize=16)
def _rules(text: str, name: str) -> Rules:
    return read_rules(text.encode(), name)


@lru_cache(maxsize=16)
def _policy(text: str, name: str) -> Policy:
    return read_policy(text, name)


def term_named(name: str) -> Term:
    """Raises NotFound."""
    term = Term.objects.filter(name=name).first()
    if term is None:
        raise NoSuchTerm(name)
    return term


def department_named(name: str) -> Department:
    """Raises NotFound."""
    department = Department.objects.filter(name=name).first()
    if department is None:
        raise NoSuchDepartment(name)
    return department


def student_named(number: str) -> Student:
    """Raises NotFound."""
    student = Student.objects.filter(number=number).first()
    if student is None:
        raise NoSuchStudent(number)
    return student
