"""The facts of a contribution as they were frozen: who, when, how much; other people by forge number and role only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credits import scoring
from credits.faculty import words as staff_words
from credits.pages import numbers
from credits.pages.words import CLASSES, LABELS, Text
from credits.scoring.values import Lines
from journal import moments

_BOT = "!bot"
_MANY = 100  # facts are exact up to here
# What a student says, and what only names: a change of it changes no evidence.
_NO_EVIDENCE = {"ai_declared", "student", "title", "url", "type", "contribution"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what stands there, a line each."""

    name: Text
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that was frozen one way and reads another way now."""

    name: Text
    before: str
    now: str


class Frozen:
    """A contribution's line of a claim's evidence, beside its repository's and the student's."""

    def __init__(self, line: Mapping[str, Any], project: Mapping[str, Any], own: set[str], policy: scoring.Policy) -> None:
        self.line = line
        self.project = project
        self.own = own
        self.policy = policy

    def facts(self) -> list[Fact]:
        """All that a reviewer looks at, in their order; what the forge did not tell is said to be unknown."""
        return [Fact(name, tuple(lines)) for name, lines in self._told() if lines]

    @property
    def accepted_by(self) -> str:
        """Who merged or closed it, as number; empty: nobody is known."""
        return str(self.line.get("merged_by") or self.line.get("closed_by") or "")

    def _told(self) -> Iterator[tuple[Text, list[str]]]:
        kind = self.line["kind"]
        yield _("When"), [self._when()]
        if kind == "pull_request":
            yield _("Merged by"), [self._who(self.line.get("merged_by"))]
            approvers = self.line.get("approved_by")
            yield _("Approved by"), [self._who(one) for one in approvers] if approvers else [self._nobody(approvers)]
            yield _("Authors"), [self._authors()]
            yield _("Changes"), self._changes()
        elif kind == "review":
            yield _("Pull request of"), [self._who(self.line.get("pull_request_author"))]
            yield _("Substance"), list(self._substance())
        elif kind == "issue":
            yield _("Closed by"), [self._who(self.line.get("closed_by"))]
        yield _("Project"), list(self._project())
        yield _("AI use"), list(self._ai())

    def _when(self) -> str:
        made = moments.day(datetime.fromisoformat(self.line["worked_at"]))
        counted = self.line.get("counted_at")
        if not counted:
            return made
        return _("%(made)s, accepted %(counted)s") % {"made": made, "counted": moments.day(datetime.fromisoformat(counted))}

    def _nobody(self, told: object) -> str:
        return _("not told by the forge") if told is None else _("nobody")

    def _who(self, account: str | None) -> str:
        if not account:
            return _("not told by the forge")
        if account in self.own:
            return _("%(account)s, the student") % {"account": account}
        if account.endswith(_BOT):
            return _("%(account)s, a bot") % {"account": account.removesuffix(_BOT)}
        return _("%(account)s, not the student") % {"account": account}

    def _authors(self) -> str:
        authors = self.line.get("authors")
        if authors is None:
            return _("not told by the forge")
        others = len([one for one in authors if one not in self.own])
        if not others:
            return _("the student alone")
        return ngettext("the student and %(count)s other", "the student and %(count)s others", others) % {"count": others}

    def _changes(self) -> list[str]:
        changes = self.line.get("changes")
        if changes is None:
            return [_("not told by the forge")]
        sizes = scoring.size_by_class(self.policy, {name: Lines(*lines) for name, lines in changes.items()})
        return [
            _("%(files)s +%(added)s −%(deleted)s, counts %(lines)s")
            % {
                "files": CLASSES[size.name],
                "added": size.added,
                "deleted": size.deleted,
                "lines": numbers.lines(size.milli_lines),
            }
            for size in sizes
        ]

    def _substance(self) -> Iterator[str]:
        comments, characters = self.line.get("comments"), self.line.get("body_characters")
        if comments is not None:
            yield ngettext("%(count)s inline comment", "%(count)s inline comments", comments) % {"count": comments}
        if characters is not None:
            yield ngettext("a text of %(count)s character", "a text of %(count)s characters", characters) % {"count": characters}

    def _project(self) -> Iterator[str]:
        labels = self.project.get("labels") or []
        if labels:
            yield _(", ").join(str(LABELS.get(label, label)) for label in labels)
        count = self.project.get("external_contributors")
        if count is None:
            yield _("contributors from outside: to be read")
        else:
            many = f"{_MANY}+" if count >= _MANY else str(count)
            yield ngettext("%(count)s contributor from outside", "%(count)s contributors from outside", count) % {"count": many}

    def _ai(self) -> Iterator[str]:
        yield _("declared") if self.line.get("ai_declared") else _("declared: none")
        for tool in self.line.get("ai_trailers") or []:
            yield _("its commits name %(tool)s") % {"tool": tool}


def differences(line: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """What the forge tells otherwise than it did when the claim was sent."""
    names = sorted((line.keys() | now.keys()) - _NO_EVIDENCE)
    return [
        Difference(staff_words.FACTS.get(name, name), _written(line.get(name)), _written(now.get(name)))
        for name in names
        if line.get(name) != now.get(name)
    ]


def _written(value: Any) -> str:
    match value:
        case None:
            return _("not told by the forge")
        case bool():
            return _("yes") if value else _("no")
        case list():
            return _(", ").join(map(str, value)) or _("nobody")
        case dict():
            return _(", ").join(f"{CLASSES.get(name, name)} +{added} −{deleted}" for name, (added, deleted) in value.items())
        case _:
            return str(value)
