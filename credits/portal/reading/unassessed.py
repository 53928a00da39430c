"""Why something has no points yet, not even none: its term has no policy, or it is of no term at all."""

from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from accounts.models import Student
from credits.contributions.models import Contribution
from credits.pages.labels import term_title
from credits.pages.words import Word
from credits.policies.models import AssessedContribution, PolicyVersion, Publication, Term


class Unassessed:
    """What one student's work waits for before it can be assessed; asked for many rows, it asks the database twice."""

    def __init__(self, student: Student) -> None:
        self.student = student

    def why(self, contribution: Contribution) -> Word | None:
        """The reason in words; None where it is assessed by itself within a minute."""
        return self.why_of(self._term_of(contribution))

    def why_of(self, term: Term | None) -> Word | None:
        """Why nothing of a term can be computed; None where it can."""
        if term is None:
            return _no_term()
        return None if term.pk in self.terms_with_policy else _no_policy(term)

    @cached_property
    def terms(self) -> list[Term]:
        """All, the latest first."""
        return list(Term.objects.order_by("-starts_at"))

    @cached_property
    def terms_with_policy(self) -> set[int]:
        """The keys of those for which the university or the student's department has published one."""
        published = Publication.objects.filter(policy_version__kind=PolicyVersion.Kind.SCORING)
        mine = published.filter(Q(department=None) | Q(department=self.student.department_id))
        return set(mine.values_list("term", flat=True))

    def is_any_to_come(self) -> bool:
        """Whether something that was read has still to be assessed as it stands now."""
        made = AssessedContribution.objects.filter(
            contribution=OuterRef("pk"), assessment__is_current=True, facts_digest=OuterRef("digest")
        )
        missing = Contribution.objects.of(self.student).filter(~Exists(made))
        ruled = [term for term in self.terms if term.pk in self.terms_with_policy]
        return any(missing.belonging_to(term.starts_at, term.ends_at, is_open=term.is_current).exists() for term in ruled)

    def _term_of(self, contribution: Contribution) -> Term | None:
        """Its term (DESIGN.md section 4): by acceptance, the current one while it is open, else by when it was worked."""
        if contribution.counted_at is None and contribution.state == Contribution.State.OPEN:
            return next((term for term in self.terms if term.is_current), None)
        at = contribution.counted_at or contribution.worked_at
        return next((term for term in self.terms if term.starts_at <= at < term.ends_at), None)


def _no_policy(term: Term) -> Word:
    """Nothing is published for the term."""
    told = {"term": term_title(term)}
    return Word(
        gettext("no policy is published for its term yet"),
        gettext(
            "For %(term)s no policy is published yet, so nothing of that term can be computed. Nothing is lost: what was read stays."
        )
        % told,
        gettext("A policy owner and a second person publishing a policy for that term; then it is computed by itself."),
    )


def _no_term() -> Word:
    return Word(
        gettext("in no term of the university"),
        gettext(
            "The university's calendar here has no term for that time, so nothing of it can be computed. Nothing is lost: what was read stays."
        ),
        gettext(
            "The academic affairs office adding that term, and a policy being published for it; then it is computed by itself."
        ),
    )
