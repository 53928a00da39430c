"""From a student's milli-points to hundredths of credit (SCORING.md section 7)."""

from .policy import Policy


def credit_hundredths(policy: Policy, milli_points: int) -> int:
    """The credit of the highest tier that the points reach, at most the policy's cap."""
    reached = [tier.credit_hundredths for tier in policy.tiers if tier.from_ <= milli_points]
    return min(reached[-1] if reached else 0, policy.cap_hundredths)


def to_next_tier(policy: Policy, milli_points: int) -> int | None:
    """Milli-points to the next tier, whatever the cap of credit; None at the top."""
    return next((tier.from_ - milli_points for tier in policy.tiers if tier.from_ > milli_points), None)
