"""Chinese is set without blanks between its own characters; only beside Latin words and figures there is one (design section 8)."""

import re

_HAN = r"[\u4e00-\u9fff\u3001\u3002\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]"
_LOOSE = re.compile(rf"(?<={_HAN}) (?={_HAN})")


def tight(text: str) -> str:
    """A sentence put together from parts, without the blanks that stand between two Chinese characters."""
    return _LOOSE.sub("", text)
