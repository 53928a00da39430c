"""What a claim would be worth, told so that every line adds up: points, the step they reach, what stands before, the caps."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import Student
from credits.claims import choices, worth
from credits.claims.amount import Amount
from credits.claims.models import Claim
from credits.contributions.models import Contribution
from credits.pages import numbers
from credits.pages.charts.ladder import Ladder, ladder
from credits.policies.models import Assessment, PolicyVersion, Term
from credits.policies.rules import Rules
from credits.policies.services.find import policy_of, rules_for, rules_of, scoring_for
from credits.portal.reading.sums import DrawnBar, Sums, draw, sums
from credits.scoring import Policy, credit_hundredths, to_next_tier
from journal import clock

CATEGORY = "open_source"  # of a claim that says none


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap, whether it is reached, and whether it takes something off."""

    name: str
    words: str
    bites: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """How far the next step is: milli-points to it, the hundredths that it adds, and those that stand there for the term."""

    milli_points: int
    more: int
    credit: int


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
        told = {"points": numbers.points(to_next.milli_points), "credits": numbers.credit(to_next.more)}
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
            held, estimate=self.hundredths, policy=self.policy, next_step=there.credit if there else None,
            degree_cap=self.rules.degree_cap_hundredths, is_narrow=True,
        )  # fmt: skip

    @property
    def _next_step(self) -> Step | None:
        amount = self.amount
        return _step(self.policy, amount.milli_points, amount.to_next_tier, max(amount.credit, amount.before))

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclaimed:
    """What a claim on everything that can be chosen in a term would bring now."""

    milli_points: int
    contributions: int
    hundredths: int
    step: Step | None


def unclaimed_of(
    student: Student, term: Term, *, policy: Policy, rules: Rules | None, assessment: Assessment | None, held: Sums
) -> Unclaimed:
    """Where nothing of the term was claimed or removed, this is what the assessment says, within the degree cap."""
    offered = choices.of(student, term) if rules is not None and assessment is not None else []
    if rules is None or assessment is None or not any(choice.why_not not in {"", "state"} for choice in offered):
        points, credit = (assessment.milli_points, assessment.credit_hundredths) if assessment else (0, 0)
        to_next = assessment.to_next_tier if assessment else to_next_tier(policy, 0)
        cap = rules.degree_cap_hundredths if rules else None
        return Unclaimed(
            milli_points=points,
            contributions=assessment.counted if assessment else 0,
            hundredths=credit if cap is None else max(0, min(credit, cap - held.awarded - held.in_process)),
            step=_step(policy, points, to_next, credit),
        )
    free = [choice.contribution for choice in offered if choice.is_free]
    claimed = [choice.contribution for choice in offered if choice.why_not == "claimed"]
    amount = worth.estimate(student, term, [*claimed, *free], now=clock.now(), policy=policy, rules=rules, category=CATEGORY)
    lines = amount.by_contribution
    return Unclaimed(
        milli_points=sum(lines[row.code].milli_points for row in free if row.code in lines),
        contributions=len(free),
        hundredths=max(0, amount.hundredths - held.term_in_process) if free else 0,
        step=_step(policy, amount.milli_points, amount.to_next_tier, max(amount.credit, amount.before)),
    )


def _step(policy: Policy, milli_points: int, to_next: int | None, credit: int) -> Step | None:
    if to_next is None:
        return None
    there = credit_hundredths(policy, milli_points + to_next)
    return Step(to_next, there - credit, there) if there > credit else None


def _whole(milli_points: int) -> str:
    return numbers.points(milli_points).removesuffix(".0")
