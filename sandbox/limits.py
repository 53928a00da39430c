"""Rate limits as the forges count them: so many requests or points an hour for each person, all their tokens together."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

HOUR = 3_600
ANONYMOUS = 60
DEFAULTS = {"core": 5_000, "graphql": 5_000, "search": 30, "gitee": 5_000}  # Gitee publishes none: seen by third parties


@dataclass(slots=True)
class Window:
    limit: int
    ends: float
    used: int = 0

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def reset(self) -> int:
        return int(self.ends)


@dataclass(slots=True)
class Limits:
    """`figures` and `seconds` can be set through the control port, so that a test need not make 5,000 requests."""

    figures: dict[str, int] = field(default_factory=lambda: dict(DEFAULTS))
    seconds: int = HOUR
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def window(self, resource: str, who: str) -> Window:
        found = self.windows.get((resource, who))
        if found is None or found.ends <= time.time():
            limit = self.figures[resource] if not who.startswith("address:") else min(ANONYMOUS, self.figures[resource])
            found = self.windows[resource, who] = Window(limit=limit, ends=time.time() + self.seconds)
        return found

    def change(self, figures: Mapping[str, int], seconds: int) -> None:
        self.figures = DEFAULTS | dict(figures)
        self.seconds = seconds
        self.windows.clear()


def headers(window: Window, resource: str) -> dict[str, str]:
    """GitHub's. Gitee sends the first three."""
    return {
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(window.remaining),
        "X-RateLimit-Reset": str(window.reset),
        "X-RateLimit-Used": str(window.used),
        "X-RateLimit-Resource": resource,
    }
