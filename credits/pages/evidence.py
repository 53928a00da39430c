"""The facts that made a contribution count, or not: each a short sentence, other people by forge number and role only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext, ngettext

from credits.contributions import repositories
from credits.pages import labels
from credits.pages.policy import policy_of
from credits.pages.words import CLASSES, LABELS, within
from credits.policies.facts import accounts_of_students
from credits.policies.models import AssessedContribution
from journal import moments

_BOT = "!bot"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact in words; `url` where it can be seen, empty where nowhere."""

    text: str
    url: str = ""


class Evidences:
    """What was known of a contribution when it was assessed."""

    def __init__(self, assessed: AssessedContribution) -> None:
        self.assessed = assessed
        self.contribution = assessed.contribution
        self.facts: Mapping[str, Any] = assessed.contribution.facts
        self.policy = policy_of(assessed.assessment.policy_version)
        self.term = assessed.assessment.term

    @cached_property
    def own(self) -> set[str]:
        """The student's accounts."""
        return set(self._accounts.get(self.contribution.student_id, ()))

    @cached_property
    def project(self) -> Mapping[str, Any]:
        """The repository's line of facts."""
        held = {account for accounts in self._accounts.values() for account in accounts}
        judged_at = self.assessed.assessment.judged_at
        return repositories.lines([self.contribution.repository], now=judged_at, until=self.term.ends_at, own=held)[0]

    @cached_property
    def _accounts(self) -> Mapping[int, list[str]]:
        return accounts_of_students()

    def why_it_counts(self) -> list[Evidence]:
        """Each condition that it met, with the fact that met it."""
        return [*self._acceptance(), self._reach(), self._time(), *self._maturity()]

    def why_not(self) -> list[Evidence]:
        """The fact that triggered the reason; none where the reason says it all."""
        triggered = self._BY_REASON.get(self.assessed.reason)
        return list(triggered(self)) if triggered else []

    def _acceptance(self) -> Iterator[Evidence]:
        facts, url = self.facts, self.contribution.url
        match self.contribution.kind:
            case "pull_request":
                if facts.get("merged_by"):
                    yield Evidence(gettext("Merged by %(who)s") % {"who": self._who(facts["merged_by"])}, url)
                for account in sorted(set(facts.get("approved_by") or []) - {facts.get("merged_by")}):
                    yield Evidence(gettext("Approved by %(who)s") % {"who": self._who(account)}, url)
            case "review":
                if facts.get("pull_request_author"):
                    told = {"who": self._who(facts["pull_request_author"])}
                    yield Evidence(gettext("Pull request of %(who)s") % told, url)
                yield from self._substance()
            case "issue":
                if facts.get("closed_by"):
                    yield Evidence(gettext("Closed as completed by %(who)s") % {"who": self._who(facts["closed_by"])}, url)
            case "release":
                yield Evidence(gettext("A full release, published"), url)

    def _acceptance_or_nobody(self) -> Iterator[Evidence]:
        held = list(self._acceptance())
        yield from held or [Evidence(gettext("The forge names nobody who merged or approved it"), self.contribution.url)]

    def _substance(self) -> Iterator[Evidence]:
        comments, characters = self.facts.get("comments"), self.facts.get("body_characters")
        if comments is not None:
            yield Evidence(ngettext("%(count)s inline comment", "%(count)s inline comments", comments) % {"count": comments})
        if characters is not None:
            yield Evidence(
                gettext("A text of %(count)s characters; %(least)s or an inline comment are needed")
                % {"count": characters, "least": self.policy.review_body_characters}
            )

    def _reach(self) -> Evidence:
        named = [label for label in self.project["labels"] if self.policy.project_labels.get(label)]
        if named:
            words = gettext(", ").join(str(LABELS.get(label, label)) for label in named)
            return Evidence(gettext("The project is on the university's list: %(labels)s") % {"labels": words})
        return self._outsiders()

    def _outsiders(self) -> Evidence:
        count = self.project["external_contributors"]
        if count is None:
            return Evidence(gettext("Contributors from outside: to be read"))
        many = "100+" if count >= 100 else str(count)  # noqa: PLR2004 (facts are exact up to 100)
        return Evidence(
            ngettext("%(count)s contributor from outside in 24 months", "%(count)s contributors from outside in 24 months", count)
            % {"count": many}
        )

    def _lists(self) -> Iterator[Evidence]:
        zero = [label for label in self.project["labels"] if self.policy.project_labels.get(label) == 0]
        for label in zero:
            yield Evidence(gettext("On the university's list: %(labels)s") % {"labels": LABELS.get(label, label)})
        if not zero and self.project["excluded_from"]:
            since = moments.day(datetime.fromisoformat(self.project["excluded_from"]))
            yield Evidence(gettext("Does not count since %(day)s") % {"day": since})

    def _time(self) -> Evidence:
        return Evidence(
            gettext("%(day)s is in the term, and you were enrolled") % {"day": moments.day(self.contribution.worked_at)}
        )

    def _maturity(self) -> Iterator[Evidence]:
        days = self.policy.maturity_days
        if days:
            yield Evidence(
                ngettext(
                    "%(days)s day of cooling-off is over, nothing was reverted",
                    "%(days)s days of cooling-off are over, nothing was reverted",
                    days,
                )
                % {"days": days}
            )

    def _enrolment(self) -> Iterator[Evidence]:
        student = self.contribution.student
        yield Evidence(gettext("Made on %(day)s") % {"day": moments.day(self.contribution.worked_at)})
        if student.enrolled_from:
            yield Evidence(gettext("Enrolled from %(day)s") % {"day": moments.day(student.enrolled_from)})
        if student.enrolled_to:
            yield Evidence(gettext("Enrolled until %(day)s") % {"day": moments.day(student.enrolled_to)})

    def _accepted_on(self) -> Iterator[Evidence]:
        if self.contribution.counted_at:
            yield Evidence(
                gettext("Accepted on %(day)s") % {"day": moments.day(self.contribution.counted_at)}, self.contribution.url
            )

    def _reverted(self) -> Iterator[Evidence]:
        told = {"day": moments.day(datetime.fromisoformat(self.facts["reverted_at"]))}
        yield Evidence(gettext("Reverted on %(day)s") % told, self.contribution.url)

    def _ripens(self) -> Iterator[Evidence]:
        if self.assessed.ripens_at:
            yield Evidence(gettext("Counts from %(day)s") % {"day": moments.deadline(self.assessed.ripens_at)})

    def _classes(self) -> Iterator[Evidence]:
        names = gettext(", ").join(within(CLASSES[name]) for name in self.facts.get("changes") or {})
        if names:
            yield Evidence(gettext("Only these files changed: %(classes)s") % {"classes": names}, self.contribution.url)

    def _account(self) -> Iterator[Evidence]:
        yield Evidence(gettext("Made with %(account)s") % {"account": self.contribution.account})

    def _twin(self) -> Iterator[Evidence]:
        twin = self.contribution.same_work_as
        if twin is not None:
            yield Evidence(gettext("The same as %(place)s") % {"place": labels.place(twin)}, twin.url)

    def _completion(self) -> Iterator[Evidence]:
        if self.facts.get("closed_by"):
            told = {"who": self._who(self.facts["closed_by"])}
            yield Evidence(gettext("Closed by %(who)s, not as completed") % told, self.contribution.url)

    def _pre_release(self) -> Iterator[Evidence]:
        what = gettext("Marked as a draft") if self.facts.get("draft") else gettext("Marked as a pre-release")
        yield Evidence(what, self.contribution.url)

    def _nothing_accepted(self) -> Iterator[Evidence]:
        yield Evidence(gettext("Closed at the forge without being accepted"), self.contribution.url)

    def _opened(self) -> Iterator[Evidence]:
        yield Evidence(gettext("Open since %(day)s") % {"day": moments.day(self.contribution.worked_at)}, self.contribution.url)

    def _reach_unknown(self) -> Iterator[Evidence]:
        yield self._outsiders()

    def _outside(self) -> Iterator[Evidence]:
        yield self._outsiders()
        tier = next((tier for tier in self.policy.project_tiers if tier.permille), None)
        if tier is not None:
            yield Evidence(gettext("Needed: %(count)s, or a label of the university") % {"count": tier.from_})

    def _who(self, account: str) -> str:
        if account in self.own:
            return gettext("%(account)s, yourself") % {"account": account}
        if account.endswith(_BOT):
            return gettext("%(account)s, a bot") % {"account": account.removesuffix(_BOT)}
        return gettext("%(account)s, not you") % {"account": account}

    _BY_REASON: ClassVar[Mapping[str, Callable[[Any], Iterator[Evidence]]]] = {
        "bot": _account,
        "not_linked": _account,
        "excluded_project": _lists,
        "small_project": _outside,
        "unknown_project": _reach_unknown,
        "not_enrolled": _enrolment,
        "not_accepted": _nothing_accepted,
        "not_accepted_yet": _opened,
        "outside_period": _accepted_on,
        "maturing": _ripens,
        "reverted": _reverted,
        "nothing_written": _classes,
        "not_independent": _acceptance_or_nobody,
        "not_substantive": _substance,
        "not_completed": _completion,
        "not_released": _pre_release,
        "same_work": _twin,
    }


def in_short(assessed: AssessedContribution) -> str:
    """The one figure that belongs beside a waiting state in a list: until when it waits."""
    if assessed.ripens_at:
        return gettext("until %(day)s") % {"day": moments.day(assessed.ripens_at)}
    return ""
