"""Load: a file becomes a version; published, it never changes."""

import hashlib
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

from credits.policies.errors import AlreadyPublished, BadFile
from credits.policies.models import CalendarDay, PolicyVersion, Term
from credits.policies.rules import RuledTerm, Rules, read_rules
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

    Only the highest version of an id moves terms and calendar; loaded after it, an older one is a draft and no more.
    Raises BadFile with line and key, AlreadyPublished.
    """
    try:
        rules = read_rules(content, name)
    except InputError as error:
        raise BadFile(error.name, error.line, _what(error)) from None
    version = _store(PolicyVersion.Kind.RULES, rules.id, rules.version, name=name, content=content)
    if version.newer is None:
        _hold_terms(rules, name)
        _hold_calendar(rules, name)
    _must_know_terms(rules, name)
    return version


@transaction.atomic
def _store(kind: str, policy_id: str, number: int, *, name: str, content: bytes) -> PolicyVersion:
    if PolicyVersion.objects.filter(policy_id=policy_id).exclude(kind=kind).exists():
        raise BadFile(name, 1, f"id: {policy_id} is already an id of the other kind; policies and rules share no id")
    digest = hashlib.sha256(content).hexdigest()
    # All versions of the id: which of them is the highest must not change before this one is held.
    versions = list(PolicyVersion.objects.select_for_update().filter(policy_id=policy_id).order_by("pk"))
    held = next((version for version in versions if version.version == number), None)
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
    _must_tile(rules, name)
    if all(Term.objects.filter(name=ruled.name, **_bounds(ruled)).exists() for ruled in rules.terms):
        return
    # Moving a border touches two terms, and for a moment they would share it: the old ones give way first.
    for term in Term.objects.filter(name__in=[ruled.name for ruled in rules.terms]):
        far = timedelta(days=365_000)
        Term.objects.filter(pk=term.pk).update(starts_at=term.starts_at + far, ends_at=term.ends_at + far)
    for ruled in rules.terms:
        Term.objects.update_or_create(name=ruled.name, defaults=_bounds(ruled))
    audit.add("terms_loaded", terms=[ruled.name for ruled in rules.terms])
    outbox.add("terms_changed")


def _bounds(ruled: RuledTerm) -> dict[str, Any]:
    return {
        "starts_at": _midnight(ruled.starts_on),
        "ends_at": _midnight(ruled.ends_on + timedelta(days=1)),
        "title": dict(ruled.title),
    }


def _must_tile(rules: Rules, name: str) -> None:
    """The file's terms, and those loaded before that it does not name, follow each other without gap or overlap."""
    lines = {ruled.name: ruled.line for ruled in rules.terms}
    spans = [(term.starts_at, term.ends_at, term.name) for term in Term.objects.exclude(name__in=lines)]
    spans += [(bounds["starts_at"], bounds["ends_at"], ruled.name) for ruled in rules.terms for bounds in [_bounds(ruled)]]
    for (_, ends_at, before), (starts_at, _, after) in pairwise(sorted(spans)):
        if starts_at == ends_at:
            continue
        ours, other = (after, before) if after in lines else (before, after)
        said = f"{ours} overlaps {other}" if starts_at < ends_at else f"days are in no term between {before} and {after}"
        raise BadFile(name, lines.get(ours, 1), f"terms: {said}, which was loaded before")


def _must_know_terms(rules: Rules, name: str) -> None:
    for round_ in rules.rounds:
        if not Term.objects.filter(name=round_.term).exists():
            message = f"rounds.term: {round_.term} is neither in the file nor loaded before"
            raise BadFile(name, round_.line, message)


def _hold_calendar(rules: Rules, name: str) -> None:
    """The days are those of the file: what an earlier version of the same rules named and this one does not is gone."""
    days = [(named, False) for named in rules.holidays] + [(named, True) for named in rules.working_days]
    others = dict(CalendarDay.objects.exclude(rules_id=rules.id).values_list("day", "is_working"))
    for named, is_working in days:
        if others.get(named.day, is_working) != is_working:
            said = "a working day" if is_working else "a holiday"
            raise BadFile(name, named.line, f"calendar: {named.day} is {said} here and the opposite in rules loaded before")
    own = CalendarDay.objects.filter(rules_id=rules.id)
    wanted = {(named.day, is_working, named.name) for named, is_working in days}
    if wanted == set(own.values_list("day", "is_working", "name")):
        return
    own.delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(rules_id=rules.id, day=day, is_working=is_working, name=called) for day, is_working, called in sorted(wanted)
    )
    audit.add("calendar_loaded", rules=rules.id, days=len(wanted))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.campus_zone())


def _what(error: InputError) -> str:
    return f"{error.key}: {error.message}" if error.key else error.message
