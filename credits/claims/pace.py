"""How long claims usually stay where they are, from those that moved on lately."""

from datetime import timedelta
from itertools import pairwise
from statistics import median

from credits.claims.models import Claim, Step
from journal import clock

_LATELY = timedelta(days=90)
_FEWEST = 5  # of fewer cases a median tells nothing


def usual_time(state: str) -> timedelta | None:
    """The median time that claims which left `state` in the last 90 days had stood there; None: too few did."""
    lately = Step.objects.standing().filter(source=state, at__gte=clock.now() - _LATELY)
    claims = Claim.objects.filter(pk__in=lately.values("claim")).prefetch_related("steps")
    since = clock.now() - _LATELY
    stays = [
        (left.at - came.at).total_seconds()
        for claim in claims
        for came, left in pairwise(step for step in claim.steps.all() if step.undone_at is None)
        if left.source == state and left.at >= since
    ]
    return timedelta(seconds=median(stays)) if len(stays) >= _FEWEST else None
