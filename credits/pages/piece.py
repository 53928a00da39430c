"""A month's piece taken apart, so that its rows add up to it exactly and show what one contribution brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext, ngettext

from credits import scoring
from credits.pages import labels, numbers
from credits.pages.charts import curve, split, waterfall
from credits.pages.clauses import CLAUSES, Clause
from credits.pages.policy import policy_of
from credits.pages.typography import tight
from credits.pages.words import KINDS, within
from credits.policies.models import AssessedContribution, AssessedPiece
from journal import moments

_WHOLE = 1000  # the factor that changes nothing, in permille
_MOST_SHARES = 8  # rows of other work; the rest of a busy month shares one


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the waterfall; `milli` is signed, `kind` step, total, other or this."""

    kind: str
    name: str
    fact: str
    clause: Clause | None
    milli: int
    is_gain: bool  # written with its sign
    bar: waterfall.Bar

    @property
    def figure(self) -> str:
        """With one decimal."""
        return numbers.gain(self.milli) if self.is_gain else numbers.points(self.milli)

    @property
    def exact(self) -> str:
        """In full: the rows add up in these."""
        sign = "+" if self.is_gain and self.milli > 0 else ""
        return f"{sign}{numbers.exact(self.milli)}"


@dataclass(frozen=True, slots=True)
class Part:
    """A contribution of the month, or several of them in one row."""

    name: str
    label: str  # short enough to stand over its part of a bar
    milli_lines: int
    milli_points: int
    size: str
    fact: str


@dataclass(frozen=True, slots=True)
class SplitBar:
    """The month's lines and points, cut into parts, each with the words above and below; and the lines of words between, by height."""

    between: list[tuple[int, str]]
    parts: tuple[tuple[split.Cut, split.Cut, Part], ...]


class Piece:
    """The piece of `this`, which counts, with all that is in it."""

    def __init__(
        self, this: AssessedContribution, row: AssessedPiece, members: Sequence[AssessedContribution], policy: scoring.Policy
    ) -> None:
        self.this = this
        self.row = row
        self.members = members
        self.policy = policy
        self.layers = [scoring.Layer(**layer) for layer in row.layers]

    @property
    def month(self) -> str:
        """10 月, October."""
        return moments.month(self.row.month)

    @property
    def kind(self) -> str:
        """PR, review, issue, release."""
        return within(KINDS[self.row.kind])

    @property
    def counts_lines(self) -> bool:
        """Whether its size is in lines; the other kinds are counted by the piece."""
        return self.row.kind == "pull_request"

    @property
    def strong(self) -> list[AssessedContribution]:
        """Those that the pool does not pay."""
        return [member for member in self.members if not member.pool]

    @property
    def kept(self) -> int:
        """Milli-points of the strong ones after the cap by kind."""
        return self.row.milli_points - self.row.from_pool

    @property
    def is_shared_by_size(self) -> bool:
        """Whether each share is simply its part of the size: one layer, nothing cut, nothing from the pool."""
        return len(self.layers) == 1 and self.kept == self.row.points and not self.row.from_pool and not self.this.pool

    def size(self, milli_lines: int) -> str:
        """24.0 行, 3 个."""
        if self.counts_lines:
            return gettext("%(lines)s lines") % {"lines": numbers.lines(milli_lines)}
        count = milli_lines // 1000
        return ngettext("%(count)s item", "%(count)s items", count) % {"count": count}

    @cached_property
    def by_layer(self) -> list[list[AssessedContribution]]:
        """The strong ones, layer by layer."""
        held: dict[tuple[int, int], list[AssessedContribution]] = {}
        for member in self.strong:
            held.setdefault(_weight(member.project_permille or 0, member.authors or 1), []).append(member)
        return [members for _, members in sorted(held.items(), key=lambda item: item[0], reverse=True)]

    @property
    def this_one(self) -> str:
        """This PR."""
        return tight(gettext("this %(kind)s") % {"kind": self.kind})

    @property
    def has_others(self) -> bool:
        """Whether the month has other work of this kind."""
        return len(self.members) > 1

    @property
    def sentence(self) -> str:
        """The whole in words, from the figures alone."""
        if self.this.pool:
            words = gettext(
                "What you do in one month counts as one piece. This %(kind)s is small, or its project has little reach, "
                "so the small-work pool pays it: %(own)s points."
            )
        elif not self.has_others:
            words = gettext(
                "What you do in one month counts as one piece. In %(month)s this %(kind)s is the only one: "
                "%(size)s, worth %(own)s points."
            )
        elif self.is_shared_by_size:
            words = gettext(
                "What you do in one month counts as one piece. In %(month)s you have %(works)s, %(whole)s that count, "
                "and the piece is worth %(points)s points. This %(kind)s has %(size)s, which bring %(own)s points."
            )
        else:
            words = gettext(
                "What you do in one month counts as one piece. In %(month)s you have %(works)s, "
                "and the piece is worth %(points)s points. Of these, this %(kind)s brings %(own)s."
            )
        return tight(words % self._told())

    @property
    def finding(self) -> str:
        """The title of the waterfall."""
        words = gettext("%(month)s brings %(points)s points, %(own)s of them from this %(kind)s")
        if not self.has_others:
            words = gettext("%(month)s brings %(points)s points, all from this %(kind)s")
        return tight(words % self._told())

    @property
    def split_title(self) -> str:
        """The title of the two bars."""
        words = (
            gettext("%(works)s share %(points)s points by lines")
            if self.counts_lines and self.is_shared_by_size
            else gettext("%(works)s share %(points)s points")
        )
        return tight(words % self._told())

    @property
    def formula(self) -> list[str]:
        """4.0 × ∛61.0 = 15.7, in the same proportion; or, line by line to the thousandth, how the sizes become the points."""
        if self.is_shared_by_size:
            return [
                gettext("%(formula)s = %(points)s points, in the same proportion") % {**self._told(), "formula": self._formula(0)}
            ]
        over = self.row.points - self.kept
        steps = [
            (self.row.points, gettext("%(points)s by size")),
            (over, gettext("− %(points)s over the limit")),
            (self.row.from_pool, gettext("+ %(points)s from the small-work pool")),
        ]
        lines = [words % {"points": numbers.exact(milli)} for milli, words in steps if milli]
        return [*lines, gettext("= %(points)s points") % {"points": numbers.exact(self.row.milli_points)}]

    @property
    def axis(self) -> str:
        """What the curve's axis counts."""
        if self.counts_lines:
            return gettext("Lines in a month")
        return tight(gettext("%(kind)s in a month") % {"kind": KINDS[self.row.kind]})

    def _told(self) -> dict[str, object]:
        return {
            "month": self.month,
            "kind": self.kind,
            "works": _works(self.row.kind, len(self.members)),
            "whole": self.size(sum(layer.milli_lines for layer in self.layers)),
            "size": self.size(self.this.milli_lines),
            "points": numbers.points(self.row.milli_points),
            "own": numbers.points(self.this.milli_points),
        }

    def _formula(self, at: int) -> str:
        layer = self.layers[at]
        number = numbers.lines(layer.milli_lines) if self.counts_lines else str(layer.milli_lines // 1000)
        project = "" if layer.permille == _WHOLE else f" × {numbers.factor(layer.permille)}"
        authors = f" ÷ {layer.authors}" if layer.authors > 1 else ""
        return f"{numbers.points(self.policy.rate[self.row.kind])} × ∛{number}{project}{authors}"

    @cached_property
    def rows(self) -> list[Row]:
        """Layers, pool, cap and the sum; then the shares, this one last."""
        changes = [layer.points for layer in self.layers] + [self.row.from_pool, self.kept - self.row.points]
        told = [*(self._layer(at) for at in range(len(self.layers))), self._pool(), self._cap()]
        clauses = [*(["4.1"] * len(self.layers)), "4.5", "4.6"]
        bars = waterfall.steps(changes)
        most = max(self.row.points + self.row.from_pool, 1)
        rows = [
            Row(kind="step", name=name, fact=fact, clause=CLAUSES[clause], milli=milli, is_gain=at > 0, bar=bar)
            for at, ((name, fact), clause, milli, bar) in enumerate(zip(told, clauses, changes, bars[:-1], strict=True))
        ]
        whole = tight(gettext("The piece of %(month)s") % {"month": self.month})
        rows.append(Row(kind="total", name=whole, fact="", clause=None, milli=self.row.milli_points, is_gain=False, bar=bars[-1]))
        parts = self.parts
        for at, (part, bar) in enumerate(
            zip(parts, waterfall.shares([part.milli_points for part in parts], most=most), strict=True)
        ):
            kind = "this" if at == len(parts) - 1 else "other"
            name = tight(gettext("of which %(name)s") % {"name": part.name})
            rows.append(
                Row(kind=kind, name=name, fact=part.fact, clause=CLAUSES["4.4"], milli=part.milli_points, is_gain=False, bar=bar)
            )
        return rows

    @cached_property
    def parts(self) -> list[Part]:
        """The month's work, this one last; of a busy month the smaller ones are one part."""
        others = [member for member in self.members if member.pk != self.this.pk]
        others.sort(key=lambda member: -member.milli_points)
        shown, rest = others[:_MOST_SHARES], others[_MOST_SHARES:]
        if len(rest) == 1:
            shown, rest = others, []
        parts = [self._part(member) for member in shown]
        if rest:
            name = ngettext("%(count)s other", "%(count)s others", len(rest)) % {"count": len(rest)}
            lines, points = sum(member.milli_lines for member in rest), sum(member.milli_points for member in rest)
            parts.append(Part(name, name, lines, points, self.size(lines), self.size(lines)))
        return [*parts, self._part(self.this)]

    @property
    def split(self) -> SplitBar | None:
        """The two bars, cut alike where each share is its part of the size; None where a month has one contribution."""
        if not self.has_others:
            return None
        parts = [self.parts[-1], *self.parts[:-1]]
        lines, points = split.cuts([part.milli_lines for part in parts]), split.cuts([part.milli_points for part in parts])
        return SplitBar(split.between(self.formula), tuple(zip(lines, points, parts, strict=True)))

    @property
    def curve(self) -> curve.Curve | None:
        """The curve with the month's steps; None where only the pool pays."""
        if not self.layers:
            return None
        limit = self.policy.milli_lines_cap
        steps: list[int] = []
        for member in (member for members in self.by_layer for member in members):
            reached = min((steps[-1] if steps else 0) + member.milli_lines, limit)
            if reached and (not steps or reached > steps[-1]):
                steps.append(reached)
        if not steps:
            return None
        layers = [curve.Layer(_weight(layer.permille, layer.authors)[0], layer.milli_lines) for layer in self.layers]
        return curve.curve(layers, rate=self.policy.rate[self.row.kind], steps=steps, label=self._step_label)

    def _step_label(self, milli_lines: int, milli_points: int) -> str:
        told = {"size": self.size(milli_lines), "points": numbers.points(milli_points)}
        return gettext("%(size)s, %(points)s points") % told

    def _layer(self, at: int) -> tuple[str, str]:
        layer = self.layers[at]
        factors = {"at": at + 1, "project": numbers.factor(layer.permille), "authors": layer.authors}
        name = gettext("Layer %(at)s: × %(project)s ÷ %(authors)s") % factors
        size = self.size(layer.milli_lines)
        if at == 0:
            how = gettext("%(size)s: %(formula)s") % {"size": size, "formula": self._formula(at)}
        else:
            how = gettext("%(size)s more, going on where the layer above ended") % {"size": size}
        given = sum(member.milli_lines for member in self.by_layer[at])
        if given > layer.milli_lines:
            how = gettext("%(how)s; a month counts %(most)s lines at most") % {"how": how, "most": self.policy.lines_cap}
        return name, how

    def _pool(self) -> tuple[str, str]:
        name = gettext("Small-work pool")
        weak = len(self.members) - len(self.strong)
        if not weak:
            return name, gettext("Not needed: nothing here is paid from the pool")
        of = ngettext("%(count)s item is paid from it", "%(count)s items are paid from it", weak) % {"count": weak}
        if self.row.from_pool == self.row.rest:
            return name, of
        return name, gettext("%(of)s; worth %(rest)s, but the term's pool had %(left)s left") % {
            "of": of, "rest": numbers.points(self.row.rest), "left": numbers.points(self.row.from_pool),
        }  # fmt: skip

    def _cap(self) -> tuple[str, str]:
        name = gettext("Limit")
        limit = self.policy.cap.get(self.row.kind)
        if limit is None:
            return name, gettext("Not needed: this kind has no limit of its own")
        told = {"limit": numbers.points(limit)}
        if self.kept == self.row.points:
            return name, gettext("Not reached: %(limit)s points of this kind a term") % told
        return name, gettext("%(limit)s points of this kind a term; with the months before, this one went over") % told

    def _part(self, member: AssessedContribution) -> Part:
        is_own = member.pk == self.this.pk
        name = self.this_one if is_own else labels.short_place(member.contribution)
        label = self.this_one if is_own else labels.reference(member.contribution)
        return Part(name, label, member.milli_lines, member.milli_points, self.size(member.milli_lines), self._share(member))

    def _share(self, member: AssessedContribution) -> str:
        if member.pool:
            return gettext("%(size)s, paid from the small-work pool") % {"size": self.size(member.milli_lines)}
        whole = sum(other.milli_lines for other in self._layer_of(member))
        told = {
            "size": self.size(member.milli_lines),
            "whole": self.size(whole),
            "share": numbers.share(member.milli_lines, whole),
            "at": self._number_of_layer(member),
        }
        if len(self.layers) == 1:
            return gettext("%(size)s, %(share)s of %(whole)s") % told
        return gettext("Layer %(at)s: %(size)s, %(share)s of %(whole)s") % told

    def _layer_of(self, member: AssessedContribution) -> Sequence[AssessedContribution]:
        return self.by_layer[self._number_of_layer(member) - 1]

    def _number_of_layer(self, member: AssessedContribution) -> int:
        return next(at for at, members in enumerate(self.by_layer, start=1) if any(other.pk == member.pk for other in members))


def piece_of(assessed: AssessedContribution) -> Piece | None:
    """The stored one of a contribution; None for what does not count."""
    row = assessed.piece
    if row is None:
        return None
    members = AssessedContribution.objects.filter(piece=row).select_related("contribution__repository")
    return Piece(
        assessed, row, list(members.order_by("contribution__worked_at", "pk")), policy_of(assessed.assessment.policy_version)
    )


def _weight(permille: int, authors: int) -> tuple[int, int]:
    """What orders layers, as scoring has it (SCORING.md section 6)."""
    return (permille * (1_000_000 // authors), permille)


def _works(kind: str, count: int) -> str:
    """3 PRs, 2 reviews."""
    counted = {
        "pull_request": ngettext("%(count)s PR", "%(count)s PRs", count),
        "review": ngettext("%(count)s review", "%(count)s reviews", count),
        "issue": ngettext("%(count)s issue", "%(count)s issues", count),
        "release": ngettext("%(count)s release", "%(count)s releases", count),
    }
    return counted[kind] % {"count": count}
