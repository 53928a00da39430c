"""The policy page's worked examples: made-up facts, and what this very policy makes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from credits import scoring
from credits.contributions.models import Contribution, Repository
from credits.pages import clauses, words
from credits.pages.clauses import Clause
from credits.pages.piece import Piece
from credits.policies.models import AssessedContribution, AssessedPiece
from journal import clock

_STUDENT, _ACCOUNT, _OTHER, _PLACE = "student", "github:1", "github:900", "github:10"
_A_MONTH = 8  # issues, reviews or releases in each month of the capped case: twice the points of one
_MOST_MONTHS = 6  # of a term
_MANY = 100  # contributors from outside: facts are exact up to here

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What was done, in words, and what came of it: a piece, or the reason why nothing."""

    anchor: str
    title: str
    story: str
    piece: Piece | None
    reason: words.Word | None
    clause: Clause | None  # of the reason


class Examples:
    """Those of one policy."""

    def __init__(self, policy: scoring.Policy) -> None:
        self.policy = policy
        self.year = clock.today().year

    def all(self) -> list[Example]:
        """A fix, a feature, a review, a zero, a change with too many lines, and a kind at its limit where one has any."""
        return [self._fix(), self._feature(), self._review(), self._zero(), self._too_many_lines(), *self._capped()]

    def _fix(self) -> Example:
        story = gettext("A merged pull request in a project that many use: 6 lines of documentation added, 2 deleted.")
        return self._example("fix", gettext("A documentation fix"), story, [self._pull_request({"docs": [6, 2]})])

    def _feature(self) -> Example:
        story = gettext(
            "A merged pull request in a project that many use, by one author: 900 lines of source code and 300 of tests added, 120 deleted."
        )
        return self._example(
            "feature", gettext("A large feature"), story, [self._pull_request({"source": [900, 120], "test": [300, 0]})]
        )

    def _review(self) -> Example:
        story = gettext("A review of somebody else's pull request, with two inline comments; the pull request is closed.")
        return self._example("review", gettext("A review"), story, [self._work("review", 1)])

    def _zero(self) -> Example:
        story = gettext("A pull request of 64 lines of source code that its author merged; nobody else approved it.")
        merged_alone = self._pull_request({"source": [64, 0]}) | {"merged_by": _ACCOUNT}
        return self._example("zero", gettext("Zero: merged by oneself"), story, [merged_alone])

    def _too_many_lines(self) -> Example:
        lines = 2 * self.policy.lines_cap
        story = gettext("A merged pull request of %(lines)s lines of source code, when a month counts %(most)s at most.") % {
            "lines": lines, "most": self.policy.lines_cap,
        }  # fmt: skip
        return self._example("lines", gettext("More lines than count"), story, [self._pull_request({"source": [lines, 0]})])

    def _capped(self) -> Iterator[Example]:
        """The month in which a kind goes over its limit for the term: issues, or the next kind that can within a term."""
        needed = {
            kind: self.policy.cap[kind] // (2 * self.policy.rate[kind]) + 1
            for kind in ("issue", "review", "release")
            if kind in self.policy.cap and self.policy.rate[kind]
        }
        kind = next((kind for kind, months in needed.items() if months <= _MOST_MONTHS), None)
        if kind is None:
            return
        months = needed[kind]
        work = [self._work(kind, number, month=1 + number // _A_MONTH) for number in range(_A_MONTH * months)]
        told = {"count": _A_MONTH, "months": months, "kind": words.KINDS[kind]}
        story = ngettext(
            "%(count)s of the kind “%(kind)s” in %(months)s month of a term. This is the last of these months.",
            "%(count)s of the kind “%(kind)s” in each of %(months)s months of a term. This is the last of these months.",
            months,
        )
        yield self._example("limit", gettext("A kind at its limit"), story % told, work)

    def _example(self, anchor: str, title: str, story: str, work: list[Facts]) -> Example:
        """The last of `work` explained, in the piece of its month."""
        result = scoring.score(self.policy, scoring.facts_from_records([*_PEOPLE_AND_PLACES, *work]))
        last = next(line for line in result.contributions if line.contribution == work[-1]["contribution"])
        if last.reason:
            word, clause = words.reason_of(last.reason, work[-1]["kind"]), clauses.of_reason(last.reason)
            return Example(anchor=anchor, title=title, story=story, piece=None, reason=word, clause=clause)
        piece = next(line for line in result.pieces if line.piece == last.piece)
        row = _row(piece)
        by_id = {one["contribution"]: one for one in work}
        members = [_member(line, by_id, row) for line in result.contributions if line.piece == last.piece]
        this = next(member for member in members if member.contribution.external_id == last.contribution)
        return Example(
            anchor=anchor, title=title, story=story, piece=Piece(this, row, members, self.policy), reason=None, clause=None
        )

    def _pull_request(self, changes: Mapping[str, list[int]]) -> Facts:
        return self._work("pull_request", 1) | {"changes": changes}

    def _work(self, kind: str, number: int, *, month: int = 3) -> Facts:
        """Something accepted, of the kind, as good as can be."""
        at = f"{self.year}-{month:02}-10T04:00:00Z"
        accepted: dict[str, Facts] = {
            "pull_request": {"merged_by": _OTHER, "approved_by": [], "authors": [_ACCOUNT]},
            "review": {"pull_request_author": _OTHER, "pull_request_closed": True, "comments": 2, "body_characters": 0},
            "issue": {"closed_by": _OTHER, "completed": True},
            "release": {"draft": False, "prerelease": False},
        }
        return {
            "type": "contribution", "contribution": f"{number:04}", "kind": kind, "student": _STUDENT, "account": _ACCOUNT,
            "repository": _PLACE, "state": "accepted", "worked_at": at, "counted_at": at, **accepted[kind],
        }  # fmt: skip


_PEOPLE_AND_PLACES: tuple[Facts, ...] = (
    {"type": "student", "student": _STUDENT, "accounts": [_ACCOUNT]},
    {"type": "repository", "repository": _PLACE, "external_contributors": _MANY},
)


def _row(piece: scoring.PieceResult) -> AssessedPiece:
    """As the store would have it, but never stored."""
    return AssessedPiece(
        piece=piece.piece, kind=piece.kind, month=piece.month, layers=[asdict(layer) for layer in piece.layers],
        points=piece.points, rest=piece.rest, from_pool=piece.from_pool, milli_points=piece.milli_points, capped=piece.capped,
    )  # fmt: skip


def _member(line: scoring.ContributionResult, by_id: Mapping[str, Facts], row: AssessedPiece) -> AssessedContribution:
    """As the store would have it, but never stored: a row of the piece by its number."""
    facts = by_id[line.contribution]
    number = str(int(line.contribution))
    contribution = Contribution(
        external_id=line.contribution, number=number, kind=facts["kind"], forge="github",
        repository=Repository(forge="github", name="example/project"),
    )  # fmt: skip
    return AssessedContribution(
        pk=int(number) + 1, contribution=contribution, piece=row, state=line.state, milli_lines=line.milli_lines,
        authors=line.authors, project_permille=line.project_permille, pool=line.pool, milli_points=line.milli_points,
    )  # fmt: skip
