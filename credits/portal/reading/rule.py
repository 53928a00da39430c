"""A scoring policy as people read it: every figure comes from the version itself."""

from django.utils.translation import get_language

from credits.pages import words
from credits.pages.clauses import CLAUSES, Clause
from credits.pages.labels import term_title
from credits.pages.policy import policy_of
from credits.policies.models import PolicyVersion, Term
from credits.portal.reading.examples import Example, Examples
from credits.scoring import apportion, root

_EXAMPLE_LINES = (8, 24, 64, 216, 512, 1000)


class Rule:
    """A version's figures, ready to print."""

    def __init__(self, version: PolicyVersion, term: Term | None) -> None:
        self.row = version
        self.term = term
        self.policy = policy_of(version)

    @property
    def title(self) -> str:
        """What the policy is called in the reader's language."""
        return str(self.policy.title.get(get_language() or "") or self.policy.id)

    @property
    def term_title(self) -> str:
        """The term that it is shown for; empty for a version by itself."""
        return term_title(self.term) if self.term else ""

    @property
    def clause(self) -> dict[str, Clause]:
        """Clauses by `c` and their number without dots, as templates can name them."""
        return {f"c{number.replace('.', '')}": clause for number, clause in CLAUSES.items()}

    @property
    def kinds(self) -> list[tuple[words.Text, int, int | None]]:
        """Each kind with its rate and its cap (milli-points; None: no cap)."""
        return [(word, self.policy.rate[code], self.policy.cap.get(code)) for code, word in words.KINDS.items()]

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Lines of a month, and the milli-points that they bring in a project of factor 1.0 to one author."""
        return [(lines, self.policy.rate["pull_request"] * root(lines * 1000) // 1000) for lines in _EXAMPLE_LINES]

    @property
    def classes(self) -> list[tuple[words.Text, int]]:
        """Each class of files with its factor in permille."""
        return [(word, self.policy.class_permille[code]) for code, word in words.CLASSES.items()]

    @property
    def labels(self) -> list[tuple[words.Text, int]]:
        """Each label of the university's lists with its factor in permille."""
        return [(words.LABELS.get(label, label), permille) for label, permille in self.policy.project_labels.items()]

    @property
    def reasons(self) -> list[tuple[str, words.Word]]:
        """Whatever does not count, by its code."""
        return list(words.REASONS.items())

    @property
    def flags(self) -> list[words.Word]:
        """What a person looks at."""
        return list(words.FLAGS.values())

    @property
    def examples(self) -> list[Example]:
        """Whole cases, as this version computes them."""
        return Examples(self.policy).all()

    @property
    def shares(self) -> list[tuple[int, int]]:
        """An example of shares: lines of three pull requests and what each brings."""
        lines = {"a": 24_000, "b": 21_000, "c": 16_000}
        whole = self.policy.rate["pull_request"] * root(sum(lines.values())) // 1000
        brought = apportion(whole, lines)
        return [(lines[name], brought[name]) for name in lines]
