"""What can go wrong on the way to a forge; classes differ by what the caller does next.

ForgeError
├── RateLimited    wait; says how long
├── Unavailable    try later: down, too slow, cut off
├── TokenRefused   ask the person to link again
├── Missing        gone, private, or closed for legal reasons
└── BadAnswer      something that is no answer: keep what is known, tell the operator
"""


class ForgeError(Exception):
    """A request to a forge that gave no facts."""


class RateLimited(ForgeError):
    """The forge asks to wait. retry_after_seconds: at least 1."""

    def __init__(self, retry_after_seconds: float, message: str = "") -> None:
        super().__init__(message or f"limited for {retry_after_seconds:.0f} s")
        self.retry_after_seconds = max(1.0, retry_after_seconds)


class Unavailable(ForgeError):
    """No answer, or one of 5xx, after the retries that are cheap."""


class TokenRefused(ForgeError):
    """The token is not valid any more, or it belongs to another account than expected."""


class Missing(ForgeError):
    """404, 410 or 451: what was asked for is not there for us."""


class BadAnswer(ForgeError):
    """An answer that cannot be read; the message has its size and digest, never its text."""
