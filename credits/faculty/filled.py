"""What a reviewer filled in on a claim: each contribution's handling, the decision, the words; and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from credits.claims.amount import adjustment_limit
from credits.claims.models import ClaimItem
from credits.claims.services import REASONS, Reduction
from credits.pages import numbers
from credits.scoring import Policy

ACCEPT, ADJUST, EXCLUDE = "accept", "adjust", "exclude"
_MINUS = str.maketrans({numbers.MINUS: "-", "－": "-", "＋": "+", "．": ".", "。": "."})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the id of the field that mends it."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What is to become of one contribution, as typed."""

    choice: str
    points: str
    code: str
    reason: str

    @property
    def adjustment(self) -> int | None:
        """Milli-points, signed; None: this is no number of points."""
        if self.choice != ADJUST:
            return 0
        try:
            milli = Decimal(self.points.strip().translate(_MINUS)) * 1000
        except InvalidOperation:
            return None
        return int(milli) if milli.is_finite() and milli == milli.to_integral_value() and abs(milli) < 10**9 else None


class Filled:
    """A form: what was typed, else what the claim says already."""

    def __init__(self, typed: Mapping[str, str], items: Sequence[ClaimItem], policy: Policy) -> None:
        self.typed = typed
        self.items = items
        self.policy = policy

    @property
    def decision(self) -> str:
        """Its code; empty: none yet."""
        return self.typed.get("decision", "")

    @property
    def reason(self) -> str:
        """What the student will read."""
        return self.typed.get("reason", "")

    @property
    def reason_code(self) -> str:
        """Why a claim is rejected."""
        return self.typed.get("reason_code", "")

    def handling(self, item: ClaimItem) -> Handling:
        """Of one item."""
        saved = EXCLUDE if item.is_excluded else ADJUST if item.adjustment else ACCEPT
        return Handling(
            choice=self.typed.get(f"handle-{item.pk}", saved),
            points=self.typed.get(f"points-{item.pk}", numbers.exact(item.adjustment) if item.adjustment else ""),
            code=self.typed.get(f"code-{item.pk}", item.reason_code),
            reason=self.typed.get(f"why-{item.pk}", item.reason),
        )

    @property
    def reductions(self) -> list[Reduction]:
        """As the decision takes them."""
        found = []
        for item in self.items:
            held = self.handling(item)
            if held.choice != ACCEPT:
                found.append(
                    Reduction(
                        item_id=item.pk, is_excluded=held.choice == EXCLUDE, adjustment=held.adjustment or 0,
                        reason_code=held.code, reason=held.reason,
                    )
                )  # fmt: skip
        return found

    @property
    def excluded(self) -> frozenset[str]:
        """Ids of the contributions that are taken out."""
        return frozenset(item.contribution.code for item in self.items if self.handling(item).choice == EXCLUDE)

    @property
    def adjustments(self) -> dict[str, int]:
        """Id → milli-points, within the limits."""
        found = {item.contribution.code: self.handling(item).adjustment or 0 for item in self.items}
        limits = {item.contribution.code: self.limit(item) for item in self.items}
        return {code: milli for code, milli in found.items() if milli and abs(milli) <= limits[code]}

    def limit(self, item: ClaimItem) -> int:
        """The most milli-points by which it may be adjusted."""
        return adjustment_limit(self.policy, item.contribution.kind)

    def problems(self, *, stage: str) -> list[Problem]:
        """What keeps the decision from being taken, in the order of the page."""
        found = [] if stage == "office" or self.decision != "recommend" else self._problems_of_items()
        if not self.decision:
            found.append(Problem("decision", _("Choose a decision.")))
        if self.decision in {"return", "reject"} and not self.reason.strip():
            found.append(Problem("reason", _("Write what is missing or wrong: the student reads it.")))
        if self.decision == "reject" and self.reason_code not in REASONS:
            found.append(Problem("reason_code", _("Choose why the claim is rejected.")))
        return found

    def _problems_of_items(self) -> list[Problem]:
        found = []
        for item in self.items:
            held = self.handling(item)
            if held.choice == ADJUST:
                if not held.adjustment:
                    found.append(Problem(f"points-{item.pk}", _("Write by how many points, such as −1.5.")))
                elif abs(held.adjustment) > self.limit(item):
                    told = {"most": numbers.points(self.limit(item))}
                    found.append(Problem(f"points-{item.pk}", _("At most %(most)s points up or down, says the policy.") % told))
            if held.choice != ACCEPT:
                if held.code not in REASONS:
                    found.append(Problem(f"code-{item.pk}", _("Choose a reason.")))
                if not held.reason.strip():
                    found.append(Problem(f"why-{item.pk}", _("Write why: the student reads it.")))
        return found
