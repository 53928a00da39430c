"""Load: a file becomes a version; published, it never changes."""

import hashlib
from datetime import date, datetime, time, timedelta

from django.db import transaction

from credits.policies.errors import AlreadyPublished, BadFile
from credits.policies.models import CalendarDay, PolicyVersion, Term
from credits.policies.rules import Rules, read_rules
from credits.scoring import InputError, read_policy
from journal import audit, clock, outbox


def load_policy(*, name: str, content: bytes) -> PolicyVersion:
    """A scoring policy's file as a draft; the same file twice is one version.

    name: how errors call the file. Raises BadFile with line and key, AlreadyPublished.
    """
    try:
        policy = read_policy(content, name)
    except InputError as error:
        raise BadFile(error.name, error.line, _what(error)) from None
    return _store(PolicyVersion.Kind.SCORING, policy.id, policy.version, name=name, content=content)


@transaction.atomic
def load_rules(*, name: str, content: bytes) -> PolicyVersion:
    """Recognition rules: terms and calendar hold at once, the rest once published.

    Raises BadFile with line and key, AlreadyPublished.
    """
    try:
        rules = read_rules(content, name)
    except InputError as error:
        raise BadFile(error.name, error.line, _what(error)) from None
    version = _store(PolicyVersion.Kind.RULES, rules.id, rules.version, name=name, content=content)
    _hold_terms(rules, name)
    _hold_calendar(rules)
    return version


@transaction.atomic
def _store(kind: str, policy_id: str, number: int, *, name: str, content: bytes) -> PolicyVersion:
    if PolicyVersion.objects.filter(policy_id=policy_id).exclude(kind=kind).exists():
        raise BadFile(name, 1, f"id: {policy_id} is already an id of the other kind; policies and rules share no id")
    digest = hashlib.sha256(content).hexdigest()
    held = PolicyVersion.objects.select_for_update().filter(policy_id=policy_id, version=number).first()
    if held is not None and held.digest == digest:
        return held
    if held is not None and held.is_published:
        raise AlreadyPublished(f"{held}")
    version, _ = PolicyVersion.objects.update_or_create(
        policy_id=policy_id, version=number, defaults={"kind": kind, "text": content.decode(), "digest": digest}
    )
    audit.add("policy_loaded", about=version, version=str(version), digest=digest)
    return version


def _hold_terms(rules: Rules, name: str) -> None:
    changed = False
    for ruled in rules.terms:
        starts_at, ends_at = _midnight(ruled.starts_on), _midnight(ruled.ends_on + timedelta(days=1))
        others = Term.objects.exclude(name__in=[term.name for term in rules.terms])
        clash = others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).first()
        if clash is not None:
            raise BadFile(name, ruled.line, f"terms: {ruled.name} overlaps {clash}, which was loaded before")
        bounds = {"starts_at": starts_at, "ends_at": ends_at, "title": dict(ruled.title)}
        changed |= not Term.objects.filter(name=ruled.name, **bounds).exists()
    if changed:
        # Moving a border touches two terms, and for a moment they would share it: the old ones give way first.
        for term in Term.objects.filter(name__in=[ruled.name for ruled in rules.terms]):
            far = timedelta(days=365_000)
            Term.objects.filter(pk=term.pk).update(starts_at=term.starts_at + far, ends_at=term.ends_at + far)
        for ruled in rules.terms:
            Term.objects.update_or_create(
                name=ruled.name,
                defaults={
                    "starts_at": _midnight(ruled.starts_on),
                    "ends_at": _midnight(ruled.ends_on + timedelta(days=1)),
                    "title": dict(ruled.title),
                },
            )
        audit.add("terms_loaded", terms=[ruled.name for ruled in rules.terms])
        outbox.add("terms_changed")


def _hold_calendar(rules: Rules) -> None:
    days = [(named, False) for named in rules.holidays] + [(named, True) for named in rules.working_days]
    for named, is_working in days:
        CalendarDay.objects.update_or_create(day=named.day, defaults={"is_working": is_working, "name": named.name})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.campus_zone())


def _what(error: InputError) -> str:
    return f"{error.key}: {error.message}" if error.key else error.message
