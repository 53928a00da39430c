"""What a claim would be worth, told so that every line adds up: points, the step they reach, what stands before, the caps."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from credits.claims import worth
from credits.claims.amount import Amount
from credits.claims.models import Claim
from credits.contributions.models import Contribution
from credits.pages import numbers
from credits.pages.charts.ladder import Ladder, ladder
from credits.policies.models import PolicyVersion
from credits.policies.rules import Rules
from credits.policies.services.find import policy_of, rules_for, rules_of, scoring_for
from credits.portal.reading.sums import DrawnBar, draw, sums
from credits.scoring import Policy, credit_hundredths
from journal import clock


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap, whether it is reached, and whether it takes something off."""

    name: str
    words: str
    bites: bool = False


class Estimate:
    """Of a claim on `chosen`, if it were sent now, under the versions that hold for it."""

    def __init__(self, claim: Claim, chosen: Iterable[Contribution], version: PolicyVersion, rules: Rules) -> None:
        self.claim = claim
        self.version = version
        self.rules = rules
        self.chosen = list(chosen)

    @cached_property
    def policy(self) -> Policy:
        """What the version says."""
        return policy_of(self.version)

    @cached_property
    def amount(self) -> Amount:
        """As submission would compute it."""
        claim = self.claim
        return worth.estimate(
            claim.student, claim.term, self.chosen, now=clock.now(), policy=self.policy, rules=self.rules, category=claim.category
        )

    @cached_property
    def by_contribution(self) -> dict[int, int]:
        """Key of each chosen contribution → its milli-points within this claim."""
        lines = self.amount.by_contribution
        return {row.pk: lines[row.code].milli_points for row in self.chosen if row.code in lines}

    @property
    def milli_points(self) -> int:
        """Of what is chosen."""
        return sum(self.by_contribution.values())

    @property
    def awarded_points(self) -> int:
        """Of what was awarded in the term before, with its adjustments."""
        return self.amount.milli_points - self.milli_points

    @property
    def hundredths(self) -> int:
        """What the claim would bring."""
        return self.amount.hundredths

    @property
    def before(self) -> int:
        """Hundredths that stand for the term and are subtracted."""
        return min(self.amount.before, self.amount.credit)

    @property
    def cut(self) -> int:
        """Hundredths that a cap takes off."""
        return max(0, self.amount.credit - self.amount.before) - self.amount.hundredths

    @property
    def step(self) -> str:
        """The step that the points reach, or the cap of the term above which they lie."""
        reached = max((tier.from_ for tier in self.policy.tiers if tier.from_ <= self.amount.milli_points), default=None)
        if reached is None:
            return _("No step reached yet")
        if self.amount.cut_by == "term":
            return _("This term's cap")
        return _("Step of %(points)s points reached") % {"points": _whole(reached)}

    @property
    def cut_name(self) -> str:
        """The cap that takes something off."""
        return {"degree": _("Degree cap"), "category": _("Cap of the category")}.get(self.amount.cut_by, "")

    @property
    def missing(self) -> str:
        """One sentence: how far the next step is, or that there is none."""
        to_next = self._next_step
        if to_next is None:
            return _("You have reached this term's highest step")
        points, credit, _there = to_next
        told = {"points": numbers.points(points), "credits": numbers.credit(credit)}
        if self.hundredths:
            return _("%(points)s more points bring another %(credits)s credits") % told
        return _("%(points)s more points bring %(credits)s credits") % told

    @cached_property
    def caps(self) -> list[Cap]:
        """Each cap, and whether it is in effect."""
        standing = worth.standing(self.claim.student, self.claim.term, self.claim.category)
        cut_by = self.amount.cut_by
        caps = [self._cap(_("Term cap %(credits)s"), self.policy.cap_hundredths, self.amount.credit, bites=cut_by == "term")]
        if self.rules.degree_cap_hundredths is not None:
            used = standing.of_degree + self.hundredths
            caps.append(self._cap(_("Degree cap %(credits)s"), self.rules.degree_cap_hundredths, used, bites=cut_by == "degree"))
        category = self.rules.category_caps.get(self.claim.category)
        if category is not None:
            used = standing.of_category + self.hundredths
            caps.append(self._cap(_("Category cap %(credits)s"), category, used, bites=cut_by == "category"))
        return caps

    @cached_property
    def ladder(self) -> Ladder:
        """From points to credit."""
        tiers = [(tier.from_, min(tier.credit_hundredths, self.policy.cap_hundredths)) for tier in self.policy.tiers]
        return ladder(tiers, before=self.awarded_points, reached=self.amount.milli_points)

    @cached_property
    def bar(self) -> DrawnBar:
        """Credits of all terms: what stands, what is under way, and this claim."""
        held = sums(self.claim.student, self.claim.term, besides=self.claim)
        there = self._next_step
        return draw(
            held, estimate=self.hundredths, policy=self.policy, next_step=there[2] if there else None,
            degree_cap=self.rules.degree_cap_hundredths,
        )  # fmt: skip

    @property
    def _next_step(self) -> tuple[int, int, int] | None:
        """Milli-points to the next step, the hundredths that it adds, and the credit there; None where nothing more comes."""
        to_next = self.amount.to_next_tier
        if to_next is None:
            return None
        there = min(credit_hundredths(self.policy, self.amount.milli_points + to_next), self.policy.cap_hundredths)
        more = there - max(self.amount.credit, self.amount.before)
        return (to_next, more, there) if more > 0 else None

    @staticmethod
    def _cap(name: str, cap: int, used: int, *, bites: bool) -> Cap:
        if bites:
            words = _("in effect")
        elif used >= cap:
            words = _("reached")
        else:
            words = _("not reached")
        return Cap(name % {"credits": numbers.credit(cap)}, words, bites)


def estimate_of(claim: Claim, chosen: Iterable[Contribution]) -> Estimate | None:
    """Under the versions of the claim's first submission, for a draft those in force; None where none are published."""
    if claim.policy_version is not None and claim.rules_version is not None:
        return Estimate(claim, chosen, claim.policy_version, rules_of(claim.rules_version))
    department = claim.student.department
    policy, rules = scoring_for(claim.term, department), rules_for(claim.term, department)
    return Estimate(claim, chosen, policy.version, rules.rules) if policy and rules else None


def _whole(milli_points: int) -> str:
    return numbers.points(milli_points).removesuffix(".0")
