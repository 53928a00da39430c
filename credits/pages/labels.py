"""What a contribution, a repository and a term are called where there is little room."""

from django.utils.translation import get_language

from credits.contributions.models import Contribution
from credits.policies.models import Term

CLIP = 120  # characters of a title or name in a list; the whole text stands on its own page
_SHORT = 24


def clipped(text: str, most: int = CLIP) -> str:
    """A text of the forge, cut for display: 5,000 characters are a title too."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def term_title(term: Term) -> str:
    """What people call it in their language."""
    return str(term.title.get(get_language() or "") or term.name)


def title(contribution: Contribution) -> str:
    """Its title, or its number where the forge gave none."""
    return clipped(contribution.title.strip() or reference(contribution))


def reference(contribution: Contribution) -> str:
    """As its forge writes it: #12; !12 for a pull request at Gitee; a release's tag as it is."""
    number = clipped(contribution.number, _SHORT)
    if contribution.kind == "release":
        return number
    mark = "!" if contribution.forge == "gitee" and contribution.kind != "issue" else "#"
    return f"{mark}{number.removeprefix('#')}"


def place(contribution: Contribution) -> str:
    """Repository and number: lanternfs/lantern #1842."""
    return f"{clipped(contribution.repository.name)} {reference(contribution)}"


def short_place(contribution: Contribution) -> str:
    """The repository without its owner, and the number: lantern #1842."""
    return f"{clipped(contribution.repository.name.rpartition('/')[2], _SHORT)} {reference(contribution)}"
